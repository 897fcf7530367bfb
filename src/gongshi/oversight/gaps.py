"""Finds what is missing in ascending numbers, where they deserve to be asked for.

Numbers of a series fall into blocks, parted where more is missing than anybody would
conceal. A block deserves gaps when it has enough members, is dense, and, unless it is
very dense, its days go along with its numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import polars as pl

    Places = npt.NDArray[np.int64]
    Marks = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Gaps:
    """What was found in the numbers of many series."""

    #: One row per block, in order: series, part (Int64), first, last, count (Int64),
    #: known
    #: (numbers with a row of their own), ordered (fraction 0–1 of the neighbours
    #: whose days go along; null without any), deserves (Boolean).
    blocks: pl.DataFrame
    #: One row per run of missing numbers: series, part, first, last (Int64), is_jump.
    runs: pl.DataFrame
    #: One row per number that stands alone far above its block, decided before it:
    #: series, serial.
    misplaced: pl.DataFrame
    #: One row per number whose day fits neither neighbour: series, serial.
    disordered: pl.DataFrame


def find_gaps(
    numbers: pl.DataFrame, limits: Mapping[str, float], *, by_part: bool = False
) -> Gaps:
    """Find the blocks, the runs missing inside them, and what does not fit.

    Args:
        numbers: One row per series, part and serial, in this order: series, part,
            serial (Int64), rows (UInt32), first_day (Int32). Serials of different
            parts, such as days, have nothing to do with each other.
        limits: Of the rulebook.
        by_part: Whether parts are days: their blocks deserve gaps all together, and
            begin at 1 only where most days of the series do.
    """
    import numpy as np
    import polars as pl

    serial = numbers["serial"].to_numpy()
    starts = _starts(numbers)
    missing = np.where(starts, 0, np.diff(serial, prepend=0) - 1)
    holes = np.flatnonzero(missing > 0)
    leaps = holes[_is_jump(numbers, holes, missing[holes], limits)]
    opens = starts.copy()
    opens[leaps] = True
    days = _days(numbers)
    alone = _misplaced(opens, missing, days, limits)
    blocks, block_of = _blocks(numbers, opens, alone, days, limits)
    judged = _deserves_by_part(limits) if by_part else _deserves(limits)
    blocks = blocks.with_columns(deserves=judged)
    blocks = blocks.with_columns(deserves=_whole(limits))
    held = holes[~np.isin(holes, leaps) & ~alone[holes]]
    deserving = blocks["deserves"].to_numpy()
    inside = held[deserving[block_of(held)]]
    return Gaps(
        blocks=blocks,
        runs=pl.concat(
            [
                _heads(starts, blocks, block_of, limits),
                _runs(numbers, inside, missing, is_jump=False),
                _runs(numbers, leaps, missing, is_jump=True),
            ]
        ).sort("series", "part", "first"),
        misplaced=numbers[np.flatnonzero(alone)].select("series", "serial"),
        disordered=numbers[_disordered(opens, days, blocks, block_of, limits)].select(
            "series", "serial"
        ),
    )


def _starts(numbers: pl.DataFrame) -> Marks:
    """Tell where a series or part begins."""
    import numpy as np

    series, part = numbers["series"].to_numpy(), numbers["part"].to_numpy()
    starts = np.ones(len(series), bool)
    starts[1:] = (series[1:] != series[:-1]) | (part[1:] != part[:-1])
    return starts


def _days(numbers: pl.DataFrame) -> npt.NDArray[np.float64]:
    """Give the decision days; not a number where nobody knows."""
    import numpy as np

    days: npt.NDArray[np.float64] = (
        numbers["first_day"].cast(float).fill_null(float("nan")).to_numpy()
    )
    assert days.dtype == np.float64
    return days


def _is_jump(
    numbers: pl.DataFrame, holes: Places, missing: Places, limits: Mapping[str, float]
) -> Marks:
    import numpy as np

    series = numbers["series"].to_numpy()
    changes = np.flatnonzero(np.r_[True, series[1:] != series[:-1]])
    counts = np.diff(np.r_[changes, len(series)])
    members = counts[np.searchsorted(changes, holes, side="right") - 1]
    few = np.maximum(limits["jump_above"], limits["jump_share"] * members)
    jumps: Marks = missing > np.minimum(few, limits["run_at_most"])
    return jumps


def _misplaced(
    opens: Marks,
    missing: Places,
    days: npt.NDArray[np.float64],
    limits: Mapping[str, float],
) -> Marks:
    """Tell which last numbers of blocks lie above a hole, yet were decided earlier."""
    import numpy as np

    lasts = np.flatnonzero(np.r_[opens[1:], True][: len(opens)])
    lasts = lasts[missing[lasts] > 0]
    lasts = lasts[~opens[lasts]]
    earlier = days[lasts] < days[lasts - 1] - limits["ordered_days"]
    alone = np.zeros(len(opens), bool)
    alone[lasts[earlier]] = True
    return alone


def _blocks(
    numbers: pl.DataFrame,
    opens: Marks,
    alone: Marks,
    days: npt.NDArray[np.float64],
    limits: Mapping[str, float],
) -> tuple[pl.DataFrame, _BlockOf]:
    import numpy as np
    import polars as pl

    first = np.flatnonzero(opens)
    last = np.r_[first, len(opens)].astype(np.int64)[1:] - 1
    last -= alone[last]
    steps = np.diff(days, prepend=np.nan)
    steps[first] = np.nan
    known = ~np.isnan(steps) & ~alone
    along = known & (steps >= -limits["ordered_days"])
    serial = numbers["serial"].to_numpy()
    blocks = pl.DataFrame(
        {
            "series": numbers["series"].gather(first),
            "part": numbers["part"].gather(first),
            "first": serial[first],
            "last": serial[last],
            "count": last - first + 1,
            "known": _sums(numbers["rows"].to_numpy() > 0, first),
            "along": _sums(along, first),
            "pairs": _sums(known, first),
        },
        schema_overrides={"first": pl.Int64, "last": pl.Int64},
    )
    blocks = blocks.with_columns(
        ordered=pl.when(pl.col("pairs") > 0).then(pl.col("along") / pl.col("pairs"))
    )
    return blocks, _BlockOf(first)


@dataclass(frozen=True, eq=False)
class _BlockOf:
    """Tells in which block a number lies, by its place."""

    firsts: Places

    def __call__(self, places: Places) -> Places:
        import numpy as np

        found: Places = np.searchsorted(self.firsts, places, side="right") - 1
        return found


def _sums(marks: Marks, first: Places) -> Places:
    """Count the marks from each place to the next."""
    import numpy as np

    if not len(first):
        return np.zeros(0, np.int64)
    sums: Places = np.add.reduceat(marks.astype(np.int64), first)
    return sums


def _deserves(limits: Mapping[str, float]) -> pl.Expr:
    import polars as pl

    density = pl.col("count") / (pl.col("last") - pl.col("first") + 1)
    ordered = pl.col("ordered").fill_null(1.0) >= limits["ordered_share"]
    return (
        (pl.col("count") >= limits["members_at_least"])
        & (density >= limits["density_at_least"])
        & (ordered | (density >= limits["density_surely"]))
    )


def _deserves_by_part(limits: Mapping[str, float]) -> pl.Expr:
    import polars as pl

    count, span = pl.col("count"), pl.col("last") - pl.col("first") + 1
    density = count.sum().over("series") / span.sum().over("series")
    return (count.sum().over("series") >= limits["members_at_least"]) & (
        density >= limits["density_at_least"]
    )


def _whole(limits: Mapping[str, float]) -> pl.Expr:
    """Take a block for worth judging only where most of its series is."""
    import polars as pl

    held = pl.when("deserves").then("count").otherwise(0).sum().over("series")
    share = held / pl.col("count").sum().over("series")
    return pl.col("deserves") & (share >= limits["body_share"])


def _heads(
    starts: Marks,
    blocks: pl.DataFrame,
    block_of: _BlockOf,
    limits: Mapping[str, float],
) -> pl.DataFrame:
    """List the numbers from 1 that are missing before the first block of a series."""
    import numpy as np
    import polars as pl

    opening = blocks[block_of(np.flatnonzero(starts))]
    before = pl.col("first") - 1
    near = before <= limits["head_at_most"]
    usual = near.mean().over("series") >= limits["body_share"]
    return opening.filter(pl.col("deserves") & near & (before > 0) & usual).select(
        "series",
        "part",
        first=pl.lit(1, pl.Int64),
        last=before,
        is_jump=pl.lit(value=False),
    )


def _runs(
    numbers: pl.DataFrame, places: Places, missing: Places, *, is_jump: bool
) -> pl.DataFrame:
    import polars as pl

    found = numbers[places]
    return found.select(
        "series",
        "part",
        first=pl.col("serial") - pl.Series(missing[places], dtype=pl.Int64),
        last=pl.col("serial") - 1,
        is_jump=pl.lit(is_jump),
    )


def _disordered(
    opens: Marks,
    days: npt.NDArray[np.float64],
    blocks: pl.DataFrame,
    block_of: _BlockOf,
    limits: Mapping[str, float],
) -> Places:
    """Find numbers inside orderly blocks whose day lies far from both neighbours'."""
    import numpy as np

    inner = np.flatnonzero(~opens[:-1] & ~opens[1:]) if len(opens) else np.zeros(0, int)
    before, own, after = days[inner - 1], days[inner], days[inner + 1]
    apart = limits["order_days"]
    off = (own < np.fmin(before, after) - apart) | (
        own > np.fmax(before, after) + apart
    )
    found = inner[off]
    ordered = blocks["ordered"].fill_null(0.0).to_numpy()
    kept: Places = found[ordered[block_of(found)] >= limits["ordered_share"]]
    return kept
