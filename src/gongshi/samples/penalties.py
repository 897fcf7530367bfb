"""The columns of made-up penalties."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from gongshi.samples.decisions import Decisions, draw_matters, unit_columns
from gongshi.samples.drawing import at
from gongshi.samples.words import Sentence, penalties, sentences, words

if TYPE_CHECKING:
    import numpy as np
    import polars as pl

_YUAN_A_WAN = 10_000


def penalty_columns(rng: np.random.Generator, decisions: Decisions) -> pl.DataFrame:
    """Draw the columns of penalties beside those of the party.

    Returns:
        One row per decision, String columns by field code.
    """
    import polars as pl

    frame = _drawn(rng, decisions)
    day = pl.col("day").cast(pl.Int32)
    after_a_year = _written((day + 365).cast(pl.Date))
    return frame.select(
        pl.lit(words()["penalty_title"]).alias("CF_CFWS"),
        pl.col("number").alias("CF_WSH"),
        pl.col("violation").alias("CF_WFXW"),
        pl.format(words()["penalty_facts"], "fact").alias("CF_SY"),
        pl.col("basis").alias("CF_YJ"),
        pl.col("kinds").alias("CF_CFLB"),
        _content(sentences()).alias("CF_NR"),
        _only(sentences(), "fine").alias("CF_NR_FK"),
        pl.coalesce(
            _only(sentences(), "gain"), pl.when("confiscates").then(pl.lit("0"))
        ).alias("CF_NR_WFFF"),
        pl.lit(None, pl.String).alias("CF_NR_ZKDX"),
        _written(pl.col("day")).alias("CF_JDRQ"),
        after_a_year.alias("CF_YXQ"),
        pl.when("ends").then(after_a_year).alias("CF_GSJZQ"),
        pl.col("name").alias("CF_CFJG"),
        pl.col("code").alias("CF_CFJGDM"),
        pl.col("name").alias("CF_SJLY"),
        pl.col("code").alias("CF_SJLYDM"),
        pl.lit(None, pl.String).alias("BZ"),
    )


def _drawn(rng: np.random.Generator, decisions: Decisions) -> pl.DataFrame:
    import numpy as np
    import polars as pl

    rows = len(decisions)
    kinds = penalties()
    matters = draw_matters(rng, decisions, kinds)
    shares = np.array([each.share for each in sentences()])
    ends = rng.choice(len(shares), rows, p=shares / shares.sum())
    return unit_columns(decisions, words()["penalty_link"]).with_columns(
        at([each.violation for each in kinds], matters).alias("violation"),
        at([each.fact for each in kinds], matters).alias("fact"),
        at([each.basis for each in kinds], matters).alias("basis"),
        at([each.kinds for each in sentences()], ends).alias("kinds"),
        pl.Series("sentence", ends),
        pl.Series("confiscates", [each.confiscates for each in sentences()]).gather(
            ends
        ),
        pl.Series("ends", rng.random(rows) < 0.5),
        *_amounts(rng, "fine", words()["fines"], rows),
        *_amounts(rng, "gain", words()["gains"], rows),
    )


def _amounts(
    rng: np.random.Generator, name: str, yuan: Sequence[int], rows: int
) -> list[pl.Series]:
    """Draw amounts: the column `name` in yuan, and `name_wan` in 10 000 yuan."""
    drawn = rng.integers(0, len(yuan), rows)
    return [
        at([str(each) for each in yuan], drawn).alias(name),
        at([f"{each / _YUAN_A_WAN:g}" for each in yuan], drawn).alias(f"{name}_wan"),
    ]


def _content(ways: Sequence[Sentence]) -> pl.Expr:
    import polars as pl

    texts = pl.lit(pl.Series([each.text for each in ways])).gather(pl.col("sentence"))
    return texts.str.replace("{fine}", pl.col("fine"), literal=True).str.replace(
        "{gain}", pl.col("gain"), literal=True
    )


def _only(ways: Sequence[Sentence], amount: str) -> pl.Expr:
    """Give the amount in 10 000 yuan where the sentence has one."""
    import polars as pl

    having = [place for place, way in enumerate(ways) if f"{{{amount}}}" in way.text]
    return pl.when(pl.col("sentence").is_in(having)).then(f"{amount}_wan")


def _written(day: pl.Expr) -> pl.Expr:
    return day.dt.strftime("%Y/%m/%d")
