"""Reads the ledger past the product, in plain SQL: the judge trusts no code of ours."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Books:
    """The tables of a ledger, and its archive."""

    home: Path
    #: Address of its PostgreSQL database; None = SQLite.
    address: str | None

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        """Run one statement, which sees one moment.

        The connection ends with it: one that stayed open would keep SQLite from
        recovering its log as it must after a kill of everything.
        """
        if self.address is None:
            file = self.home / "ledger.sqlite3"
            with closing(sqlite3.connect(file, timeout=30)) as ledger, ledger:
                return ledger.execute(sql).fetchall()
        import psycopg

        with psycopg.connect(self.address) as ledger:
            done = ledger.execute(sql)  # type: ignore[call-overload]
            return done.fetchall() if done.description else []

    def number(self, sql: str) -> int:
        """Run a statement that counts."""
        return int(self.ask(sql)[0][0])

    def drafts(self) -> list[Path]:
        """List what writers that were killed left in the archive."""
        return sorted((self.home / "archive").rglob("*.tmp"))
