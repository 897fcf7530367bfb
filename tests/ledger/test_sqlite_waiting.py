"""A statement waits for another writer outside of SQLite, and looks again soon."""

import time
from collections.abc import Iterator
from threading import Event, Thread

import pytest
from django.db import (
    OperationalError,
    close_old_connections,
    connection,
    connections,
    transaction,
)
from django.utils import timezone

from gongshi.jobs.models import Kept
from gongshi.ledger.at_once import at_once
from tests import databases
from tests.patience import LONG


@pytest.fixture
def other() -> Iterator["Other"]:
    with databases.shared("sqlite"):
        # What is written here stays for the next test.
        told = {"content": 0, "kept_at": timezone.now()}
        Kept.objects.update_or_create(told, kind="a", period="b")
        other = Other()
        try:
            yield other
        finally:
            other.end()


class Other:
    """Another thread, that writes until it is told to end, or for some seconds."""

    def __init__(self) -> None:
        self.ends, self.seconds = Event(), LONG
        self.thread = Thread(target=self._write)

    def begin(self, seconds: float = LONG) -> None:
        self.seconds, begun = seconds, Event()
        self._begun = begun
        self.thread.start()
        assert begun.wait(LONG)

    def end(self) -> None:
        self.ends.set()
        if self.thread.ident:
            self.thread.join()

    def _write(self) -> None:
        with transaction.atomic():
            self._begun.set()
            self.ends.wait(self.seconds)
        connections.close_all()


@pytest.mark.parametrize("way", ["transaction", "statement"])
def test_what_meets_another_writer_is_tried_again(other, way):
    other.begin(seconds=0.3)

    if way == "transaction":
        with transaction.atomic():
            Kept.objects.update(content=1)
    else:
        Kept.objects.update(content=1)

    assert Kept.objects.get(kind="a").content == 1


def test_waiting_ends_with_its_time(other):
    other.begin()
    connection.patience = 0.05
    try:
        with pytest.raises(OperationalError, match="database is locked"):
            Kept.objects.update(content=1)
    finally:
        connection.patience = connection.settings_dict["OPTIONS"]["timeout"]


def test_what_is_not_worth_waiting_for_is_not_waited_for(other):
    other.begin()
    start = time.monotonic()

    with pytest.raises(OperationalError, match="database is locked"), at_once():
        Kept.objects.update(content=1)

    assert time.monotonic() - start < connection.patience / 2


def test_what_a_request_left_open_is_over_with_it(other):
    more = Kept.objects.create(kind="b", period="b", content=0, kept_at=timezone.now())
    left = connection.cursor()
    left.execute("SELECT id FROM jobs_kept")

    def write() -> None:
        Kept.objects.update(content=1)
        connections.close_all()

    writer = Thread(target=write)
    writer.start()
    writer.join()
    assert Kept.objects.get(kind="a").content == 0

    close_old_connections()

    assert Kept.objects.get(kind="a").content == 1
    more.delete()
    left.close()


def test_a_statement_waits_without_holding_its_connection(other):
    """Else whoever resets a cursor of it waits too, with all of Python in hand."""
    other.begin()
    left = connection.connection.execute("SELECT 1 UNION SELECT 2")
    tried = []

    def write() -> None:
        connections["default"] = own
        try:
            Kept.objects.update(content=1)
        finally:
            tried.append(True)

    own = connections["default"]
    own.inc_thread_sharing()
    thread = Thread(target=write)
    thread.start()
    time.sleep(0.2)
    start = time.monotonic()
    left.close()
    waited = time.monotonic() - start
    other.ends.set()
    thread.join()
    own.dec_thread_sharing()

    assert tried
    assert waited < connection.patience / 2
