"""The crash suite itself, shortly: `./run crash` does it at length."""

import pytest

from crash import office
from crash import trial as trials
from crash.points import PLACES
from crash.trial import Trial, at_points, at_random
from tests.patience import LONG

#: So that nobody waits half a minute for the job of a dead worker.
_SOON = {"GONGSHI_JOB_LEASE": "5"}
#: Two that leave something behind, in the server and in the worker.
_TWO = [
    next(each for each in PLACES if each.point == point)
    for point in ("temporary write", "commit of a verdict")
]


def wrong(trial: Trial) -> list[str]:
    """List what is wrong; seconds are not asked of a machine that runs tests."""
    return [
        f"{each.title}: {each.found}"
        for each in trial.lines
        if not each.is_good and " within " not in each.title
    ]


@pytest.fixture(autouse=True)
def patience(monkeypatch):
    """Wait for the queue however slow the machine is: no second is asked of it."""
    monkeypatch.setattr(trials, "_REST", 2 * LONG)
    monkeypatch.setattr(office, "_START", LONG)


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_an_office_that_is_killed_at_named_points_loses_nothing(database):
    trial = at_points(database, _TWO, print, **_SOON)

    asked = ("named places met", "receipts lost", "batches by half", "gongshi verify")
    assert {each.title for each in trial.lines} >= set(asked)
    # Nobody issued anything so quickly.
    assert [told for told in wrong(trial) if " issued: 0" not in told] == []


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_an_office_that_is_killed_at_random_loses_nothing(database):
    trial = at_random(database, 6, 3, print, **_SOON)

    assert wrong(trial) == []
