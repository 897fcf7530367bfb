"""A city's rows from its counts: as many as a notice printed, late as it printed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from gongshi.clocks.judge import judge
from gongshi.clocks.periods import local_day
from gongshi.policy.policies import Policy, policy_in_force
from gongshi.samples.decisions import decide, working_days
from gongshi.samples.frames import compose, generator
from gongshi.samples.units import SampleUnit

if TYPE_CHECKING:
    import polars as pl

#: How far back decisions lie, in days.
_BACK = 60


@dataclass(frozen=True)
class UnitCount:
    """What a table prints of one unit."""

    unit: SampleUnit
    total: int
    late: int


def rows_for_counts(
    category: str,
    counts: Sequence[UnitCount],
    *,
    place: str,
    received_at: datetime,
    seed: int,
    first_serial: int = 1,
) -> pl.DataFrame:
    """Draw rows that give certain counts when they arrive at a certain moment.

    Args:
        category: Key; one whose party is named by the block `subject`.
        counts: Rows and late rows of each unit.
        place: Whose policy judges them.
        received_at: Aware moment of their arrival.
        seed: The same seed and arguments give the same rows.
        first_serial: Number of each unit's first decision of a year.

    Returns:
        One row per decision, unit by unit, late ones first; columns as `sample_frame`.
        The decisions in time are at most 60 days old.
    """
    import numpy as np

    policy = policy_in_force(place, local_day(received_at))
    in_time, late = _days(policy, category, received_at)
    rng = generator(category, seed)
    days = [
        np.array(known, dtype="datetime64[D]")[rng.integers(0, len(known), rows)]
        for each in counts
        for known, rows in ((late, each.late), (in_time, each.total - each.late))
    ]
    units = [each.unit for each in counts]
    places = np.repeat(np.arange(len(counts)), [each.total for each in counts])
    decisions = decide(units, places, np.concatenate(days), first_serial)
    return compose(category, rng, decisions)


def _days(
    policy: Policy, category: str, received_at: datetime
) -> tuple[list[date], list[date]]:
    """Part the working days before an arrival into those in time and the late ones."""
    last = local_day(received_at)
    days = working_days(last - timedelta(days=_BACK), last)
    return (
        list(_judged(policy, category, days, received_at, late=False)),
        list(_judged(policy, category, days, received_at, late=True)),
    )


def _judged(
    policy: Policy,
    category: str,
    days: Iterable[date],
    received_at: datetime,
    *,
    late: bool,
) -> Iterable[date]:
    # Nothing is late where no deadline holds.
    return (
        day
        for day in days
        if bool(judge(policy, category, day, received_at).late) is late
    )
