"""The columns of made-up licences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gongshi.samples.decisions import Decisions, draw_matters, unit_columns
from gongshi.samples.drawing import at, pick
from gongshi.samples.words import licences, words

if TYPE_CHECKING:
    import numpy as np
    import polars as pl

#: Years for which licences are given; none = for good.
_YEARS = ("1", "3", "5", "10", "")
#: Part of the licences that are no longer valid.
_WITHDRAWN = 0.02


def licence_columns(rng: np.random.Generator, decisions: Decisions) -> pl.DataFrame:
    """Draw the columns of licences beside those of the party.

    Returns:
        One row per decision, String columns by field code.
    """
    import polars as pl

    frame = _drawn(rng, decisions)
    day = pl.col("day")
    until = (day.cast(pl.Int32) + pl.col("years").cast(pl.Int32) * 365).cast(pl.Date)
    certified = pl.col("certificate").is_not_null()
    withdrawn = pl.col("withdrawn")
    return frame.select(
        pl.col("title").alias("XK_XKWS"),
        pl.col("number").alias("XK_WSH"),
        pl.col("kind").alias("XK_XKLB"),
        pl.col("certificate").alias("XK_XKZS"),
        pl.when(certified)
        .then(
            pl.concat_str(
                "letters",
                pl.lit(words()["division"]),
                "year",
                pl.col("unit").cast(pl.String).str.zfill(3),
                pl.col("serial").cast(pl.String).str.zfill(6),
            )
        )
        .alias("XK_XKBH"),
        pl.format(words()["licence_content"], "scope", "area").alias("XK_NR"),
        _written(day).alias("XK_JDRQ"),
        _written(day).alias("XK_YXQZ"),
        _written(until).fill_null(words()["permanent"]).alias("XK_YXQZI"),
        pl.col("name").alias("XK_XKJG"),
        pl.col("code").alias("XK_XKJGDM"),
        pl.when(withdrawn).then(pl.lit("2")).otherwise(pl.lit("1")).alias("XK_ZT"),
        pl.col("name").alias("XK_LYDW"),
        pl.col("code").alias("XK_LYDWDM"),
        pl.when(withdrawn).then(pl.lit(words()["withdrawn"])).alias("BZ"),
    )


def _drawn(rng: np.random.Generator, decisions: Decisions) -> pl.DataFrame:
    import polars as pl

    rows = len(decisions)
    kinds = licences()
    matters = draw_matters(rng, decisions, kinds)
    return unit_columns(decisions, words()["licence_link"]).with_columns(
        at([each.title for each in kinds], matters).alias("title"),
        at([each.certificate for each in kinds], matters).alias("certificate"),
        at([each.sign for each in kinds], matters).alias("letters"),
        at([each.scope for each in kinds], matters).alias("scope"),
        pick(rng, words()["licence_kinds"], rows).alias("kind"),
        pick(rng, _YEARS, rows).alias("years"),
        pl.Series("area", rng.integers(20, 2000, rows)),
        pl.Series("withdrawn", rng.random(rows) < _WITHDRAWN),
    )


def _written(day: pl.Expr) -> pl.Expr:
    return day.dt.strftime("%Y/%m/%d")
