"""A file is compared before it locks the ledger; what came meanwhile still counts."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone

from gongshi.actions.judging import judge_file
from gongshi.actions.take import take
from gongshi.actions.verify import verify_ledger
from gongshi.actions.windows import ask, decide
from gongshi.actions.withdraw import withdraw_reference
from gongshi.ledger import archive
from gongshi.ledger.enter import Ahead, Arrival, Outrun, attempts, enter
from gongshi.ledger.models import Entry, Filing, Unit
from tests.ledger.test_receiving import UNIT, register, submit, table
from tests.ledger.test_windows import DECIDED, WANTED
from tests.people.persons import person

__all__ = ["register"]
ROW = {"XK_WSH": "示许〔2023〕7号", "XK_JDRQ": f"{DECIDED:%Y/%m/%d}"}


@pytest.fixture
def filing() -> Filing:
    return taken(table(ROW))


def taken(content: bytes) -> Filing:
    unit = Unit.objects.get(name=UNIT)
    return take(
        content, file_name="一周.csv", category="licence", unit=unit, brought_by="x"
    )


def judged(filing: Filing) -> tuple[Arrival, Iterator[Ahead | None]]:
    """Read a file, check it and begin to compare it."""
    arrival = judge_file(
        archive.fetch(filing.file_hash),
        file_name=filing.file_name,
        category=filing.category,
        reporter=filing.unit,
        received_at=filing.received_at,
    )
    return arrival, attempts(arrival, filing.received_at)


def test_a_file_that_nobody_touched_gets_the_next_number_that_is_free(filing):
    arrival, tries = judged(filing)
    ahead = next(tries)
    first = submit(table({"XK_WSH": "示许〔2023〕8号"}), "2023-12-06")

    entered = enter(arrival, filing, ahead)

    assert entered.batch.pk == first.batch.pk + 1
    assert entered.counts.accepted == 1
    assert verify_ledger().faults == ()


def test_the_same_row_meanwhile_makes_it_a_repeat(filing):
    arrival, tries = judged(filing)
    ahead = next(tries)
    submit(table(ROW), "2023-12-06")

    with pytest.raises(Outrun):
        enter(arrival, filing, ahead)

    assert Entry.objects.count() == 1
    assert enter(arrival, filing, next(tries)).counts.duplicate == 1
    assert verify_ledger().faults == ()


def test_a_withdrawal_meanwhile_makes_the_row_new_again(filing):
    submit(table(ROW), "2023-12-06")
    arrival, tries = judged(filing)
    ahead = next(tries)
    withdraw_reference("GS-20231206-0001-2", "重复报送了", "x")

    with pytest.raises(Outrun):
        enter(arrival, filing, ahead)

    assert enter(arrival, filing, next(tries)).counts.duplicate == 0


def test_a_window_that_is_granted_meanwhile_is_looked_at_again():
    asked = ask(WANTED, person("analyst"))
    late = taken(table(ROW))
    late.received_at = timezone.now() + timedelta(minutes=1)
    arrival, tries = judged(late)
    ahead = next(tries)
    decide(asked.pk, person("reviewer"), is_granted=True)

    with pytest.raises(Outrun):
        enter(arrival, late, ahead)

    enter(arrival, late, next(tries))
    assert WANTED.name in Entry.objects.get().exempt


def test_whoever_is_always_outrun_does_everything_under_the_lock(filing):
    arrival, tries = judged(filing)

    *_, last = tries

    assert last is None
    assert enter(arrival, filing, last).counts.accepted == 1


def test_the_same_spoilt_number_of_others_is_in_nobodys_way():
    spoilt = {"XK_WSH": "null", "XK_JDRQ": f"{DECIDED:%Y/%m/%d}"}
    filing = taken(table(spoilt))
    arrival, tries = judged(filing)
    ahead = next(tries)
    other = {"XK_XDR_MC": "示例乙有限公司", "XK_XDR_SHXYM": "1"}
    submit(table(spoilt | other), "2023-12-06")

    entered = enter(arrival, filing, ahead)

    assert entered.counts.faulty == 1
    assert verify_ledger().faults == ()


def test_the_same_row_that_was_returned_meanwhile_is_mended(filing):
    spoilt = {"XK_WSH": "null", "XK_JDRQ": f"{DECIDED:%Y/%m/%d}"}
    again = taken(table(spoilt))
    arrival, tries = judged(again)
    ahead = next(tries)
    submit(table(spoilt | {"XK_FR_ZJHM": "1"}), "2023-12-06")

    with pytest.raises(Outrun):
        enter(arrival, again, ahead)
