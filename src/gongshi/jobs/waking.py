"""Wakes a worker when there may be something to do, without asking all the time.

PostgreSQL tells it (`NOTIFY`). SQLite tells nobody, but every connection can see in a
few microseconds whether another one has committed (`PRAGMA data_version`).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from django.db import connection

from gongshi.jobs.enqueue import CHANNEL

#: Seconds between two looks on SQLite; half of it is the mean delay of a job.
_LOOK = 0.02


class Waker:
    """Remembers what was seen, so that nothing that came meanwhile is missed."""

    def __init__(self) -> None:
        self._seen: object = None

    def mark(self) -> None:
        """Remember the present; call it before looking for a job."""
        if connection.vendor == "sqlite":
            self._seen = _version()
        elif self._seen is not _session():
            with connection.cursor() as cursor:
                cursor.execute(f"LISTEN {CHANNEL}")
            self._seen = _session()

    def wait(self, seconds: float, is_stopped: Callable[[], bool]) -> None:
        """Return when something happened since the mark, or after some seconds.

        Args:
            seconds: The longest wait.
            is_stopped: Ends it early.
        """
        if connection.vendor == "sqlite":
            end = time.monotonic() + seconds
            while time.monotonic() < end and not is_stopped():
                if _version() != self._seen:
                    return
                time.sleep(_LOOK)
        else:
            session = _session()
            with connection.wrap_database_errors:
                for _ in session.notifies(timeout=seconds, stop_after=1):
                    return


def _version() -> object:
    # The driver itself: this is asked fifty times a second.
    session = _session()
    with connection.wrap_database_errors:
        return session.execute("PRAGMA data_version").fetchone()[0]


def _session() -> Any:
    """Give the connection of the driver; a new one has to listen anew."""
    connection.ensure_connection()
    return connection.connection
