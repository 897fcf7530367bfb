"""Finds units that report much less than ever, while others of their kind do not.

A unit with 6 rows a week, others as always: 9 rows in 8 weeks -> quiet. All units of the
group drop alike -> nobody is quiet. A week of the Spring Festival has few working days,
so that little is expected of it.

Weekly rows are taken to scatter around a steady rate per working day, more widely than
chance alone where the unit's own past did (a negative binomial with its spread). Both
must be improbable: so few against the unit's own past, in the season of a year ago too
where there is one, and so few against what its peers make of the same weeks.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

#: Weeks of a year, by which the same season is found.
_YEAR = 52


def weeks_needed(limits: Mapping[str, float]) -> int:
    """Count the weeks that the look reads, the latest ones included.

    Args:
        limits: Of the rulebook.
    """
    longest = max(limits["history_weeks"], _YEAR + limits["season_margin_weeks"])
    # One more: the week of the first filing tells where a unit's past begins.
    return int(limits["recent_weeks"] + longest) + 1


def find_quiet(
    counts: pl.DataFrame,
    units: pl.DataFrame,
    workdays: Sequence[int],
    limits: Mapping[str, float],
) -> pl.DataFrame:
    """Judge every unit with enough past by its latest weeks.

    Args:
        counts: One row per unit and week with rows: unit, week (Int64; 0 is the latest
            one), rows (Int64).
        units: One row per unit: unit (Int64), group (String).
        workdays: Working days of each week, the latest first; `weeks_needed` of them.
        limits: Of the rulebook.

    Returns:
        One row per unit that can be judged, in the order of `units`: unit, rows (of the
        latest weeks), rate (rows a working day before), expected, chance (fraction 0–1
        of so few rows), peers (how many), is_of_group (whether they are of its group
        only), share (what the peers report, as a part of their usual), peer_expected,
        peer_chance, is_quiet.
    """
    import polars as pl

    weeks = _weeks(counts, units, workdays)
    past = _past(weeks, limits)
    judged = _compared(_expected(weeks, past, limits), limits)
    enough = pl.col("expected") >= limits["expected_at_least"]
    rare = limits["chance_at_most"]
    return judged.with_columns(
        is_quiet=enough & (pl.col("chance") <= rare) & (pl.col("peer_chance") <= rare)
    ).select(
        "unit", "rows", "rate", "expected", "chance", "peers", "is_of_group", "share",
        "peer_expected", "peer_chance", "is_quiet",
    )  # fmt: skip


def _weeks(
    counts: pl.DataFrame, units: pl.DataFrame, workdays: Sequence[int]
) -> pl.DataFrame:
    """Lay out every week of every unit, from the week after its first filing on."""
    import polars as pl

    days = pl.DataFrame({"workdays": workdays}, {"workdays": pl.Int64})
    grid = units.with_row_index("place").join(
        days.with_row_index("week").cast({"week": pl.Int64}), how="cross"
    )
    rows = grid.join(counts, on=["unit", "week"], how="left").with_columns(
        pl.col("rows").fill_null(0)
    )
    began = pl.col("week").filter(pl.col("rows") > 0).max().over("unit")
    return rows.filter(pl.col("week") < began)


def _past(weeks: pl.DataFrame, limits: Mapping[str, float]) -> pl.DataFrame:
    """Sum up the past of each unit that has enough: cap, rate, days, spread."""
    import polars as pl

    recent, long = int(limits["recent_weeks"]), int(limits["history_weeks"])
    past = weeks.filter(pl.col("week").is_between(recent, recent + long - 1))
    cap = pl.col("rows").quantile(limits["clip_share"], "higher").over("unit")
    # By stretches of some weeks: who files once a month is no less steady for it.
    stretches = (
        past.with_columns(
            clipped=pl.min_horizontal("rows", cap),
            cap=cap,
            stretch=pl.col("week") // int(limits["spread_weeks"]),
        )
        .group_by("unit", "stretch")
        .agg(
            pl.col("cap").first(),
            pl.col("clipped", "workdays").sum(),
            weeks=pl.len(),
        )
        .filter(pl.col("workdays") > 0)
    )
    rate = pl.col("clipped").sum() / pl.col("workdays").sum()
    usual = pl.col("rate") * pl.col("workdays")
    scatter = ((pl.col("clipped") - usual) ** 2 / usual).sum() / (pl.len() - 1)
    return (
        stretches.with_columns(rate=rate.over("unit"))
        .group_by("unit")
        .agg(
            pl.col("cap", "rate").first(),
            days=pl.col("workdays").sum(),
            spread=scatter.clip(1),
            weeks=pl.col("weeks").sum(),
        )
        .filter((pl.col("weeks") >= limits["history_at_least"]) & (pl.col("rate") > 0))
    )


def _expected(
    weeks: pl.DataFrame, past: pl.DataFrame, limits: Mapping[str, float]
) -> pl.DataFrame:
    """Say what the latest weeks should have brought, and how rare it is that little."""
    import polars as pl

    recent, margin = int(limits["recent_weeks"]), int(limits["season_margin_weeks"])
    known = weeks.join(past, on="unit").with_columns(
        clipped=pl.min_horizontal("rows", "cap")
    )
    is_now = pl.col("week") < recent
    season = pl.col("week").is_between(_YEAR - margin, _YEAR + recent + margin - 1)
    has_season = pl.col("week").max() >= _YEAR + recent + margin - 1
    now_days = pl.col("workdays").filter(is_now).sum()
    season_days = pl.col("workdays").filter(season).sum()
    season_rate = pl.col("clipped").filter(season).sum() / season_days
    summed = known.group_by("place", maintain_order=True).agg(
        pl.col("unit", "group", "rate", "spread").first(),
        rows=pl.col("rows").filter(is_now).sum(),
        clipped=pl.col("clipped").filter(is_now).sum(),
        expected=pl.col("rate").first() * now_days,
        inflated=pl.col("spread").first() * (1 + now_days / pl.col("days").first()),
        of_season=pl.when(has_season).then(season_rate * now_days),
        season_inflated=pl.col("spread").first() * (1 + now_days / season_days),
    )
    chances = [
        max(
            tail(rows, expected, inflated),
            0.0 if of_season is None else tail(rows, of_season, season_inflated),
        )
        for rows, expected, inflated, of_season, season_inflated in summed.select(
            "rows", "expected", "inflated", "of_season", "season_inflated"
        ).iter_rows()
    ]
    return summed.sort("place").with_columns(
        pl.Series("chance", chances, pl.Float64),
        usual="expected",
        expected=pl.min_horizontal("expected", "of_season"),
    )


def _compared(judged: pl.DataFrame, limits: Mapping[str, float]) -> pl.DataFrame:
    """Say what the peers make of the same weeks, and how rare so little is beside it."""
    import polars as pl

    def others(each: pl.Expr) -> pl.Expr:
        of_group, of_all = each.sum().over("group"), each.sum()
        return pl.when(is_of_group).then(of_group - each).otherwise(of_all - each)

    is_of_group = pl.len().over("group") > limits["peers_at_least"]
    share = pl.col("peers_now") / pl.col("peers_usual")
    compared = judged.with_columns(
        is_of_group=is_of_group,
        peers=others(pl.col("unit").is_not_null().cast(pl.Int64)),
        peers_now=others(pl.col("clipped")),
        peers_usual=others(pl.col("usual")),
        peers_wide=others(pl.col("spread") * pl.col("usual")),
    ).with_columns(share=pl.when(pl.col("peers_usual") > 0).then(share))
    compared = compared.with_columns(peer_expected=pl.col("usual") * pl.col("share"))
    chances = [
        # Without anybody to compare with nothing is improbable.
        1.0
        if mean is None
        else tail(rows, mean, inflated + mean * peers_wide / peers_usual**2)
        for rows, mean, inflated, peers_wide, peers_usual in compared.select(
            "rows", "peer_expected", "inflated", "peers_wide", "peers_usual"
        ).iter_rows()
    ]
    return compared.with_columns(pl.Series("peer_chance", chances, pl.Float64))


def tail(rows: int, mean: float, spread: float) -> float:
    """Give the chance of so few rows or fewer: a negative binomial, or Poisson.

    Args:
        rows: That came.
        mean: That were expected.
        spread: Variance over mean, 1 or more; 1 is Poisson.

    Returns:
        A fraction 0–1; 1 where no fewer came than were expected.
    """
    if rows >= mean:
        return 1.0
    is_wide = spread > 1 + 1e-9
    size = mean / (spread - 1) if is_wide else math.inf
    left = 1 - 1 / spread if is_wide else 0.0
    term = _probability(rows, mean, size, left)
    total = term
    for count in range(rows, 0, -1):
        term *= count / ((count - 1 + size) * left if is_wide else mean)
        total += term
        if term < total * 1e-12:
            break
    return min(total, 1.0)


def _probability(rows: int, mean: float, size: float, left: float) -> float:
    """Give the chance of exactly so many rows."""
    if math.isinf(size):
        return math.exp(rows * math.log(mean) - mean - math.lgamma(rows + 1))
    ways = math.lgamma(rows + size) - math.lgamma(rows + 1) - math.lgamma(size)
    return math.exp(ways + size * math.log1p(-left) + rows * math.log(left))
