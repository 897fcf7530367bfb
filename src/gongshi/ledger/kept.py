"""Answers of the ledger, kept until something is added to the rows they are about.

A list is asked for page by page, and by one person after another; to sort a month or to
search it looks at all of its rows each time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models import QuerySet

#: What was added to the rows last, as `facts.last_between` tells it.
Last = tuple[object, ...]
#: Ids that are sorted at once: the first pages of a list.
_STRETCH = 1_000


@dataclass(frozen=True)
class _Asked:
    """A question; equal to another when the ledger would be asked in the same words."""

    words: str
    given: tuple[object, ...]
    last: Last
    rows: QuerySet[Any, Any] = field(compare=False)


def listed(rows: QuerySet[Any, Any], last: Last) -> Sequence[Any]:
    """List what a query selects: values, not rows that someone might change."""
    try:
        return _listed(_ask(rows, last))
    except EmptyResultSet:
        return []


def count(rows: QuerySet[Any, Any], last: Last) -> int:
    """Count what a query selects."""
    try:
        return _count(_ask(rows, last))
    except EmptyResultSet:
        return 0


def ids(rows: QuerySet[Any], last: Last, start: int, stop: int) -> Sequence[int]:
    """List the ids of sorted rows from one place to before another, from 0."""
    keys = rows.values_list("pk", flat=True)
    first = start // _STRETCH * _STRETCH
    found: list[int] = []
    for place in range(first, stop, _STRETCH):
        found += listed(keys[place : place + _STRETCH], last)
    return found[start - first : stop - first]


def _ask(rows: QuerySet[Any, Any], last: Last) -> _Asked:
    words, given = rows.query.sql_with_params()
    return _Asked(words, tuple(given), last, rows)


@lru_cache(maxsize=256)
def _listed(asked: _Asked) -> list[Any]:
    return list(asked.rows.all())


@lru_cache(maxsize=1024)
def _count(asked: _Asked) -> int:
    return asked.rows.count()
