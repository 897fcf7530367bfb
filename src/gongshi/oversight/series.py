"""Finds the series of document numbers, and what is missing or odd in them.

A series is one authority, kind, 机关代字 and year; keys that share a counter are one
series, and a series numbered by the day is judged day by day.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from gongshi.oversight.dating import find_dated
from gongshi.oversight.gaps import Gaps, find_gaps
from gongshi.oversight.numbers import Numbers, read_numbers, together
from gongshi.oversight.sharing import share_counters

if TYPE_CHECKING:
    import polars as pl

    from gongshi.policy.continuity import ContinuityTerms

#: Numbers that are judged at once, and those of the series that they end in.
_PIECE: Final = 1_000_000


@dataclass(frozen=True, eq=False)
class Found:
    """The series of some decisions; frames name a series by its number in `series`."""

    #: One row per series, in order of authority, prefix, year and kind: series
    #: (UInt32), prefix (String), year (Int32), pad (UInt32, digits of padded serials,
    #: else null), unit (Int64, 10 to the digits that run behind a day, else null),
    #: count (numbers with a decision), first, last (Int64, as serials are written),
    #: density (fraction 0–1 of the numbers from first to last that are known, without
    #: jumps where gaps are asked for), missing (numbers), next (Int64; null where nobody
    #: can say), verdict (gaps where they are asked for; else few, sparse, unordered).
    series: pl.DataFrame
    #: One row per key in a series, the one with most decisions first: series, authority, kind, prefix, year.
    members: pl.DataFrame
    #: One row per run of missing numbers: series, first, last (Int64, as serials are
    #: written, a day before the running number included).
    missing: pl.DataFrame
    #: The same for runs so long that nobody conceals them.
    jumps: pl.DataFrame
    #: One row per number that was used on different days: series, serial, sub, days.
    duplicates: pl.DataFrame
    #: One row per number with too many parties: series, serial, parties.
    crowds: pl.DataFrame
    #: Numbers far above the others yet decided before them: series, serial.
    misplaced: pl.DataFrame
    #: Numbers whose day fits neither neighbour: series, serial.
    disordered: pl.DataFrame
    #: By place of the decision, its series (UInt32); null where its text is no number.
    series_of: pl.Series
    #: By place of the decision, its serial (Int64, as written); null like the series.
    serial_of: pl.Series


def find_series(decisions: pl.DataFrame, terms: ContinuityTerms) -> Found:
    """Find the series of decisions and judge each.

    Args:
        decisions: One row per decision: authority, kind, number (Strings), decided
            (Date), party (anything that tells parties apart), exempt (Boolean: no
            decision, but a number of which is known why it may be missing).
        terms: When a series deserves gaps.
    """
    import polars as pl

    limits = terms.limits
    read = read_numbers(decisions, terms.whole("digits_at_most"))
    groups = pl.Series("series", share_counters(read.keys, read.distinct, limits))
    # What most numbers are called is what the series is called.
    members = read.keys.with_columns(groups)
    members = members.sort("series", "rows", descending=[False, True])
    parts = [
        _judged(piece, read.keys["year"], limits)
        for piece in _pieces(read.distinct, groups)
    ]
    gaps, units = [each[0] for each in parts], pl.concat(each[1] for each in parts)
    runs = _together(gaps, "runs").join(units, on="series", how="left")
    written = pl.col("part") * pl.col("unit").fill_null(0)
    runs = runs.with_columns(pl.col("first", "last") + written).sort("series", "first")
    blocks = _together(gaps, "blocks")
    return Found(
        series=_series(members, units, blocks, runs, limits),
        members=members.select("series", "authority", "kind", "prefix", "year"),
        missing=runs.filter(~pl.col("is_jump")).select("series", "first", "last"),
        jumps=runs.filter("is_jump").select("series", "first", "last"),
        duplicates=_duplicates(read, groups),
        crowds=_crowds(decisions, read, groups, terms.whole("parties_at_most")),
        misplaced=_together(gaps, "misplaced").sort("series", "serial"),
        disordered=_together(gaps, "disordered").sort("series", "serial"),
        series_of=groups.gather(read.rows["key"]),
        serial_of=read.rows["serial"],
    )


def _pieces(distinct: pl.DataFrame, groups: pl.Series) -> Iterator[pl.DataFrame]:
    """Name the numbers by their series, in pieces that hold whole series.

    Those of shared counters are put in order, and come last.
    """
    import polars as pl

    shared = groups.is_duplicated()
    others = [distinct.clear()]
    for numbers in _cut(distinct):
        is_shared = shared.gather(numbers["key"])
        others.append(numbers.filter(is_shared))
        yield numbers.filter(~is_shared).rename({"key": "series"})
    of_all = pl.concat(others)
    yield together(of_all.with_columns(key=groups.gather(of_all["key"]))).rename(
        {"key": "series"}
    )


def _cut(distinct: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """Cut numbers where a key ends, so that little is worked on at once."""
    start = 0
    while start < distinct.height:
        last = min(start + _PIECE, distinct.height) - 1
        end = distinct["key"].search_sorted(distinct["key"][last], side="right")
        yield distinct[start:end]
        start = end


def _judged(
    numbers: pl.DataFrame, years: pl.Series, limits: Mapping[str, float]
) -> tuple[Gaps, pl.DataFrame]:
    """Find the gaps of plain series and of those numbered by the day: also their unit."""
    import polars as pl

    year = years.gather(numbers["series"])
    units = find_dated(numbers.with_columns(year=year), limits)
    plain = numbers.with_columns(part=pl.lit(0, pl.Int64))
    if not units.height:
        return find_gaps(plain, limits), units
    is_dated = numbers["series"].is_in(units["series"].implode())
    dated = numbers.filter(is_dated).join(
        units, on="series", how="left", maintain_order="left"
    )
    dated = dated.with_columns(
        part=pl.col("serial") // pl.col("unit"),
        serial=pl.col("serial") % pl.col("unit"),
    )
    both = (
        find_gaps(plain.filter(~is_dated), limits),
        find_gaps(dated.drop("unit"), limits, by_part=True),
    )
    names = ("blocks", "runs", "misplaced", "disordered")
    return Gaps(*(_together(both, name) for name in names)), units


def _together(gaps: list[Gaps] | tuple[Gaps, ...], name: str) -> pl.DataFrame:
    import polars as pl

    frames: list[pl.DataFrame] = [getattr(each, name) for each in gaps]
    return pl.concat(frames)


def _series(
    members: pl.DataFrame,
    units: pl.DataFrame,
    blocks: pl.DataFrame,
    runs: pl.DataFrame,
    limits: Mapping[str, float],
) -> pl.DataFrame:
    import polars as pl

    told = members.group_by("series", maintain_order=True).agg(
        pl.col("prefix").first(), pl.col("year").first(), pl.col("pad").max()
    )
    length = pl.col("last") - pl.col("first") + 1
    missing = (
        runs.filter(~pl.col("is_jump")).group_by("series").agg(missing=length.sum())
    )
    # Of a part with unit 0 there is but one, itself 0.
    before = pl.col("part") * pl.col("unit").fill_null(0)
    deserves = pl.col("deserves")
    judged = (
        blocks.join(units, on="series", how="left")
        .with_columns(pl.col("first", "last") + before, length=length)
        .group_by("series")
        .agg(
            pl.col("unit").first(),
            pl.col("known").sum().alias("count"),
            pl.col("first").min(),
            pl.col("last").max(),
            held=pl.col("count").sum(),
            inside=pl.col("count").filter(deserves).sum(),
            span=pl.col("length").filter(deserves).sum(),
            end=pl.col("last").filter(deserves).max(),
            dense=_dense(limits).any(),
            raised=deserves.any(),
        )
    )
    verdict = (
        pl.when("raised")
        .then(pl.lit("gaps"))
        .when(pl.col("held") < limits["members_at_least"])
        .then(pl.lit("few"))
        .when("dense")
        .then(pl.lit("unordered"))
        .otherwise(pl.lit("sparse"))
    )
    known = pl.when("raised").then("inside").otherwise("held")
    return (
        told.join(judged, on="series")
        .join(missing, on="series", how="left")
        .sort("series")
        .select(
            *("series", "prefix", "year", "pad", "unit", "count", "first", "last"),
            density=known / pl.when("raised").then("span").otherwise(length),
            missing=pl.col("missing").fill_null(0),
            next=pl.when(pl.col("unit").is_null()).then(pl.col("end") + 1),
            verdict=verdict,
        )
    )


def _dense(limits: Mapping[str, float]) -> pl.Expr:
    import polars as pl

    return (pl.col("count") >= limits["members_at_least"]) & (
        pl.col("count") >= limits["density_at_least"] * pl.col("length")
    )


def _used(read: Numbers, groups: pl.Series, numbers: pl.DataFrame) -> pl.DataFrame:
    """Give the decisions that bear some numbers: series, serial, sub, day, place."""
    import polars as pl

    wanted = numbers.select("key", "serial", groups.gather(numbers["key"]))
    rows = read.rows.with_row_index("place")
    found = [
        part.filter(~pl.col("exempt")).join(wanted, on=["key", "serial"])
        for part in rows.iter_slices(_PIECE)
    ]
    return pl.concat(found or [rows.join(wanted, on=["key", "serial"])])


def _duplicates(read: Numbers, groups: pl.Series) -> pl.DataFrame:
    import polars as pl

    twice = read.distinct.filter(pl.col("last_day") > pl.col("first_day"))
    days = pl.col("day").n_unique().alias("days")
    return (
        _used(read, groups, twice)
        .group_by("series", "serial", "sub")
        .agg(days)
        .filter(pl.col("days") > 1)
        .with_columns(pl.col("sub").cast(pl.String))
        .sort("series", "serial", "sub")
    )


def _crowds(
    decisions: pl.DataFrame, read: Numbers, groups: pl.Series, most: int
) -> pl.DataFrame:
    import polars as pl

    many = read.distinct.filter(pl.col("rows") > most)
    used = _used(read, groups, many)
    parties = decisions["party"].gather(used["place"])
    return (
        used.with_columns(party=parties)
        .group_by("series", "serial")
        .agg(pl.col("party").n_unique().alias("parties"))
        .filter(pl.col("parties") > most)
        .sort("series", "serial")
    )
