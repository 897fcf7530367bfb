"""Reads a ledger as it is at one moment, while others go on writing."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

#: Neither takes a lock that a writer waits for: SQLite reads the state before the WAL's
#: later pages, PostgreSQL its snapshot.
_BEGIN = {
    "sqlite": "BEGIN DEFERRED",
    "postgresql": "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
}


@contextmanager
def snapshot() -> Iterator[None]:
    """See one state of all tables inside this, and write nothing.

    Django's own `atomic` would take SQLite's only write lock for the whole time, and
    would show PostgreSQL's every statement a newer state.
    """
    if connection.in_atomic_block:
        # The caller's transaction is one state on SQLite, and has its own rules.
        yield
        return
    connection.ensure_connection()
    with connection.cursor() as cursor:
        cursor.execute(_BEGIN[connection.vendor])
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")
