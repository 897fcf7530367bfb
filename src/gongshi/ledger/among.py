"""Asks for the rows whose column holds one of many values, as one parameter.

Django's `__in` makes a parameter of each value; writing a thousand of them into the SQL
costs as much as finding the rows.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import F, Lookup
from django.db.models.sql.compiler import SQLCompiler


class Among(Lookup):
    """The lookup; inheritance is how Django is told of one."""

    lookup_name = "among"
    prepare_rhs = False

    def as_sqlite(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> tuple[str, list[Any]]:
        """Unpack a JSON array, which SQLite looks up in the column's index."""
        column, before = self.process_lhs(compiler, connection)
        told = json.dumps(self.rhs, ensure_ascii=False)
        return f"{column} IN (SELECT value FROM json_each(%s))", [*before, told]

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> tuple[str, list[Any]]:
        """Compare with an array."""
        column, before = self.process_lhs(compiler, connection)
        return f"{column} = ANY(%s)", [*before, self.rhs]


def among(column: str, values: Iterable[int] | Iterable[str]) -> Among:
    """Say that a column holds one of these values, for `filter`.

    Args:
        column: Name of an indexed column.
        values: All texts, or all numbers.
    """
    return Among(F(column), list(values))
