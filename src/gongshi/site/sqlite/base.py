"""Begins a transaction so that one that fails leaves nothing for others to trip over.

Django drops the cursor of a BEGIN that met another writer without closing it. The error
that it raises holds that cursor in a circle, so the garbage collector resets it, in
whatever thread it runs; there it waits until the connection is free. If that thread holds
the lock that the same connection waits for by then, both wait until the time is over:
half a minute in which nobody writes.
"""

from django.db.backends.sqlite3 import base


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection to the embedded ledger; Django looks for this name."""

    def _start_transaction_under_autocommit(self) -> None:
        mode = self.settings_dict["OPTIONS"]["transaction_mode"]
        with self.cursor() as cursor:
            cursor.execute(f"BEGIN {mode}")
