"""The days of a deadline as a row of cells: gone, today, left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from gongshi.clocks.deadlines import due
from gongshi.policy.calendars import UncoveredYear, load_calendar
from gongshi.policy.policies import Policy

#: Cells that can still be told apart; a longer deadline is told in words alone.
_MOST_CELLS = 31
#: Share of a cell that stays free, half on either side.
_GAP = 0.05


@dataclass(frozen=True)
class Cell:
    """One day."""

    #: Class of the stylesheet: p gone, t today, l left.
    look: str
    x: str
    width: str


@dataclass(frozen=True)
class DayCells:
    """A deadline, laid out."""

    first_on: date
    due_on: date
    #: Days left, today not counted; below zero once it is over.
    left: int
    #: "天" or "个工作日".
    measure: str
    cells: tuple[Cell, ...]
    #: Where the word 今天 stands; "" when today is outside.
    today_x: str
    #: The document and article, and how many days it gives.
    source: str
    days: int


def day_cells(
    policy: Policy, category: str, decided_on: date | None, today: date
) -> DayCells | None:
    """Lay out the days between a decision and its last day.

    Args:
        policy: In force today.
        category: Key.
        decided_on: The day of the decision.
        today: In China.

    Returns:
        None where no last day is known.
    """
    if decided_on is None:
        return None
    found = due(policy, category, decided_on, load_calendar())
    if found.due_on is None or found.basis is None:
        return None
    is_workday = found.basis.unit == "workday"
    try:
        days = _days(decided_on, found.due_on, is_workday=is_workday)
        left = _left(today, found.due_on, is_workday=is_workday)
    except UncoveredYear:
        return None
    source = found.basis.source
    number = f"（{source.number}）" if source.number else ""
    return DayCells(
        first_on=days[0],
        due_on=found.due_on,
        left=left,
        measure="个工作日" if is_workday else "天",
        cells=tuple(_cells(days, today)) if len(days) <= _MOST_CELLS else (),
        today_x=_today_x(days, today),
        source=f"{source.title}{number}",
        days=found.basis.days,
    )


def _days(decided_on: date, due_on: date, *, is_workday: bool) -> list[date]:
    calendar = load_calendar()
    span = (due_on - decided_on).days
    days = (decided_on + timedelta(days=each) for each in range(1, span + 1))
    return [each for each in days if not is_workday or calendar.is_workday(each)]


def _left(today: date, due_on: date, *, is_workday: bool) -> int:
    if not is_workday:
        return (due_on - today).days
    calendar = load_calendar()
    if today <= due_on:
        return calendar.workdays_between(today, due_on)
    return -calendar.workdays_between(due_on, today)


def _cells(days: list[date], today: date) -> list[Cell]:
    wide = 100 / len(days)
    return [
        Cell(
            look="t" if day == today else "p" if day < today else "l",
            x=f"{(place + _GAP) * wide:.2f}%",
            width=f"{(1 - 2 * _GAP) * wide:.2f}%",
        )
        for place, day in enumerate(days)
    ]


def _today_x(days: list[date], today: date) -> str:
    if today not in days:
        return ""
    return f"{(days.index(today) + 0.5) * 100 / len(days):.1f}%"
