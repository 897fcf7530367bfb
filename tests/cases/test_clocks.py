"""Runs the situations of `cases/clocks/*.toml`: one judgement each.

What a case leaves out of `expected` must be nothing at all, except the reason, which
is compared where it is given.
"""

import tomllib
from pathlib import Path

import pytest

from gongshi.clocks.judge import judge
from gongshi.clocks.periods import moment
from gongshi.policy.policies import policy_in_force
from gongshi.policy.toml import RULEBOOK

FOLDER = Path(__file__).parent / "clocks"
FILES = sorted(FOLDER.glob("*.toml"))
OWN_PLACES = {each.name for each in (FOLDER / "rulebook" / "policies").iterdir()}


def situations():
    for path in FILES:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        for case in table["case"]:
            yield pytest.param(table, case, id=f"{path.stem}: {case['name']}")


@pytest.mark.parametrize(("table", "case"), list(situations()))
def test_the_judgement_is_what_the_document_says(table, case):
    given, expected = case["given"], case["expected"]
    root = FOLDER / "rulebook" if table["place"] in OWN_PLACES else RULEBOOK
    policy = policy_in_force(table["place"], table["on"], root)
    received_at = moment(given["received"]) if "received" in given else None

    judged = judge(policy, given["category"], given["decided"], received_at)

    said = (judged.due_on, judged.late, judged.days_late, judged.exempt)
    keys = ("due", "late", "days_late", "exempt")
    assert said == tuple(expected.get(key) for key in keys)
    assert judged.reason == expected.get("reason", judged.reason)
