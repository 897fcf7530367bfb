"""Finds series whose serials begin with a day, as 06250011 of 25 June does.

Such serials begin anew every day, so they are judged day by day. MMDD, YYMMDD and
YYYYMMDD are known, before a running number of so many digits; a series has the form
that the decision days bear out best.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import polars as pl

#: Digits of the running number behind the day.
_RUNS: Final = (2, 3, 4, 5)
#: Least value of a serial that can begin with a day: 1 January, two digits behind.
_LEAST: Final = 101 * 100


def find_dated(numbers: pl.DataFrame, limits: Mapping[str, float]) -> pl.DataFrame:
    """Tell which series are numbered by the day, and how.

    Args:
        numbers: One row per series and serial, in this order: series, serial (Int64),
            first_day (Int32, days since 1970), year (Int32).
        limits: Of the rulebook.

    Returns:
        One row per such series: series, unit (Int64; 10 to the digits that run).
    """
    import numpy as np
    import polars as pl

    series, serial = numbers["series"].to_numpy(), numbers["serial"].to_numpy()
    starts = np.flatnonzero(np.r_[len(series) > 0, series[1:] != series[:-1]])
    ends = np.r_[starts[1:], len(series)][: len(starts)]
    first, last, count = serial[starts], serial[ends - 1], ends - starts
    is_sparse = (
        (count >= limits["members_at_least"])
        & (first >= _LEAST)
        & (count < limits["density_at_least"] * (last - first + 1))
    )
    chosen = numbers.filter(pl.Series(np.repeat(is_sparse, count)))
    forms = [_fitting(chosen, run, limits) for run in _RUNS]
    return (
        pl.concat(forms)
        .filter(pl.col("share") >= limits["dated_share"])
        .sort("series", "share", "unit", descending=[False, True, True])
        .unique(subset="series", keep="first", maintain_order=True)
        .select("series", "unit")
    )


def _fitting(
    numbers: pl.DataFrame, run: int, limits: Mapping[str, float]
) -> pl.DataFrame:
    """Count how many serials begin with a day near that of their decision."""
    import polars as pl

    head = pl.col("serial") // 10**run
    # 625 is MMDD; 240625 and 20240625 name their year too, which must be the series'.
    above = head // 10_000
    of_year = (above == 0) | (above == pl.col("year")) | (above == pl.col("year") % 100)
    month, of_month = head // 100 % 100, head % 100
    real = of_year & month.is_between(1, 12) & of_month.is_between(1, 31)
    # Of most series no more need be asked, and it costs more than this.
    likely = numbers.select("series", real=real.fill_null(value=False))
    likely = likely.group_by("series").agg(pl.col("real").mean())
    likely = likely.filter(pl.col("real") >= limits["dated_share"])
    numbers = numbers.join(likely, on="series", how="semi")
    begun = pl.when(real).then(
        pl.datetime("year", month.clip(1, 12), 1).dt.date()
        + pl.duration(days=of_month - 1)
    )
    real &= begun.dt.month() == month
    late = pl.col("first_day") - begun.to_physical()
    near = late.is_between(-limits["dated_days_after"], limits["dated_days_before"])
    fits = (real & near.fill_null(value=True)).fill_null(value=False)
    return (
        numbers.group_by("series")
        .agg(share=fits.mean())
        .with_columns(unit=pl.lit(10**run, pl.Int64))
    )
