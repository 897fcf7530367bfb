"""When something comes round: the slots of a day, week, month or quarter of China time.

every day at 00:05          2026-11-21 00:05 -> 2026-11-21
Tuesdays and Fridays, 9:00  2026-11-21 12:00 -> 2026-11-20
every month at 00:30        2026-12-01 00:10 -> 2026-11, begun on 2026-11-01 00:30
every quarter at 00:30      2026-11-21 12:00 -> 2026-Q4
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from gongshi.clocks.periods import CHINA

_DAYS_IN_WEEK = 7


@dataclass(frozen=True)
class Round:
    """What comes round, and at which time of its first, or only, day."""

    #: day, week, month or quarter.
    every: str
    #: In China.
    at: time
    #: ISO days of the week, for weeks: each is a slot.
    weekdays: tuple[int, ...] = ()


def latest_slot(comes: Round, now: datetime) -> str:
    """Name the last slot that has begun.

    Args:
        comes: What comes round.
        now: Aware; a slot begins at its moment, included.

    Returns:
        The day of a day or week, else the month or quarter.
    """
    here = now.astimezone(CHINA)
    # Before its time of day, the day is still that of the slot before.
    is_early = here.time() < comes.at
    day = here.date() - timedelta(days=1) if is_early else here.date()
    if comes.every == "day":
        return f"{day}"
    if comes.every == "week":
        return f"{_last_of(comes.weekdays, day)}"
    if comes.every == "month":
        return f"{day:%Y-%m}"
    return f"{day.year}-Q{(day.month + 2) // 3}"


def weekdays_of(times: int) -> tuple[int, ...]:
    """Spread a number of times over the five days from Monday, the last on Friday.

    2 -> (2, 5): Tuesday and Friday
    """
    working = 5
    return tuple(sorted({max(1, working * n // times) for n in range(1, times + 1)}))


def _last_of(weekdays: tuple[int, ...], day: date) -> date:
    back = min((day.isoweekday() - each) % _DAYS_IN_WEEK for each in weekdays)
    return day - timedelta(days=back)
