"""Counts of what was received, and the rows behind every count."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import Count, F, Q, QuerySet

from gongshi.assessment.counts import Counts
from gongshi.ledger import kept
from gongshi.ledger.history import units_on
from gongshi.ledger.models import Batch, Entry, Unit, Unmended, Withdrawal

if TYPE_CHECKING:
    from gongshi.clocks.periods import Period


def standing(since: datetime, before: datetime) -> QuerySet[Entry]:
    """Select the entries that count in a period.

    A returned row whose mended row arrived in the same period leaves the count; one
    that is mended later stays faulty in its own month. Likewise a row that was withdrawn
    in the same period leaves, and one that was withdrawn later stays.

    Args:
        since: First moment.
        before: First moment after.
    """
    inside = Q(received_at__gte=since, received_at__lt=before)
    mended = Entry.objects.filter(inside, replaces__lt=F("pk"))
    withdrawn = Withdrawal.objects.filter(
        withdrawn_at__gte=since, withdrawn_at__lt=before
    )
    # Lists that are read once, whatever the database guesses of their length: asked row
    # by row, PostgreSQL takes minutes over a table that it has not analysed yet.
    gone = Q(pk__in=withdrawn.values("entry_id"))
    better = Q(pk__in=mended.values("replaces_id"))
    return Entry.objects.filter(inside).exclude(better).exclude(gone)


def counts_by(entries: QuerySet[Entry], *keys: str) -> dict[tuple[Any, ...], Counts]:
    """Count entries.

    Args:
        entries: What to count.
        keys: Columns to group by, such as unit_id and category.

    Returns:
        Values of the keys → counts; groups without rows are left out.
    """
    # By moments as well, though nobody asks for them: in that order an index holds all of
    # it, so that nothing is sorted.
    by = dict.fromkeys((*keys, "received_at", "outcome", "late", "exempt"))
    grouped = entries.order_by().values(*by).annotate(rows=Count("*"))
    found: dict[tuple[Any, ...], dict[str, int]] = {}
    for each in grouped:
        counts = found.setdefault(tuple(each[key] for key in keys), {})
        named = (each["outcome"], each["late"] and "late", each["exempt"] and "exempt")
        for name in filter(None, named):
            counts[name] = counts.get(name, 0) + each["rows"]
    return {key: Counts(**counts) for key, counts in found.items()}


def heads(day: date | None = None) -> dict[int, Unit]:
    """Map every unit to the one at the top of its tree, which tables show.

    Args:
        day: The tree and the names as they stood at its end; None = today.
    """
    units = units_on(day)
    return {pk: _head(unit, units) for pk, unit in units.items()}


def tops(day: date | None = None) -> list[Unit]:
    """List the units at the tops of their trees, in register order; days as above."""
    return [unit for pk, unit in heads(day).items() if unit.pk == pk]


def _head(unit: Unit, units: Mapping[int, Unit]) -> Unit:
    seen = {unit.pk}
    while unit.parent_id is not None and unit.parent_id not in seen:
        unit = units[unit.parent_id]
        seen.add(unit.pk)
    return unit


def counts_by_head(period: Period) -> dict[int | None, Counts]:
    """Count a period for each unit that tables show.

    Returns:
        Id of the unit → counts; None = rows whose unit nobody could tell.
    """
    return {
        unit: sum(counts.values(), Counts())
        for unit, counts in categories_by_head(period).items()
    }


def categories_by_head(period: Period) -> dict[int | None, dict[str, Counts]]:
    """Count a period for each unit that tables show, category by category.

    Returns:
        Id of the unit → key of the category → counts; None = rows whose unit nobody
        could tell. The tree is that of the period's last day.
    """
    of_day = heads(period.last_day)
    summed: dict[int | None, dict[str, Counts]] = {}
    for (unit_id, category), counts in _counted(period).items():
        top = None if unit_id is None else of_day[unit_id].pk
        of_unit = summed.setdefault(top, {})
        of_unit[category] = of_unit.get(category, Counts()) + counts
    return summed


def _counted(period: Period) -> Mapping[tuple[Any, ...], Counts]:
    """Count a period by unit and category; again when something was added to it."""
    return _count_once(period, last_of(period))


@lru_cache(maxsize=64)
def _count_once(
    period: Period, last: tuple[object, ...]
) -> Mapping[tuple[Any, ...], Counts]:
    """Count a period; `last` tells it from itself of before."""
    del last
    return counts_by(standing(period.start, period.end), "unit_id", "category")


#: What adds to a period: its table, what grows in it, and the moment that it counts by.
#: A clock may go back, and another ledger has the same numbers: so both.
_ADDED = (
    (Batch, ("id", "finished_at"), "received_at"),
    (Withdrawal, ("id", "withdrawn_at"), "withdrawn_at"),
)


def last_of(*periods: Period) -> tuple[object, ...]:
    """Say what was added last to some neighbouring periods, and when.

    Two equal answers: what stands in the periods is the same.

    Args:
        periods: The earliest first.
    """
    return last_between(periods[0].start, periods[-1].end)


def last_between(
    since: datetime | None = None, before: datetime | None = None
) -> tuple[object, ...]:
    """Say what was added last from a moment on, and when.

    Args:
        since: The first moment; None = ever.
        before: The first moment after; None = up to now.
    """
    with connection.cursor() as cursor:
        cursor.execute(*_asking(since, before))
        found: tuple[object, ...] = cursor.fetchone()
    return found


def _asking(since: datetime | None, before: datetime | None) -> tuple[str, list[Any]]:
    """Write the question; Django took longer to do so than the ledger to answer it."""
    bounds = {" >= %s": since, " < %s": before}
    adapt, given = connection.ops.adapt_datetimefield_value, []
    asked = []
    for model, latest, moment in _ADDED:
        within = [f"{moment}{sign}" for sign, each in bounds.items() if each] or ["1=1"]
        where = f"FROM {model._meta.db_table} WHERE {' AND '.join(within)}"
        for name in latest:
            asked.append(f"(SELECT MAX({name}) {where})")
            given += [adapt(each) for each in bounds.values() if each]
    return f"SELECT {', '.join(asked)}", given


def rows_by_head(
    entries: QuerySet[Entry] | QuerySet[Unmended],
) -> list[tuple[str | None, int]]:
    """Count rows for each unit that tables show, most first.

    Returns:
        Name of the unit, None where nobody could tell it, and its rows.
    """
    of_today = heads()
    counted = entries.order_by().values_list("unit_id").annotate(rows=Count("pk"))
    summed: dict[str | None, int] = {}
    for unit_id, rows in kept.listed(counted, last_between()):
        name = None if unit_id is None else of_today[unit_id].name
        summed[name] = summed.get(name, 0) + rows
    return sorted(summed.items(), key=lambda each: -each[1])
