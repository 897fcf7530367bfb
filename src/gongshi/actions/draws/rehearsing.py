"""Rehearses the nation's draw on one unit's numbers; nothing is kept, nothing is raised."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from gongshi.actions.draws.ranges import (
    kept_in,
    kept_ranges,
    ranges_of,
    states_of,
)
from gongshi.clocks.periods import local_day
from gongshi.ledger.models import Unit
from gongshi.ledger.selecting import units_of
from gongshi.oversight.draws import NUMBERS, replay
from gongshi.policy.completeness import completeness_in_force


@dataclass(frozen=True)
class Rehearsed:
    """What a draw of a unit's numbers would find."""

    unit: Unit
    seed: str
    #: Each with category, number and state (present, explained, missing).
    numbers: tuple[dict[str, Any], ...]

    def of(self, state: str) -> list[dict[str, Any]]:
        """Give the numbers of one state."""
        return [each for each in self.numbers if each["state"] == state]

    @property
    def missing(self) -> list[dict[str, Any]]:
        """Give the numbers that would become suspected."""
        return self.of("missing")


def weekly_seed(unit: Unit, at: datetime) -> str:
    """Give the seed of a unit's rehearsal of a week: the same however often asked."""
    year, week, _ = local_day(at).isocalendar()
    return f"自查 {unit.pk} {year}-W{week:02}"


def rehearse(unit: Unit, *, seed: str = "", at: datetime | None = None) -> Rehearsed:
    """Draw from a unit's own numbers, those of units below it too.

    Ranges are those of the map of series, and the drawn numbers alone are looked for;
    without a map of the year, or for a moment in the past, all numbers are read.

    Args:
        unit: The unit.
        seed: Any text; "" = that of the week.
        at: Aware moment up to which numbers count; now when absent.
    """
    now = at or timezone.now()
    day = local_day(now)
    used = seed or weekly_seed(unit, now)
    units = units_of(unit.name, day)
    kept = kept_ranges(day.year, day, units) if at is None else []
    if kept:
        drawn = _drawn(used, [each for _, each in kept], day)
        known = kept_in(drawn, kept)
    else:
        known = ranges_of(day.year, now, units)
        drawn = _drawn(used, known.ranges, day)
    return Rehearsed(unit, used, tuple(states_of(drawn, known, now)))


def _drawn(
    seed: str, ranges: Iterable[dict[str, Any]], on: date
) -> list[dict[str, Any]]:
    numbers = dict(completeness_in_force(on).numbers)
    asked = [each for each in ranges if each["category"] in numbers]
    names = sorted({each["unit"] for each in asked})
    rule = {"units": len(names), "numbers": numbers}
    drawn = replay(NUMBERS, seed, rule, {"units": names, "ranges": asked})
    found: list[dict[str, Any]] = drawn["numbers"]
    return found
