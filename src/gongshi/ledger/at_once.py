"""Writes now or not at all, for what is not worth waiting for."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection


@contextmanager
def at_once() -> Iterator[None]:
    """Let a write inside this fail at once while somebody else writes.

    SQLite has one writer, and everyone else waits for it; PostgreSQL locks rows.
    """
    if connection.vendor != "sqlite":
        yield
        return
    ours: Any = connection  # see `site/sqlite`
    patience, ours.patience = ours.patience, 0.0
    try:
        yield
    finally:
        ours.patience = patience
