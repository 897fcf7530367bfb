"""Writes now or not at all, for what is not worth waiting for."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def at_once() -> Iterator[None]:
    """Let a write inside this fail at once while somebody else writes.

    SQLite has one writer, and everyone else waits for it; PostgreSQL locks rows.
    """
    if connection.vendor != "sqlite":
        yield
        return
    options = connection.settings_dict["OPTIONS"]
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout = 0")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {1000 * options['timeout']}")
