"""Keeps what was found in every series, so that the office's map reads no rows.

All series are found anew by a job every night, those of one unit and year as soon as it
files or explains something.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import datetime
from itertools import groupby
from typing import Final

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from gongshi.actions.series import Gap, Numbered, list_series
from gongshi.ledger.among import among
from gongshi.ledger.explained import STATES
from gongshi.ledger.models import Unit
from gongshi.ledger.series_models import NumberSeries

#: Series that are stored at once.
_BATCH: Final = 500
#: The state of runs that are too long to be gaps.
JUMP: Final = "jump"


def find_all(now: datetime | None = None) -> Callable[[], int]:
    """Find every series of the ledger.

    Finding takes long, and keeping must not: nobody else writes meanwhile.

    Returns:
        What keeps it, and gives how many there are.
    """
    at = now or timezone.now()
    found = list_series(now=at).numbered
    return lambda: _keep(found, NumberSeries.objects.all(), at)


def find_of(
    unit: Unit, years: Iterable[int], now: datetime | None = None
) -> Callable[[], int]:
    """Find the series of a unit, and of those below it, in some years.

    Returns:
        What keeps it, and gives how many there are.
    """
    at = now or timezone.now()
    by_year = {
        year: list_series(unit=unit.name, year=year, now=at).numbered for year in years
    }
    mine = NumberSeries.objects.filter(units=unit)
    return lambda: sum(
        _keep(found, mine.filter(year=year), at) for year, found in by_year.items()
    )


def _keep(
    found: Collection[Numbered], before: QuerySet[NumberSeries], at: datetime
) -> int:
    """Store what was found; what stood in the place of it before and is no more goes.

    What somebody else found later stays.
    """
    newer = NumberSeries.objects.filter(found_at__gt=at)
    kept = set(newer.values_list("key", flat=True))
    chosen = [(row, each) for row, each in _rows(found, at) if row.key not in kept]
    rows = [row for row, _ in chosen]
    names = [each.name for each in NumberSeries._meta.concrete_fields]
    told = [name for name in names if name not in ("id", "key")]
    link = NumberSeries.units.through
    with transaction.atomic():
        gone = before.filter(found_at__lte=at)
        gone.exclude(among("key", [each.key for each in rows])).delete()
        NumberSeries.objects.bulk_create(
            rows, batch_size=_BATCH, update_conflicts=True, update_fields=told,
            unique_fields=["key"],
        )  # fmt: skip
        pks = [each.pk for each in rows]
        link.objects.filter(among("numberseries_id", pks)).delete()
        link.objects.bulk_create(
            (
                link(numberseries_id=row.pk, unit_id=unit)
                for row, each in chosen
                for unit in each.units
            ),
            batch_size=_BATCH,
        )
    return len(rows)


def _rows(
    found: Iterable[Numbered], at: datetime
) -> Iterator[tuple[NumberSeries, Numbered]]:
    for each in found:
        states = {state: len(each.missing(state)) for state in STATES}
        due = [gap.due_on for gap in each.missing("unexplained") if gap.due_on]
        kinds = dict.fromkeys(member.kind for member in each.series.members)
        row = NumberSeries(
            key=each.key[:300],
            prefix=each.series.prefix[:200],
            year=each.series.year,
            authority_name=each.authority_name[:200],
            categories=f",{','.join(kinds)},"[:200],
            first=each.first,
            last=each.last,
            count=each.series.count,
            missing=len(each.missing()),
            due_on=min(due, default=None),
            duplicates=each.series.duplicates,
            density=each.series.density,
            flags=[
                {"key": flag.key, "title": flag.title, "text": flag.text}
                for flag in each.series.flags
            ],
            runs=list(runs_told(each)),
            found_at=at,
            **states,
        )
        yield row, each


def runs_told(each: Numbered) -> Iterator[tuple[int, int, str]]:
    """Give the runs without a row, by state: first and last serial."""

    def run(placed: tuple[int, Gap]) -> tuple[int, str]:
        # Serials that follow each other lie equally far from their places.
        return placed[1].serial - placed[0], placed[1].state

    for (_, state), group in groupby(enumerate(each.gaps), run):
        serials = [gap.serial for _, gap in group]
        yield serials[0], serials[-1], state
    for first, last in each.jumps:
        yield first, last, JUMP
