"""What several persons do to accounts in the same moment happens once."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests import databases, postgresql


@pytest.fixture(params=databases.DATABASES)
def ledger(request, tmp_path):
    """What opens an empty ledger of its own to a process, on every database."""
    place = {**os.environ, "GONGSHI_HOME": str(tmp_path)}
    place.pop("GONGSHI_DB", None)
    if request.param == "postgresql":
        place["GONGSHI_DB"] = postgresql.create(request.function.__name__[:60])
    return place | {"PYTHONPATH": os.pathsep.join(sys.path)}


def done(what: str, place: dict[str, str]) -> dict[str, object]:
    script = Path(__file__).with_name("at_once.py")
    ran = subprocess.run(
        [sys.executable, str(script), what], env=place, capture_output=True, text=True
    )
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)


def test_of_two_administrators_who_disable_each_other_one_stays(ledger):
    assert done("disabling", ledger) == {
        "told": ["None", "last_administrator"], "left": 1,
    }  # fmt: skip


def test_one_code_in_many_sessions_opens_one(ledger):
    assert done("proving", ledger)["told"] == ["False"] * 7 + ["True"]


def test_one_code_enrols_a_phone_once(ledger):
    assert done("enrolling", ledger)["told"] == ["False"] * 7 + ["True"]


def test_one_form_sent_by_many_clicks_counts_once(ledger):
    assert done("sending", ledger)["told"] == ["False"] * 5 + ["True"]


def test_one_login_added_by_many_clicks_is_added_once(ledger):
    assert done("adding", ledger) == {
        "told": ["login_taken"] * 5 + ["sun"], "left": 1,
    }  # fmt: skip
