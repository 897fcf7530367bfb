"""Nil returns: a unit's word that there was nothing to file, and what contradicts it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db import transaction
from django.db.models import Count, Max, Q, QuerySet

from gongshi.clocks.periods import CHINA
from gongshi.clocks.spans import Span
from gongshi.errors import UsageError
from gongshi.ledger.models import Entry, NilReturn, Office, Unit
from gongshi.ledger.pages import last_filed, tree_of, units_below
from gongshi.ledger.refuting import refuted_nils

#: Rows of these outcomes had to be filed; repeats and what is set aside had not.
_OWED = ("accepted", "faulty", "pending")


@dataclass(frozen=True)
class Declared:
    """A nil return, and the rows decided in its period that came after it."""

    nil: NilReturn
    #: How many came later; more than none contradict it.
    rows: int
    latest_at: datetime | None

    @property
    def is_contradicted(self) -> bool:
        """Tell whether there was something to file after all."""
        return self.rows > 0


def declare(nil: NilReturn) -> tuple[NilReturn, bool]:
    """Keep a nil return; the same period twice is one.

    Args:
        nil: Not stored yet.

    Returns:
        What the ledger holds, and whether it is new.

    Raises:
        UsageError: Rows decided in the period are there already.
    """
    with transaction.atomic():
        # The lock of those who enter rows: none may come between looking and writing.
        Office.objects.select_for_update().first()
        rows = owed(nil.unit, nil.category, Span(nil.first_day, nil.last_day)).count()
        if rows:
            raise UsageError(
                "not_nil",
                f"这一期已经收到 {rows} 行这类决定，不是零报告；"
                "报错了的行请先撤回，再报零报告。",
            )
        return NilReturn.objects.get_or_create(
            unit=nil.unit,
            category=nil.category,
            first_day=nil.first_day,
            last_day=nil.last_day,
            defaults={
                "reason": nil.reason,
                "told": nil.told,
                "declared_by": nil.declared_by,
                "declared_at": nil.declared_at,
                "policy": nil.policy,
            },
        )


def owed(unit: Unit, category: str, span: Span) -> QuerySet[Entry]:
    """Select the rows of a unit's tree that were decided in a span and not withdrawn."""
    return _owed(unit, span).filter(category=category)


def owed_by_category(unit: Unit, span: Span) -> dict[str, int]:
    """Count such rows, category by category; those without are left out."""
    found = _owed(unit, span).order_by().values_list("category")
    return dict(found.annotate(rows=Count("pk")))


def _owed(unit: Unit, span: Span) -> QuerySet[Entry]:
    tree = tree_of(unit.pk)
    return Entry.objects.filter(
        unit__in=tree,
        # A row arrives after its decision, so what came before need not be read.
        received_at__gte=_start(span),
        decided_on__gte=span.first_day,
        decided_on__lte=span.last_day,
        outcome__in=_OWED,
        withdrawal=None,
    )


def _start(span: Span) -> datetime:
    return datetime.combine(span.first_day, time(), CHINA)


def with_contradictions(nils: Collection[NilReturn]) -> list[Declared]:
    """Look for rows that came later and were decided in the period of a nil return."""
    if not nils:
        return []
    units = list(Unit.objects.only("pk", "parent_id"))
    trees = {unit: units_below(unit, units) for unit in {each.unit_id for each in nils}}
    found = _later_rows(nils, set().union(*trees.values()))
    # A year of nil returns meets a year of rows: each looks at its own only.
    rows_by_key: dict[tuple[int, str], list[_Row]] = {}
    for row in found:
        rows_by_key.setdefault((row[0], row[1]), []).append(row)
    return [_declared(each, trees[each.unit_id], rows_by_key) for each in nils]


#: Unit, category, day of the decision, moment of arrival, how many.
_Row = tuple[int, str, date, datetime, int]


def _later_rows(nils: Collection[NilReturn], units: Collection[int]) -> list[_Row]:
    """Count the rows that may contradict any of these, in one question."""
    asked = Entry.objects.filter(
        Q(withdrawal=None),
        received_at__gt=min(each.declared_at for each in nils),
        unit__in=units,
        outcome__in=_OWED,
        category__in={each.category for each in nils},
        decided_on__gte=min(each.first_day for each in nils),
        decided_on__lte=max(each.last_day for each in nils),
    )
    keys = "unit_id", "category", "decided_on", "received_at"
    return list(asked.order_by().values_list(*keys).annotate(rows=Count("pk")))


def _declared(
    nil: NilReturn,
    tree: set[int],
    rows_by_key: Mapping[tuple[int, str], Collection[_Row]],
) -> Declared:
    later = [
        (at, rows)
        for unit in tree
        for _, _, decided_on, at, rows in rows_by_key.get((unit, nil.category), ())
        if nil.first_day <= decided_on <= nil.last_day and at > nil.declared_at
    ]
    return Declared(
        nil, sum(rows for _, rows in later), max((at for at, _ in later), default=None)
    )


def last_heard(since: datetime, before: datetime) -> dict[int, datetime]:
    """Find when each unit filed last, or said that there was nothing to file.

    A nil return that rows contradict needs no looking at: they came after it, so it is
    not the last that was heard. One that a case refutes was never said.
    """
    heard = last_filed(since, before)
    for unit, at in last_said(since, before).items():
        heard[unit] = max(at, heard.get(unit, at))
    return heard


def last_said(since: datetime, before: datetime) -> dict[int, datetime]:
    """Find when each unit said last, unrefuted, that there was nothing to file."""
    said = NilReturn.objects.filter(declared_at__gte=since, declared_at__lt=before)
    if gone := refuted_nils(before):
        said = said.exclude(pk__in=gone)
    found = said.order_by().values_list("unit_id")
    return dict(found.annotate(last=Max("declared_at")))
