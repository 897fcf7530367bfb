"""Makes the picture of each series that is kept: what its page draws, and no more.

A picture is a mapping of JSON's own values:

tens        tens of numbers, in order: which (0 = the numbers 1–10), its numbers that
            have a decision (bit 0 = the first one), and for each of the last days the
            day and the numbers received on it. Of a long series those with a gap, the
            first and the last.
all_tens    how many there are.
new         day → numbers received on it, of the last days.
dots        serial and decision day of so many numbers, evenly.
since       first and last decision day, least and largest serial of those with a day;
until       absent where fewer than two have one.
lowest
highest
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

from gongshi.actions.series import Listed

if TYPE_CHECKING:
    import polars as pl

#: Tens of a series that is drawn whole, and points of its curve.
WHOLE: Final = 60
_POINTS: Final = 400
#: Days of which a number is new.
NEW: Final = timedelta(days=7)


def pictures(
    listed: Listed, holes: Iterable[tuple[int, int]], on: date
) -> dict[int, dict[str, Any]]:
    """Draw series.

    Args:
        listed: What was found.
        holes: Place of a series and a serial without a decision, each that is drawn.
        on: Day of looking.

    Returns:
        Place of the series → its picture; none where no number has a decision.
    """
    import polars as pl

    own = listed.used_numbers()
    told: dict[int, dict[str, Any]] = {
        place: {"tens": [], "all_tens": 0, "new": {}, "dots": []}
        for place in own["series"].unique()
    }
    fresh = own.filter(pl.col("received") > on - NEW)
    _tell_tens(told, own, fresh, _tens_of(holes))
    days = fresh.group_by("series", "received").len().sort("series", "received")
    for place, day, count in days.iter_rows():
        told[place]["new"][day.isoformat()] = count
    _tell_dots(told, own.filter(pl.col("decided").is_not_null()))
    return told


def _tens_of(holes: Iterable[tuple[int, int]]) -> pl.DataFrame:
    import polars as pl

    found = {(place, (serial - 1) // 10) for place, serial in holes}
    shape = {"series": pl.UInt32, "ten": pl.Int64}
    return pl.DataFrame(sorted(found), schema=shape, orient="row")


def _tell_tens(
    told: dict[int, dict[str, Any]],
    own: pl.DataFrame,
    fresh: pl.DataFrame,
    holed: pl.DataFrame,
) -> None:
    import polars as pl

    used = _masked(own, "series", "ten").rename({"mask": "used"})
    tens = (
        used.join(holed.with_columns(is_holed=True), on=("series", "ten"),
                  how="full", coalesce=True)
        .filter(pl.col("series").is_in(sorted(told)))
        .sort("series", "ten")
        .with_columns(count=pl.len().over("series"))
    )  # fmt: skip
    ten = pl.col("ten")
    is_end = (ten == ten.min().over("series")) | (ten == ten.max().over("series"))
    kept = tens.filter((pl.col("count") <= WHOLE) | pl.col("is_holed") | is_end)
    news: dict[tuple[int, int], list[list[object]]] = {}
    masks = _masked(fresh, "series", "ten", "received").sort("received")
    masks = masks.join(kept, on=("series", "ten"), how="semi", maintain_order="left")
    for place, ten, day, mask in masks.iter_rows():
        news.setdefault((place, ten), []).append([day.isoformat(), mask])
    rows = kept.select("series", "ten", pl.col("used").fill_null(0), "count")
    for place, ten, mask, count in rows.iter_rows():
        told[place]["tens"].append([ten, mask, news.get((place, ten), [])])
        told[place]["all_tens"] = count


def _masked(numbers: pl.DataFrame, *by: str) -> pl.DataFrame:
    """Join the numbers of each ten in one whole: a bit each."""
    import polars as pl

    place = (pl.col("serial") - 1) % 10
    return (
        numbers.with_columns(
            ten=(pl.col("serial") - 1) // 10,
            mask=pl.lit(2, pl.Int64).pow(place).cast(pl.Int64),
        )
        .group_by(by)
        .agg(pl.col("mask").sum())
    )


def _tell_dots(told: dict[int, dict[str, Any]], dated: pl.DataFrame) -> None:
    import polars as pl

    counted = dated.with_columns(
        count=pl.len().over("series"), at=pl.int_range(pl.len()).over("series")
    ).filter(pl.col("count") > 1)
    every = (pl.col("count") + _POINTS - 1) // _POINTS
    spans = counted.group_by("series").agg(
        since=pl.col("decided").min(),
        until=pl.col("decided").max(),
        lowest=pl.col("serial").first(),
        highest=pl.col("serial").last(),
    )
    for place, since, until, lowest, highest in spans.iter_rows():
        told[place] |= {
            "since": since.isoformat(),
            "until": until.isoformat(),
            "lowest": lowest,
            "highest": highest,
        }
    dots = counted.filter(pl.col("at") % every == 0)
    for place, serial, day in dots.select("series", "serial", "decided").iter_rows():
        told[place]["dots"].append([serial, day.isoformat()])


def spelled_prefixes(listed: Listed) -> dict[int, list[str]]:
    """List how the ledger spells the prefixes of each series, by its place."""
    import polars as pl

    known = listed.known.filter(pl.col("series").is_not_null() & ~pl.col("exempt"))
    used = known.group_by("series").agg(pl.col("prefix").unique().sort())
    return dict(used.iter_rows())


def filers(listed: Listed) -> dict[int, list[tuple[int, str, int]]]:
    """Count who filed the numbers of each series, by its place: unit, kind, count."""
    import polars as pl

    known = listed.known.filter(
        pl.col("series").is_not_null() & pl.col("unit").is_not_null()
    )
    counted = known.group_by("series", "unit", "kind").len().sort(
        "series", "len", "unit", "kind", descending=[False, True, False, False]
    )  # fmt: skip
    told: dict[int, list[tuple[int, str, int]]] = {}
    for place, *each in counted.select("series", "unit", "kind", "len").iter_rows():
        told.setdefault(place, []).append((each[0], each[1], each[2]))
    return told
