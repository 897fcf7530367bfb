"""Marks a search for missing numbers against what was planted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gongshi.identifiers import document_number
from gongshi.samples.numbering import Numbered

if TYPE_CHECKING:
    import polars as pl


def mark(
    drawn: Numbered, members: pl.DataFrame, missing: pl.DataFrame
) -> dict[str, dict[str, int]]:
    """Count what was found of what was planted.

    Args:
        drawn: The decisions.
        members: Which keys each series has, as `concealment.series.Found`.
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


def _stemmed(keys: pl.DataFrame) -> pl.DataFrame:
    import polars as pl

    stems = pl.Series(map(document_number.stem, keys["prefix"]), dtype=pl.String)
    return keys.with_columns(stem=stems)
