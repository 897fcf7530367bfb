"""What is written now or not at all waits for nobody, and nobody waits for it later."""

import gc
import time
from threading import Event, Thread

import pytest
from django.db import DatabaseError, connections, transaction

from gongshi.ledger.at_once import at_once
from gongshi.ledger.models import Office
from tests import databases
from tests.patience import LONG


def test_who_was_refused_and_waits_then_holds_nobody_up():
    begun, waits = Event(), Event()

    def write() -> None:
        with transaction.atomic():
            begun.set()
            assert waits.wait(LONG)
            time.sleep(0.5)
            # Any thread may do this at any time.
            gc.collect()
        connections.close_all()

    with databases.shared("sqlite"):
        other = Thread(target=write)
        other.start()
        assert begun.wait(LONG)
        gc.disable()
        try:
            with (
                pytest.raises(DatabaseError, match="locked"),
                at_once(),
                transaction.atomic(),
            ):
                Office.objects.first()
            start = time.monotonic()
            waits.set()
            with transaction.atomic():
                waited = time.monotonic() - start
        finally:
            gc.enable()
            other.join()

    # The time limit of a wait is thirty.
    assert waited < 10
