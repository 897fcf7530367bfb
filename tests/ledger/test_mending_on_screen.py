"""Mending on screen: each saving is a filing of its own, and nothing is overwritten."""

import json
from datetime import datetime

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gongshi.actions import mend, work
from gongshi.actions.import_units import import_units
from gongshi.actions.mend import Actor, Change, Overtaken, Saved, StillWrong, adopt_all
from gongshi.assessment.counts import Counts
from gongshi.clocks.periods import CHINA, month
from gongshi.errors import UsageError
from gongshi.intake import RETURN_REFERENCE
from gongshi.jobs.stopping import Stop
from gongshi.jobs.working import run
from gongshi.ledger import archive
from gongshi.ledger.facts import counts_by, standing
from gongshi.ledger.known import reference, unmended
from gongshi.ledger.models import Batch, Entry, Filing, Finding, Record, Unit
from gongshi.ledger.to_mend import (
    CauseKey,
    causes_to_mend,
    count_coverable,
    coverable,
    equal_errors,
)
from gongshi.ledger.withdrawals import Wish, withdraw
from tests.ledger.test_mending import (
    BRANCH,
    NO_CONTENT,
    UNIT,
    UNITS,
    WRONG_CODE,
    submit,
    table,
)

CODE = CauseKey("licence", "S-02", "XK_XDR_SHXYM")
CONTENT = CauseKey("licence", "G-01", "XK_NR")
CLERK = Actor("clerk")


@pytest.fixture(autouse=True)
def register(ledger: None) -> None:
    import_units(UNITS.encode(), file_name="units.csv")


def at(day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T10:00:00").replace(tzinfo=CHINA)


def faulty() -> list[Entry]:
    return list(unmended().select_related("batch", "unit").order_by("pk"))


def save(
    entry: Entry, cells: dict[str, str], day: str = "2023-12-06", key: str | None = None
):
    return mend.mend_row(Change(entry, cells), Actor("clerk", key), at=at(day))


def test_saving_is_a_filing_of_its_own_that_puts_the_row_right():
    submit(table(NO_CONTENT, {}))
    (entry,) = faulty()

    done = save(entry, {"XK_NR": "准予经营食品"})

    assert isinstance(done, Saved)
    later = Entry.objects.get(batch=done.batch)
    assert (later.replaces, later.outcome, later.unit) == (
        entry,
        "accepted",
        entry.unit,
    )
    filing = Filing.objects.get(number=done.batch.number)
    assert (filing.channel, filing.brought_by) == ("screen", "clerk")
    (kept,) = json.loads(archive.fetch(filing.file_hash))
    assert (kept[RETURN_REFERENCE], kept["XK_NR"]) == (reference(entry), "准予经营食品")
    assert faulty() == []


def test_what_would_be_returned_again_is_not_filed():
    submit(table(NO_CONTENT | WRONG_CODE))
    (entry,) = faulty()

    done = save(entry, {"XK_NR": "准予经营食品"})

    assert isinstance(done, StillWrong)
    assert [each.rule for each in done.looked.findings] == ["S-02"]
    assert Batch.objects.count() == Filing.objects.count() == 1


def test_what_is_there_already_is_not_filed_either():
    submit(table({}, NO_CONTENT | {"XK_WSH": "示市监许〔2023〕1号"}))
    (entry,) = faulty()

    done = save(entry, {"XK_NR": "准予经营1"})

    assert isinstance(done, StillWrong)
    assert done.looked.outcomes == ["duplicate"]
    assert Record.objects.get().versions == 1


def test_a_double_click_is_one_filing():
    submit(table(NO_CONTENT))
    (entry,) = faulty()

    first = save(entry, {"XK_NR": "准予经营食品"}, key="form-1")
    second = save(entry, {"XK_NR": "准予经营食品"}, key="form-1")

    assert first == second
    assert Batch.objects.count() == 2


def test_the_second_of_two_is_told_and_overwrites_nothing():
    submit(table(NO_CONTENT))
    (entry,) = faulty()
    done = save(entry, {"XK_NR": "准予经营食品"}, key="a")

    with pytest.raises(Overtaken) as caught:
        save(entry, {"XK_NR": "准予经营药品"}, key="b")

    assert caught.value.later == Entry.objects.get(batch=done.batch)
    assert Record.objects.get().entry.row["XK_NR"] == "准予经营食品"


def test_one_who_was_overtaken_while_saving_overwrites_nothing(monkeypatch):
    submit(table(NO_CONTENT))
    (entry,) = faulty()
    looked = mend.look

    def look_slowly(sheet, moment):
        found = looked(sheet, moment)
        monkeypatch.setattr(mend, "look", looked)
        save(entry, {"XK_NR": "准予经营食品"}, key="quick")
        return found

    monkeypatch.setattr(mend, "look", look_slowly)
    with pytest.raises(Overtaken):
        save(entry, {"XK_NR": "准予经营药品"}, key="slow")

    assert Record.objects.get().entry.row["XK_NR"] == "准予经营食品"


def test_a_withdrawn_row_is_not_mended():
    submit(table(NO_CONTENT))
    (entry,) = faulty()
    withdraw(Wish(entry, "报错了"))

    with pytest.raises(Overtaken) as caught:
        save(entry, {"XK_NR": "准予经营食品"})

    assert caught.value.later is None


def test_rows_of_a_branch_stay_with_the_branch():
    submit(table(NO_CONTENT), unit=BRANCH)
    (entry,) = faulty()

    save(entry, {"XK_NR": "准予经营食品"})

    assert Record.objects.get().entry.unit.name == BRANCH


@pytest.mark.parametrize(
    "text", ["=HYPERLINK(1)", '"onclick=alert(1)', "'; DROP TABLE x"]
)
def test_formulas_and_scripts_stay_text(text):
    submit(table(NO_CONTENT))
    (entry,) = faulty()

    save(entry, {"XK_NR": f"准予经营{text}"})

    assert Record.objects.get().entry.row["XK_NR"] == f"准予经营{text}"


def test_causes_are_grouped_and_tell_what_has_a_suggestion():
    submit(table(WRONG_CODE, WRONG_CODE, WRONG_CODE | NO_CONTENT, NO_CONTENT))
    unit = Unit.objects.get(name=UNIT)

    causes = causes_to_mend([unit.pk])

    assert [(each.key, each.rows, each.suggested) for each in causes] == [
        (CODE, 3, 3),
        (CONTENT, 2, 0),
    ]
    rows = [(each.key, each.rows) for each in causes_to_mend([unit.pk], having=CODE)]
    assert rows == [(CODE, 3), (CONTENT, 1)]
    assert coverable([unit.pk], [CODE]).count() == 2
    assert count_coverable([unit.pk], [CODE]) == 2
    first = faulty()[0]
    told = Finding.objects.get(entry=first)
    assert equal_errors(first, told).get() == faulty()[1]
    assert causes_to_mend([]) == []


def test_a_suggestion_for_all_is_one_filing_of_whole_rows():
    submit(table(WRONG_CODE, WRONG_CODE, WRONG_CODE | NO_CONTENT))
    rows = list(coverable(None, [CODE]).select_related("batch", "unit"))

    done = adopt_all(rows, Actor("clerk", "all-1"))
    again = adopt_all(rows, Actor("clerk", "all-1"))

    assert (done.rows, done.left, done.is_waiting) == (2, 0, False)
    assert [each.pk for each in done.filings] == [each.pk for each in again.filings]
    assert Batch.objects.get(number=done.filings[0].number).accepted == 2
    assert len(faulty()) == 1


def test_many_rows_are_judged_by_a_job(monkeypatch):
    monkeypatch.setattr(mend, "MOST_AT_ONCE", 2)
    submit(table(WRONG_CODE, WRONG_CODE, WRONG_CODE))

    done = adopt_all(faulty(), Actor("clerk", "all-2"))

    assert (done.rows, done.is_waiting) == (3, True)
    assert len(faulty()) == 3
    run(work.load(), Stop())
    assert faulty() == []
    assert Filing.objects.get(number=done.filings[0].number).channel == "screen"


FAULTS = (NO_CONTENT, WRONG_CODE, NO_CONTENT | WRONG_CODE, {})
RIGHT = {"XK_NR": "准予经营食品", "XK_XDR_SHXYM": "914403001922038216"}
DAYS = ("2023-12-20", "2023-12-28", "2024-01-03", "2024-02-01")


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    faults=st.lists(st.sampled_from(FAULTS), min_size=1, max_size=5),
    acts=st.lists(
        st.tuples(
            st.sampled_from(["mend", "half", "withdraw"]),
            st.integers(0, 9),
            st.sampled_from(DAYS),
        ),
        max_size=6,
    ),
)
def test_counts_add_up_and_no_mend_lowers_the_rate(faults, acts):
    with transaction.atomic():
        submit(table(*faults))
        for act, place, day in sorted(acts, key=lambda each: each[2]):
            before = counts()
            do(act, place, day)
            after = counts()
            for period, now in after.items():
                assert now.received == sum(
                    getattr(now, each)
                    for each in (
                        "accepted",
                        "faulty",
                        "duplicate",
                        "pending",
                        "excluded",
                    )
                )
                if act != "withdraw":
                    was = before[period]
                    assert now.accepted * was.assessed >= was.accepted * now.assessed
        everything = Entry.objects.count()
        assert everything == sum(each.received for each in Batch.objects.all())
        assert Record.objects.filter(entry__withdrawal__isnull=False).count() == 0
        transaction.set_rollback(True)


def do(act: str, place: int, day: str) -> None:
    rows = list(Entry.objects.select_related("batch", "unit").order_by("pk"))
    entry = rows[place % len(rows)]
    cells = RIGHT if act == "mend" else {"XK_NR": "准予经营食品"}
    try:
        if act == "withdraw":
            withdraw(Wish(entry, "报错了"), at(day))
        elif entry.outcome == "faulty":
            save(entry, cells, day)
    except UsageError:
        pass


def counts() -> dict[str, Counts]:
    found = {}
    for key in ("2023-12", "2024-01", "2024-02"):
        span = month(key)
        by = counts_by(standing(span.start, span.end), "category")
        found[key] = sum(by.values(), Counts())
    return found
