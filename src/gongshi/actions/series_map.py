"""Keeps what was found in every series, so that pages read no numbers.

All series are found anew by a job every night, those of one unit and year as soon as it
files or explains something.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any, Final

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from gongshi.actions.series import Gap, Listed, Numbered, list_series
from gongshi.actions.series_pictures import filers, pictures, spelled_prefixes
from gongshi.clocks.periods import local_day
from gongshi.ledger.among import among
from gongshi.ledger.case_models import CaseStep
from gongshi.ledger.explained import STATES
from gongshi.ledger.models import Batch, Unit
from gongshi.ledger.series_models import NumberSeries

#: Series that are stored at once.
_BATCH: Final = 500
#: The state of runs that are too long to be gaps.
JUMP: Final = "jump"
#: Runs of a series that are kept one by one, and numbers of one of them: a longer one
#: is kept in parts.
MOST_RUNS: Final = 5000
_LONGEST: Final = 50
#: The first and last serial of a run, its state, and four days.
Run = tuple[object, ...]


@dataclass(frozen=True)
class _Seen:
    """What the ledger holds when a search begins; what comes meanwhile may be missed."""

    at: datetime
    batches_to: int
    steps_to: int


def _seen(now: datetime | None) -> _Seen:
    return _Seen(now or timezone.now(), _last(Batch), _last(CaseStep))


def _last(model: type[Batch | CaseStep]) -> int:
    return model.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def find_all(now: datetime | None = None) -> Callable[[], int]:
    """Find every series of the ledger.

    Finding takes long, and keeping must not: nobody else writes meanwhile.

    Returns:
        What keeps it, and gives how many there are.
    """
    seen = _seen(now)
    rows = _rows(list_series(now=seen.at), seen)
    return lambda: _keep(rows, NumberSeries.objects.all(), seen.at)


def find_of(
    unit: Unit, years: Iterable[int], now: datetime | None = None
) -> Callable[[], int]:
    """Find the series of a unit, and of those below it, in some years.

    Returns:
        What keeps it, and gives how many there are.
    """
    seen = _seen(now)
    by_year = {
        year: _rows(list_series(unit=unit.name, year=year, now=seen.at), seen)
        for year in years
    }
    mine = NumberSeries.objects.filter(units=unit)
    return lambda: sum(
        _keep(found, mine.filter(year=year), seen.at) for year, found in by_year.items()
    )


def _keep(
    found: Collection[tuple[NumberSeries, Numbered]],
    before: QuerySet[NumberSeries],
    at: datetime,
) -> int:
    """Store what was found; what stood in the place of it before and is no more goes.

    What somebody else found later stays.
    """
    newer = NumberSeries.objects.filter(found_at__gt=at)
    kept = set(newer.values_list("key", flat=True))
    chosen = [(row, each) for row, each in found if row.key not in kept]
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


def _rows(listed: Listed, seen: _Seen) -> list[tuple[NumberSeries, Numbered]]:
    runs = {each.place: list(kept_runs(each)) for each in listed.numbered}
    drawn = pictures(listed, _holes(runs), local_day(seen.at))
    prefixes, of = spelled_prefixes(listed), filers(listed)
    rows = []
    for each in listed.numbered:
        row = _row(each, seen)
        row.runs = runs[each.place]
        row.picture = drawn.get(each.place, {})
        row.prefixes = prefixes.get(each.place, [])
        row.filers = of.get(each.place, [])
        rows.append((row, each))
    return rows


def _holes(runs: dict[int, list[Run]]) -> Iterator[tuple[int, int]]:
    for place, told in runs.items():
        for first, last, state, *_ in told:
            if state != JUMP:
                assert isinstance(first, int)
                assert isinstance(last, int)
                yield from ((place, serial) for serial in range(first, last + 1))


def _row(each: Numbered, seen: _Seen) -> NumberSeries:
    states = {state: len(each.missing(state)) for state in STATES}
    due = [gap.due_on for gap in each.missing("unexplained") if gap.due_on]
    series = each.series
    return NumberSeries(
        key=each.key[:300],
        prefix=series.prefix[:200],
        year=series.year,
        authority_name=each.authority_name[:200],
        categories=_categories(each),
        members=[
            [member.authority, member.authority_name, member.kind, member.prefix]
            for member in series.members
        ],
        verdict=each.verdict,
        is_dated=each.is_dated,
        pad=series.pad,
        first=each.first,
        last=each.last,
        next=each.next,
        count=series.count,
        missing=len(each.missing()),
        holes=len(series.runs),
        due_on=min(due, default=None),
        duplicates=series.duplicates,
        density=series.density,
        flags=[
            {"key": flag.key, "title": flag.title, "text": flag.text}
            for flag in series.flags
        ],
        batches_to=seen.batches_to,
        steps_to=seen.steps_to,
        found_at=seen.at,
        **states,
    )


def _categories(each: Numbered) -> str:
    kinds = dict.fromkeys(member.kind for member in each.series.members)
    return f",{','.join(kinds)},"[:200]


def kept_runs(each: Numbered) -> Iterator[Run]:
    """Give the runs without a row, as `NumberSeries.runs` has them.

    Of too many, those of which somebody has to say something come first.
    """
    found = [part for run in _alike(each.gaps) for part in _parts(run)]
    if len(found) > MOST_RUNS:
        found.sort(key=lambda run: run[0].state == "accepted")
        found = sorted(found[:MOST_RUNS], key=lambda run: run[0].serial)
    for run in found:
        days = (_written(getattr(run[0], name)) for name in DAYS)
        yield (run[0].serial, run[-1].serial, run[0].state, *days)
    for first, last in each.jumps[:MOST_RUNS]:
        yield first, last, JUMP


#: The days of a gap that a run keeps, in this order.
DAYS: Final = ("seen_on", "due_on", "after", "before")


def _alike(gaps: Sequence[Gap]) -> Iterator[list[Gap]]:
    def known(placed: tuple[int, Gap]) -> tuple[Any, ...]:
        # Serials that follow each other lie equally far from their places.
        at, gap = placed
        return (gap.serial - at, gap.state, *(getattr(gap, name) for name in DAYS))

    for _, group in groupby(enumerate(gaps), known):
        yield [gap for _, gap in group]


def _parts(run: list[Gap]) -> Iterator[list[Gap]]:
    for at in range(0, len(run), _LONGEST):
        yield run[at : at + _LONGEST]


def _written(day: date | None) -> str | None:
    return day.isoformat() if day else None
