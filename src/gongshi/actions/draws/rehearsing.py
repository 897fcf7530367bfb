"""Rehearses the nation's draw on one unit's numbers; nothing is kept, nothing is raised."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from gongshi.actions.draws.ranges import ranges_of, states_of
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

    Args:
        unit: The unit.
        seed: Any text; "" = that of the week.
        at: Aware moment up to which numbers count; now when absent.
    """
    now = at or timezone.now()
    day = local_day(now)
    terms = completeness_in_force(day)
    known = ranges_of(day.year, now, units_of(unit.name, day))
    ranges = [each for each in known.ranges if each["category"] in terms.numbers]
    names = sorted({each["unit"] for each in ranges})
    used = seed or weekly_seed(unit, now)
    drawn = replay(
        NUMBERS,
        used,
        {"units": len(names), "numbers": dict(terms.numbers)},
        {"units": names, "ranges": ranges},
    )
    return Rehearsed(unit, used, tuple(states_of(drawn["numbers"], known, now)))
