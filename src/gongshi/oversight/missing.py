"""Tells of each missing number when it showed, and between which days it was given out.

A gap shows on the day on which a later number of its series had come.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from gongshi.identifiers import document_number
from gongshi.oversight.series import Found
from gongshi.oversight.telling import Series

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True)
class Run:
    """Missing numbers that follow each other."""

    first: int
    last: int
    #: Day on which a later number had come.
    seen_on: date | None
    #: Decision days of the numbers below and above; None = not known.
    after: date | None
    before: date | None


def runs_of(found: Found, decisions: pl.DataFrame) -> dict[int, list[Run]]:
    """List the runs of missing numbers by their series.

    Args:
        found: What was found in the decisions.
        decisions: As they were given to `find_series`; also received (Date).

    Returns:
        Series → its runs in order; series without any are left out.
    """
    import polars as pl

    numbers = (
        decisions.select("decided", "received", "exempt")
        .with_columns(found.series_of.alias("series"), found.serial_of.alias("serial"))
        .filter(~pl.col("exempt") & pl.col("series").is_not_null())
        .group_by("series", "serial")
        .agg(pl.col("decided").min(), pl.col("received").min())
        .sort("series", "serial")
        .with_columns(
            seen=pl.col("received").reverse().cum_min().reverse().over("series")
        )
        .sort("serial")
    )
    below = numbers.select("series", "serial", after="decided")
    above = numbers.select("series", "serial", "seen", before="decided")
    runs = (
        found.missing.sort("last")
        .join_asof(above, left_on="last", right_on="serial", by="series",
                   strategy="forward", check_sortedness=False)
        .sort("first")
        .join_asof(below, left_on="first", right_on="serial", by="series",
                   strategy="backward", check_sortedness=False)
        .sort("series", "first")
    )  # fmt: skip
    parts: dict[int, list[Run]] = {}
    columns = ("series", "first", "last", "seen", "after", "before")
    for series, *told in runs.select(columns).iter_rows():
        parts.setdefault(series, []).append(Run(*told))
    return parts


def names_of(series: Series, serial: int) -> Iterator[tuple[str, str]]:
    """Give every name that one number of a series may have been found under.

    Which member names a shared counter changes with the numbers that come.

    Returns:
        For each member, the first one first: the key of the signal, and what equal
        numbers have in common.
    """
    for member in series.members:
        number = f"{document_number.stem(member.prefix)}〔{series.year}〕{serial}"
        yield f"gap:{member.authority[:100]}:{number}", number
