"""Asks for rows to which there is no other row, whatever a database guesses of them."""

from __future__ import annotations

from django.db.models import Model, QuerySet, Subquery
from django.db.models.lookups import IsNull


def none_of(rows: QuerySet[Model]) -> IsNull:
    """Say that there is no such row, for `filter`.

    Not NOT EXISTS: PostgreSQL makes a join of it, and one that goes through all rows for
    each row while it believes that there are few. This is looked up row by row, in an
    index, whatever it believes.

    Args:
        rows: They name the row that is asked about by `OuterRef`, in an indexed column.
    """
    return IsNull(Subquery(rows.order_by().values("pk")[:1]), True)
