"""Frames of made-up rows that break no rule."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING
from zlib import crc32

from gongshi.policy.standards import load_standard
from gongshi.samples.acts import act_columns
from gongshi.samples.decisions import Decisions, decide, working_days
from gongshi.samples.licences import licence_columns
from gongshi.samples.parties import draw_parties
from gongshi.samples.penalties import penalty_columns
from gongshi.samples.units import SampleUnit

if TYPE_CHECKING:
    import numpy as np
    import polars as pl

#: Category → what draws the columns beside the party; others follow their standard.
_DRAWN = {"licence": licence_columns, "penalty": penalty_columns}


def sample_frame(
    category: str,
    rows: int,
    *,
    seed: int,
    units: Sequence[SampleUnit],
    decided: tuple[date, date],
    first_serial: int = 1,
) -> pl.DataFrame:
    """Draw made-up rows, each right by every rule of its category.

    Args:
        category: Key; one whose party is named by the block `subject`.
        rows: How many.
        seed: The same seed and arguments give the same rows.
        units: Who decided; each has its part by its weight.
        decided: First and last decision day, both included. Only working days come,
            where there are any.
        first_serial: Number of each unit's first decision of a year.

    Returns:
        One row per decision, in no order; String columns by field code, all fields of
        the standard in its order. Numbers of a unit and year have no gaps and follow
        the days.
    """
    import numpy as np

    rng = generator(category, seed)
    first, last = decided
    days = np.array(working_days(first, last) or [last], dtype="datetime64[D]")
    weights = np.array([unit.weight for unit in units])
    unit_places = rng.choice(len(units), rows, p=weights / weights.sum())
    drawn = days[rng.integers(0, len(days), rows)]
    return compose(category, rng, decide(units, unit_places, drawn, first_serial))


def compose(
    category: str, rng: np.random.Generator, decisions: Decisions
) -> pl.DataFrame:
    """Write the rows of given decisions, in their order; columns as `sample_frame`."""
    standard = load_standard(category)
    prefix = standard.roles["name"].partition("_")[0]
    parties = draw_parties(rng, len(decisions), prefix)
    if category in _DRAWN:
        columns = _DRAWN[category](rng, decisions)
    else:
        columns = act_columns(standard, decisions, parties)
    return parties.hstack(columns).select(field.code for field in standard.fields)


def generator(category: str, seed: int) -> np.random.Generator:
    """Start a source of chance for a category; categories do not share one."""
    import numpy as np

    drawn = list(_DRAWN)
    own = drawn.index(category) if category in drawn else crc32(category.encode())
    return np.random.default_rng([seed, own])
