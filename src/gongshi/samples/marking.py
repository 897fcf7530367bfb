"""Marks searches against what was planted: missing numbers, rows of registers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gongshi.identifiers import document_number
from gongshi.samples.numbering import Numbered
from gongshi.samples.register import Registered

if TYPE_CHECKING:
    import polars as pl


def mark(
    drawn: Numbered, members: pl.DataFrame, missing: pl.DataFrame
) -> dict[str, dict[str, int]]:
    """Count what was found of what was planted.

    Args:
        drawn: The decisions.
        members: Which keys each series has, as `oversight.series.Found`.
        missing: Runs of missing numbers, likewise.

    Returns:
        Shape of the counter → planted (concealed numbers that a later one tells of),
        found (numbers said to be missing), hit (both), false (found, but neither
        concealed nor mistyped).
    """
    import polars as pl

    names = ["authority", "kind", "stem"]
    counters = (
        _stemmed(members)
        .join(_stemmed(drawn.keys), on=names)
        .group_by("series")
        .agg(pl.col("counter").min(), pl.col("shape").first())
    )
    found = (
        missing.with_columns(serial=pl.int_ranges("first", pl.col("last") + 1))
        .explode("serial")
        .join(counters, on="series")
    )
    number = ["counter", "serial"]
    shapes = drawn.keys.unique("counter").select("counter", "shape")
    planted = drawn.concealed.join(shapes, on="counter")
    false = found.join(planted, on=number, how="anti")
    counted = {
        "planted": planted,
        "found": found,
        "hit": planted.join(found, on=number, how="semi"),
        "false": false.join(drawn.mistyped, on=number, how="anti"),
    }
    sizes = {
        key: dict(frame.group_by("shape").len().iter_rows())
        for key, frame in counted.items()
    }
    return {
        shape: {key: size.get(shape, 0) for key, size in sizes.items()}
        for shape in drawn.keys["shape"].unique().sort()
    }


def mark_register(
    drawn: Registered,
    joined: pl.DataFrame,
    candidates: pl.DataFrame,
    missing: pl.Series,
) -> dict[str, dict[str, int]]:
    """Count what became of the rows of a register.

    Args:
        drawn: The register.
        joined, candidates, missing: As `oversight.registers.Matched`.

    Returns:
        Slip → rows, joined (rightly), wrong (joined to another record), offered (not
        joined, the right record among the candidates), missing (said to be).
    """
    import polars as pl

    truth = drawn.truth.with_row_index("row").rename({"record": "right"})
    offered = candidates.join(truth, on="row").filter(
        pl.col("record") == pl.col("right")
    )
    is_right = (pl.col("record") == pl.col("right")).fill_null(value=False)
    is_joined = pl.col("record").is_not_null()
    counted = (
        truth.join(joined, on="row", how="left")
        .group_by("slip")
        .agg(
            rows=pl.len(),
            joined=is_right.sum(),
            wrong=(is_joined & ~is_right).sum(),
            offered=(~is_joined & pl.col("row").is_in(offered["row"].implode())).sum(),
            missing=pl.col("row").is_in(missing.implode()).sum(),
        )
    )
    return {row.pop("slip"): row for row in counted.sort("slip").iter_rows(named=True)}


def _stemmed(keys: pl.DataFrame) -> pl.DataFrame:
    import polars as pl

    stems = pl.Series(map(document_number.stem, keys["prefix"]), dtype=pl.String)
    return keys.with_columns(stem=stems)
