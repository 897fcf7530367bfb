"""Rows taken back: counts stay whole, records leave the present, nothing is deleted."""

from datetime import datetime

import pytest
from django.db import DatabaseError, transaction

from gongshi.actions.import_units import import_units
from gongshi.actions.withdraw import withdraw_reference
from gongshi.clocks.periods import CHINA, month
from gongshi.errors import UnknownName, UsageError
from gongshi.ledger import pages
from gongshi.ledger.facts import counts_by, standing
from gongshi.ledger.known import unmended
from gongshi.ledger.models import Entry, Office, Record, Withdrawal
from gongshi.ledger.withdrawals import Wish, ask, refuse, withdraw
from tests.ledger.test_mending import NO_CONTENT, UNITS, submit, table


@pytest.fixture(autouse=True)
def register(ledger: None) -> None:
    import_units(UNITS.encode(), file_name="units.csv")


def on(day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T12:00:00").replace(tzinfo=CHINA)


def take_back(entry: Entry, day: str) -> Withdrawal:
    return withdraw(Wish(entry, "报错了", decided_by="head"), on(day))


def counted(period: str) -> dict[str, int]:
    """Count a month in the three ways there are, which must agree."""
    span = month(period)
    first = sum(
        (
            each
            for each in counts_by(standing(span.start, span.end), "category").values()
        ),
        start=_nothing(),
    )
    second = sum(
        (each.counts for each in pages.tallies(span.start, span.end)), start=_nothing()
    )
    units = list(Entry.objects.values_list("unit_id", flat=True).distinct())
    third = pages.counts_by_month(units, [span])[span]
    assert first == second == third
    assert first.received == (
        first.accepted + first.faulty + first.duplicate + first.pending + first.excluded
    )
    return {name: each for name, each in first.named().items() if each}


def _nothing():
    from gongshi.assessment.counts import Counts

    return Counts()


def test_row_withdrawn_in_its_month_leaves_the_count_and_later_it_stays():
    submit(table({}, {}, {"XK_JDRQ": "2023/11/01"}))
    first, _, late = Entry.objects.order_by("pk")
    before = counted("2023-12")

    take_back(late, "2023-12-31")

    assert before == {"received": 3, "accepted": 3, "late": 1}
    assert counted("2023-12") == {"received": 2, "accepted": 2}

    take_back(first, "2024-01-01")

    assert counted("2023-12") == {"received": 2, "accepted": 2}
    assert counted("2024-01") == {}
    assert Entry.objects.count() == 3


def test_withdrawn_record_leaves_the_present_and_may_be_filed_anew():
    submit(table({}))
    entry = Entry.objects.get()

    take_back(entry, "2023-12-06")

    assert not Record.objects.exists()
    again = submit(table({}), "2023-12-07")
    assert again.counts.accepted == 1
    assert Record.objects.get().first_received_at == again.batch.received_at


def test_withdrawn_update_brings_the_version_before_back():
    submit(table({}))
    submit(table({"XK_NR": "准予经营两家"}), "2023-12-06")
    old, new = Entry.objects.order_by("pk")
    assert Record.objects.get().entry == new

    take_back(new, "2023-12-07")

    record = Record.objects.get()
    assert (record.entry, record.versions) == (old, 1)

    take_back(old, "2023-12-07")

    assert not Record.objects.exists()


def test_withdrawn_faulty_row_needs_no_mending_and_a_mended_one_stays():
    submit(table(NO_CONTENT, NO_CONTENT))
    first, second = Entry.objects.order_by("pk")
    submit(table({}), "2023-12-06")

    with pytest.raises(UsageError, match="已经改报"):
        take_back(first, "2023-12-07")
    take_back(second, "2023-12-07")

    assert not unmended().exists()
    assert counted("2023-12") == {"received": 1, "accepted": 1}
    with pytest.raises(UsageError, match="已经撤回了"):
        take_back(second, "2023-12-08")


def test_withdrawn_row_is_not_mended_by_what_comes_later():
    submit(table(NO_CONTENT))
    take_back(Entry.objects.get(), "2023-12-06")

    submit(table({}), "2023-12-07")

    assert Entry.objects.latest("pk").replaces is None
    assert counted("2023-12") == {"received": 1, "accepted": 1}


def test_a_withdrawal_cannot_be_changed_or_deleted():
    submit(table({}))
    done = take_back(Entry.objects.get(), "2023-12-06")

    for change in (
        lambda: Withdrawal.objects.filter(pk=done.pk).update(reason="别的"),
        lambda: Withdrawal.objects.filter(pk=done.pk)._raw_delete("default"),
    ):
        with pytest.raises(DatabaseError, match="append only"), transaction.atomic():
            change()


def test_a_clerk_asks_once_and_one_answer_counts():
    submit(table({}))
    entry = Entry.objects.get()

    asked = ask(Wish(entry, "重复报了", asked_by="clerk"))

    assert ask(Wish(entry, "又点了一次", asked_by="clerk")) == asked
    assert refuse(asked, "head")
    assert not refuse(asked, "other head")
    assert Record.objects.exists()


@pytest.mark.parametrize("reason", ["", "  ", "长" * 201])
def test_a_reason_is_needed_and_short(reason):
    receipt = submit(table({}))

    with pytest.raises(UsageError, match="原因"):
        withdraw_reference(f"{receipt.batch.number}-2", reason, "")
    assert not Withdrawal.objects.exists()


@pytest.mark.parametrize(
    "written", ["", "GS-20990101-0001-2", "-", "GS-20231205-0001-999"]
)
def test_a_row_that_is_not_there_is_named(written):
    submit(table({}))

    with pytest.raises(UnknownName, match="没有"):
        withdraw_reference(written, "报错了", "")
    assert Office.objects.exists()
