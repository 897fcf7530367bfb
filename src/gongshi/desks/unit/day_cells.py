"""A deadline as a row of day cells: gone, today, left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from gongshi.clocks.deadlines import due
from gongshi.ledger.models import Entry
from gongshi.policy.calendars import Calendar
from gongshi.policy.policies import Policy

#: Pixels from one cell to the next.
_STEP = 9
#: A deadline of more days has no cells: they would be too narrow to count.
_MOST_CELLS = 31


@dataclass(frozen=True)
class Cell:
    """One day: p has passed, t is today, l is left."""

    kind: str
    x: str


@dataclass(frozen=True)
class Clock:
    """How much of a deadline is left."""

    #: Last day, to 24:00; None when undetermined.
    due_on: date | None
    #: Calendar days until then; below nothing when it has passed.
    left: int | None
    cells: list[Cell]
    told: str
    #: Days left at which it is due soon; None where nobody is reminded.
    soon: int | None = None

    @property
    def look(self) -> str:
        """Give the class of its colour: bad, soon or none."""
        if self.left is None:
            return ""
        if self.left <= 0:
            return "bad"
        return "soon" if self.soon is not None and self.left <= self.soon else ""

    @property
    def width(self) -> int:
        """Give the width of all cells in pixels."""
        return len(self.cells) * _STEP


def clock_of(entry: Entry, policy: Policy, calendar: Calendar, today: date) -> Clock:
    """Lay out the deadline of a row.

    Args:
        entry: The row.
        policy: Whose deadline holds.
        calendar: The working days.
        today: In China.
    """
    if entry.decided_on is None:
        return Clock(None, None, [], "")
    found = due(policy, entry.category, entry.decided_on, calendar)
    if found.due_on is None or found.basis is None:
        return Clock(None, None, [], "")
    days = [
        entry.decided_on + timedelta(days=each)
        for each in range(1, (found.due_on - entry.decided_on).days + 1)
    ]
    if found.basis.unit == "workday":
        days = [each for each in days if calendar.is_workday(each)]
    gone = sum(each < today for each in days)
    unit = "个工作日" if found.basis.unit == "workday" else "天"
    shown = days if len(days) <= _MOST_CELLS else []
    return Clock(
        due_on=found.due_on,
        left=(found.due_on - today).days,
        cells=[
            Cell(_kind(each, today), f"{at * _STEP + 0.5}")
            for at, each in enumerate(shown)
        ],
        told=f"{len(days)} {unit}已过 {gone} {unit}，还剩 {len(days) - gone} {unit}",
        soon=policy.reminder.days if policy.reminder else None,
    )


def _kind(day: date, today: date) -> str:
    if day == today:
        return "t"
    return "p" if day < today else "l"
