"""What threads write at the same moment is one commit, and one's fault stays his own."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Event, get_ident

import pytest
from django.db import IntegrityError, OperationalError, connections

from gongshi.ledger.models import FilingDay
from gongshi.ledger.together import Together
from tests import databases
from tests.patience import LONG

DAY = date(1999, 1, 1)


@pytest.fixture(params=databases.DATABASES)
def days(request: pytest.FixtureRequest) -> Iterator[None]:
    """A ledger that other threads see, without days before 2000."""
    early = FilingDay.objects.filter(day__lt=date(2000, 1, 1))
    with databases.shared(request.param):
        early.delete()
        yield
        early.delete()


class Writing:
    """Six threads: the first one is held up while the others come."""

    def __init__(self, fault: Exception | None = None) -> None:
        self._fault = fault
        self._may_go = Event()
        self._together = Together(self._write)
        self.threads: list[int] = []

    def _write(self, offsets: Sequence[int]) -> Sequence[int]:
        if 0 in offsets:
            assert self._may_go.wait(LONG)
        self.threads.append(get_ident())
        if 3 in offsets and self._fault:
            raise self._fault
        days = [FilingDay(day=DAY + timedelta(offset)) for offset in offsets]
        FilingDay.objects.bulk_create(days)
        return offsets

    def _bring(self, offset: int) -> object:
        try:
            return self._together(offset)
        except Exception as error:
            return error
        finally:
            connections.close_all()

    def _holds(self) -> bool:
        return self._together._turn._threads.locked() and not self._together._waiting

    def all_at_once(self) -> list[object]:
        with ThreadPoolExecutor(6) as pool:
            brought = [pool.submit(self._bring, 0)]
            # The first one has his turn, and has looked who waits.
            while not self._holds():
                pass
            brought += [pool.submit(self._bring, offset) for offset in range(1, 6)]
            while len(self._together._waiting) < 5:
                pass
            self._may_go.set()
            return [each.result() for each in brought]


def stored() -> list[int]:
    kept = FilingDay.objects.filter(day__lt=date(2000, 1, 1)).order_by("day")
    return [(each.day - DAY).days for each in kept]


def test_all_who_wait_are_written_by_one_of_them(days):
    writing = Writing()

    assert writing.all_at_once() == [0, 1, 2, 3, 4, 5]

    assert stored() == [0, 1, 2, 3, 4, 5]
    assert len(set(writing.threads[1:])) == 1


def test_what_is_there_already_fails_for_whoever_brought_it(days):
    fault = IntegrityError("there already")

    assert Writing(fault).all_at_once() == [0, 1, 2, fault, 4, 5]

    assert stored() == [0, 1, 2, 4, 5]


def test_a_database_that_is_away_is_away_for_all_who_wait(days):
    fault = OperationalError("away")

    assert Writing(fault).all_at_once() == [0, *[fault] * 5]

    assert stored() == [0]


def test_inside_a_transaction_it_is_a_part_of_it(days):
    def write(offsets: Sequence[int]) -> Sequence[int]:
        FilingDay.objects.create(day=DAY + timedelta(offsets[0]))
        return offsets

    with databases.ledger_on("sqlite"):
        assert Together(write)(7) == 7

    assert stored() == []
