"""What is kept of a series says the same as finding it anew, and costs no reading."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gongshi.actions.draws.rehearsing import rehearse
from gongshi.actions.gaps import accept_gaps, explain_gaps
from gongshi.actions.import_units import import_units
from gongshi.actions.kept_series import Kept, behind, keep, renewed, series_of
from gongshi.actions.series import list_series
from gongshi.actions.series_map import MOST_RUNS, find_all, find_of
from gongshi.clocks.periods import moment
from gongshi.errors import UsageError
from gongshi.jobs.models import Job
from gongshi.ledger.case_models import Case
from gongshi.ledger.models import Unit
from gongshi.ledger.numbers import used_serials
from gongshi.ledger.series_models import NumberSeries
from gongshi.policy.casework import casework_in_force
from tests.ledger.test_mending import BRANCH, NO_CONTENT, OTHER, UNIT, UNITS, submit
from tests.ledger.test_series import licences, numbered

NOW = moment("2023-12-08T09:00:00")
TERMS = casework_in_force(NOW.date())


@pytest.fixture(autouse=True)
def filed(ledger: None) -> None:
    import_units(UNITS.encode(), file_name="units.csv")
    submit(licences(1, 2, 3, 5, 6, 9), "2023-12-05")
    find_all(NOW)()


def unit(name: str = UNIT) -> Unit:
    return Unit.objects.get(name=name)


def kept() -> Kept:
    (found,) = keep(series_of([unit().pk], 2023), TERMS)
    return found


def explain(*serials: int, now: datetime = NOW) -> list[int]:
    numbers = [f"示市监许〔2023〕{serial}号" for serial in serials]
    explain_gaps(unit(), numbers, "void", "", "clerk", at=now)
    return list(
        Case.objects.filter(document_number__in=numbers).values_list("pk", flat=True)
    )


def test_what_is_kept_says_what_is_found():
    explain(4)
    find_all(NOW)()
    submit(numbered("示新城许〔2023〕1号"), unit=BRANCH)
    (found,) = list_series(
        unit=UNIT, year=2023, prefixes={"示市监许"}, now=NOW
    ).numbered

    of_map = kept()

    assert of_map.row.key == found.key
    assert (of_map.first, of_map.last, of_map.next) == (
        found.series.first,
        found.series.last,
        found.series.next,
    )
    gaps = of_map.told(of_map.pages()[0], TERMS)
    names = ("serial", "number", "state", "seen_on", "due_on", "after", "before")
    assert [[getattr(gap, name) for name in names] for gap in gaps] == [
        [getattr(gap, name) for name in names] for gap in found.gaps
    ]
    assert [gap.standing for gap in gaps] == [gap.standing for gap in found.gaps]


def test_the_picture_is_what_there_is():
    submit(licences(12), "2023-12-06")
    find_all(NOW)()

    picture = kept().row.picture

    used = sum(1 << serial - 1 for serial in (1, 2, 3, 5, 6, 9))
    assert picture["tens"] == [
        [0, used, [["2023-12-05", used]]],
        [1, 2, [["2023-12-06", 2]]],
    ]
    assert picture["new"] == {"2023-12-05": 6, "2023-12-06": 1}
    assert [serial for serial, _ in picture["dots"]] == [1, 2, 3, 5, 6, 9, 12]


def test_an_explanation_and_a_verdict_are_seen_at_once():
    assert kept().counts["unexplained"] == 3
    assert kept().due_on is not None

    cases = explain(4, 7, 8)
    accept_gaps(cases[:1], "analyst")

    of_map = kept()
    assert dict(of_map.counts) == {
        "unexplained": 0,
        "explained": 2,
        "refused": 0,
        "accepted": 1,
    }
    assert of_map.changed == {4: "accepted", 7: "explained", 8: "explained"}
    assert of_map.due_on is None


def test_a_search_that_ends_while_a_page_is_made_changes_no_count():
    rows = series_of([unit().pk], 2023)
    accept_gaps(explain(4, 7, 8)[:1], "analyst")
    find_all(NOW)()

    (of_map,) = keep(rows, TERMS)

    assert dict(of_map.counts) == {
        "unexplained": 0,
        "explained": 2,
        "refused": 0,
        "accepted": 1,
    }


def test_a_later_filing_of_the_year_is_known_until_the_search():
    units = [unit().pk]
    assert behind(units, 2023, series_of(units, 2023)) is None

    later = submit(licences(10), "2023-12-06").batch

    assert behind(units, 2023, series_of(units, 2023)) == later
    assert behind(units, 2022, series_of(units, 2022)) is None
    assert behind([unit(OTHER).pk], 2023, []) is None
    assert not renewed(unit(), 2023, later)
    assert not renewed(unit(), 2023, later)
    assert Job.objects.filter(kind="series_map").count() == 1
    find_of(unit(), [2023])()
    assert behind(units, 2023, series_of(units, 2023)) is None


def test_the_gaps_of_a_long_series_are_parted_and_open_ones_come_first():
    serials = range(1, 1401)
    missing = set(range(10, 1400, 5))
    submit(licences(*(each for each in serials if each not in missing)), "2023-12-05")
    accept_gaps(explain(10, 15), "analyst")
    find_all(NOW + timedelta(days=1))()

    of_map = kept()
    pages = of_map.pages()

    assert [len(page) for page in pages] == [60, 60, 60, 60, 38]
    assert [run[0] for run in pages[0][:3]] == [20, 25, 30]
    assert [run[0] for run in pages[-1][-2:]] == [10, 15]
    # Tens with a gap, all of them here.
    assert len(of_map.row.picture["tens"]) == of_map.row.picture["all_tens"] == 140
    assert len(of_map.row.picture["dots"]) <= 400


def test_no_more_runs_are_kept_than_a_page_can_read(monkeypatch):
    monkeypatch.setattr("gongshi.actions.series_map.MOST_RUNS", 1)
    accept_gaps(explain(4), "analyst")

    find_all(NOW + timedelta(days=1))()

    row = NumberSeries.objects.get()
    assert [run[:3] for run in row.runs] == [[7, 8, "unexplained"]]
    assert (row.missing, row.accepted) == (2, 1)
    assert MOST_RUNS > 1000


def test_a_rehearsal_is_the_same_with_the_map_and_without(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    submit(numbered("示市监许(2023)第4号", **NO_CONTENT), "2023-12-06")
    find_all(NOW)()

    of_map, of_all = (
        rehearse(unit(), seed="种子"),
        rehearse(unit(), seed="种子", at=NOW),
    )

    assert of_map == of_all
    assert {each["number"] for each in of_map.missing} == {
        "示市监许〔2023〕7号",
        "示市监许〔2023〕8号",
    }


def test_a_withdrawn_number_is_not_used():
    from gongshi.actions.withdraw import withdraw_reference
    from gongshi.ledger.models import Entry

    asked = [(["示市监许"], 2023, [2, 3, 4])]
    assert used_serials(asked) == {("示市监许", 2023, 2), ("示市监许", 2023, 3)}

    entry = Entry.objects.get(document_number="示市监许〔2023〕3号")
    withdraw_reference(f"{entry.batch.number}-{entry.row_number}", "报错了", "")

    assert used_serials(asked) == {("示市监许", 2023, 2)}
    assert used_serials([]) == set()


def test_what_is_kept_reads_no_numbers():
    with CaptureQueriesContext(connection) as captured:
        of_map = kept()
        of_map.told(of_map.pages()[0], TERMS)

    assert not [each for each in captured if "ledger_entry" in each["sql"]]


def test_a_gap_of_the_map_is_explained_without_reading_other_numbers():
    with CaptureQueriesContext(connection) as captured:
        (case,) = explain(8)

    assert not [each for each in captured if "made_by" in each["sql"]
                and "ledger_entry" in each["sql"]]  # fmt: skip
    (signal,) = Case.objects.get(pk=case).signals.all()
    assert signal.key == "gap:11100000000013039Y:示市监许〔2023〕8"
    assert "应有 9 个号，有记录的 6 个，缺 3 个" in signal.told


def test_what_the_map_does_not_know_yet_is_explained_too():
    submit(licences(12), "2023-12-06")

    assert len(explain(4, 10)) == 2


def test_a_number_that_came_since_the_search_is_not_explained():
    submit(licences(4), "2023-12-06")

    with pytest.raises(UsageError, match="可能已经报来"):
        explain(4)
