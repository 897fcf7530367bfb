"""Waits for another writer outside of SQLite, and leaves nothing for others to trip over.

SQLite waits with its connection locked, and looks again after up to a tenth of a second.
A cursor of that connection that nobody closed is reset by the garbage collector, in
whatever thread it runs; there it waits for the connection, with all of Python in hand. If
that process also holds the lock that the connection waits for, both wait until the time is
over: half a minute in which nobody writes. Here a statement that meets another writer
fails at once and is tried again, sooner.

Django also drops the cursor of a BEGIN without closing it; the error of one that failed
holds it in a circle that only the garbage collector breaks.
"""

from __future__ import annotations

import time
from sqlite3 import SQLITE_BUSY, OperationalError
from typing import Any
from weakref import WeakSet

from django.db.backends.sqlite3 import base

#: Seconds until a statement is tried again: at first, and at most.
_SOON, _LATER = 0.001, 0.02
#: The part of a code that tells the kind of error.
_KIND = 0xFF


class _Cursor(base.SQLiteCursorWrapper):
    """Tries again what met another writer; Django asks for a class."""

    #: Seconds; a new cursor is told.
    patience = 0.0

    def execute(self, query: str, params: Any = None) -> Any:
        """Execute a statement."""
        until, pause = time.monotonic() + self.patience, _SOON
        while True:
            try:
                return super().execute(query, params)
            except OperationalError as error:
                is_busy = getattr(error, "sqlite_errorcode", 0) & _KIND == SQLITE_BUSY
                # Inside of a transaction it would meet the same again.
                if not is_busy or self.connection.in_transaction:
                    raise
                if time.monotonic() > until:
                    raise
            time.sleep(pause)
            pause = min(2 * pause, _LATER)


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection to the embedded ledger; Django looks for this name."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        #: Seconds for which a statement waits for another writer.
        self.patience: float = self.settings_dict["OPTIONS"]["timeout"]
        self._cursors: WeakSet[_Cursor] = WeakSet()

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Connect; what that needs is waited for inside of SQLite."""
        connection = super().get_new_connection(conn_params)
        connection.execute("PRAGMA busy_timeout = 0")
        return connection

    def create_cursor(self, name: str | None = None) -> Any:  # noqa: ARG002
        """Make a cursor."""
        cursor = self.connection.cursor(factory=_Cursor)
        cursor.patience = self.patience
        self._cursors.add(cursor)
        return cursor

    def close_if_unusable_or_obsolete(self) -> None:
        """End what a request left open; Django calls it between two of them.

        A question that was not read to its end shows the ledger as it was then to all
        that come after it, and lets none of them write.
        """
        if not self.in_atomic_block:
            for each in list(self._cursors):
                each.close()
        super().close_if_unusable_or_obsolete()

    def _start_transaction_under_autocommit(self) -> None:
        mode = self.settings_dict["OPTIONS"]["transaction_mode"]
        with self.cursor() as cursor:
            cursor.execute(f"BEGIN {mode}")
