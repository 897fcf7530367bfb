"""Runs the situations of `cases/<place>/*.toml`: one question each.

What a case leaves out of `expect` must be nothing at all, except what is told only on
request (`judging.ON_REQUEST`).
"""

import re
import tomllib

import pytest

from tests.cases.judging import FOLDER, MATTERS, PLACES, expected, situations

CASES = [pytest.param(each, id=each.name) for each in situations()]


@pytest.mark.parametrize("situation", CASES)
def test_the_system_says_what_the_document_says(situation):
    said, wanted = expected(situation)

    assert said == wanted


@pytest.mark.parametrize("situation", CASES)
def test_a_case_quotes_its_sentence_and_shows_the_sum(situation):
    quote = situation.case.get("quote") or situation.table.get("quote")

    assert quote
    assert situation.case["by_hand"]
    assert situation.table["place"] == situation.path.parent.name


@pytest.mark.parametrize("place", PLACES)
def test_no_file_and_no_case_is_passed_over(place):
    for path in FOLDER.glob(f"{place}/*.toml"):
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        if "case" not in table:
            assert "matter" not in table
            continue
        assert table["matter"] in MATTERS
        names = [case["name"] for case in table["case"]]
        assert len(set(names)) == len(names)


def test_the_list_of_sentences_names_every_file_and_none_that_is_missing():
    listed = (FOLDER / "SENTENCES.md").read_text(encoding="utf-8")
    named = set(re.findall(rf"`((?:{'|'.join(PLACES)})/[-a-z0-9]+)`", listed))

    files = {f"{each.path.parent.name}/{each.path.stem}" for each in situations()}
    assert named == files
