"""Every rule sentence of 运信用办〔2021〕25号 on scores, as units scored by hand."""

import re
from pathlib import Path

import pytest

from tests.cases.scoring import ASSESSMENT, differences, load_cases

CASES = load_cases()
SENTENCES = Path(__file__).parent / "SENTENCES-yuncheng.md"


@pytest.mark.parametrize("case", CASES, ids=[each["name"] for each in CASES])
def test_units_score_as_computed_by_hand(case):
    assert case["quote"]
    assert case["by_hand"]
    assert differences(case) == []


def test_every_case_named_in_the_list_of_sentences_is_there():
    text = SENTENCES.read_text(encoding="utf-8")
    named = set(re.findall(r"「([^」]+)」", text))

    assert {each["name"] for each in CASES} == named


def test_the_items_add_up_to_a_hundred_and_the_groups_to_those_of_the_notice():
    assert sum(each.points for each in ASSESSMENT.items) == 100
    assert [len(set(each.units)) for each in ASSESSMENT.rankings] == [14, 33]
