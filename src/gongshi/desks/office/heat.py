"""The heat map: what each unit filed on each day of a month."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from gongshi.assessment.counts import Counts
from gongshi.clocks.periods import Period
from gongshi.desks.office.days_off import is_day_off
from gongshi.ledger.models import Unit

#: From how many rows on a cell takes the next darker colour.
STEPS = (1, 10, 40, 100, 250)
#: Lines shown; more would be longer than the page beside it.
MOST = 24


@dataclass(frozen=True)
class Day:
    """Head of a column."""

    number: int
    weekday: str
    is_off: bool
    is_today: bool


@dataclass(frozen=True)
class HeatCell:
    """One unit on one day."""

    rows: int
    classes: str


@dataclass(frozen=True)
class HeatMap:
    """The table."""

    days: list[Day]
    lines: list[tuple[Unit, list[HeatCell]]]
    #: Units with rows that are not shown.
    left_out: int


def heat_map(
    units: Sequence[Unit],
    counts: Mapping[tuple[int | None, date], Counts],
    period: Period,
    today: date,
) -> HeatMap:
    """Lay out the heat map of a month.

    Args:
        units: In register order.
        counts: Unit and day → counts; missing where nothing came.
        period: The month.
        today: Framed when it lies in the month; later days are left out.
    """
    last = min(period.last_day, today)
    length = max((last - period.first_day).days + 1, 0)
    days = [period.first_day + timedelta(days=each) for each in range(length)]
    sums: dict[int | None, int] = {}
    for (unit_id, _), each in counts.items():
        sums[unit_id] = sums.get(unit_id, 0) + each.received
    active = [unit for unit in units if sums.get(unit.pk)]
    chosen = {
        unit.pk for unit in sorted(active, key=lambda unit: -sums[unit.pk])[:MOST]
    }
    return HeatMap(
        days=[_day(day, today) for day in days],
        lines=[
            (unit, [_cell(counts.get((unit.pk, day)), day, today) for day in days])
            for unit in active
            if unit.pk in chosen
        ],
        left_out=len(active) - len(chosen),
    )


def _day(day: date, today: date) -> Day:
    weekday = "一二三四五六日"[day.weekday()]
    return Day(day.day, weekday, is_day_off(day), day == today)


def _cell(counts: Counts | None, day: date, today: date) -> HeatCell:
    rows = counts.received if counts else 0
    classes = [f"h{sum(rows >= step for step in STEPS)}"]
    classes += ["we"] if is_day_off(day) else []
    classes += ["late"] if counts and counts.late else []
    classes += ["today"] if day == today else []
    return HeatCell(rows, " ".join(classes))
