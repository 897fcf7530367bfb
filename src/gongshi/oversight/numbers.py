"""Takes the document numbers of many decisions apart: counters, and what each used.

A key is the least that can have a counter of its own: one authority, one kind of
decision, one 机关代字 (punctuation aside) and one year.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from gongshi.identifiers import document_number

if TYPE_CHECKING:
    import polars as pl

#: A number in one whole: its key above these bits, its serial (10**12 < 2**40) in them.
SERIAL_BITS: Final = 40
#: Rows that are taken apart at once, so that little stands in memory as text.
_SLICE = 1_000_000
_NAMES = ("authority", "kind", "prefix", "year")


@dataclass(frozen=True, eq=False)
class Numbers:
    """The numbers of some decisions."""

    #: One row per key, in order of `key` (UInt32, from 0): authority, kind, prefix (as
    #: most rows have it), stem (Strings), year (Int32), pad (UInt32; digits to which serials are filled up
    #: with zeros, null where they are not), rows (UInt32).
    keys: pl.DataFrame
    #: One row per decision, in its order: key (UInt32), serial (Int64), sub
    #: (Categorical), day (Int32, days since 1970), exempt (Boolean). Key and serial are
    #: null where the text is no number.
    rows: pl.DataFrame
    #: One row per key and serial, in their order: key (UInt32), serial (Int64), rows
    #: (UInt32; 0 where only an exemption names it), first_day, last_day (Int32).
    distinct: pl.DataFrame


def read_numbers(decisions: pl.DataFrame, most_digits: int) -> Numbers:
    """Take the numbers of decisions apart.

    Args:
        decisions: One row per decision: authority, kind, number (Strings; null reads
            as blank), decided (Date), exempt (Boolean: no decision, but a number that
            may be missing).
        most_digits: Of a serial; longer ones are running codes of some machine.
    """

    import polars as pl

    slices = list(decisions.iter_slices(_SLICE)) or [decisions]
    with ThreadPoolExecutor(pl.thread_pool_size()) as threads:
        parts = list(threads.map(partial(_read, most_digits=most_digits), slices))
    keys, ids = _merge([part[0] for part in parts])
    rows = pl.concat(
        part[1].with_columns(key=own.gather(part[1]["key"]))
        for part, own in zip(parts, ids, strict=True)
    )
    return Numbers(keys, rows, distinct(rows))


def _read(
    decisions: pl.DataFrame, *, most_digits: int
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Read one slice; its keys are numbered by themselves."""
    import polars as pl

    beginnings, parts = document_number.take_apart(decisions["number"].rechunk())
    authorities, authority = _coded(decisions["authority"])
    kinds, kind = _coded(decisions["kind"])
    digits, serial = pl.col("serial").str.len_bytes(), pl.col("serial")
    held = digits.le(most_digits) & (serial != "0")
    # What tells keys apart, in one whole: a slice has at most 2**20 of each.
    who = authority.cast(pl.UInt64) * len(kinds) + kind
    read = parts.select(
        pl.when(held).then(who * beginnings.height + pl.col("beginning")).alias("who"),
        pl.when(held).then("serial").cast(pl.Int64),
        pl.col("sub").cast(pl.Categorical),
        decisions["decided"].to_physical().alias("day"),
        decisions["exempt"],
        pad=pl.when(held & (pl.col("width") > digits)).then("width"),
    )
    keys = (
        read.drop_nulls("who")
        .group_by("who")
        .agg(pl.col("pad").max(), pl.len().alias("rows"))
        .with_row_index("key")
    )
    rows = read.join(
        keys.select("key", "who"), on="who", how="left", maintain_order="left"
    )
    beginning, office = (
        keys["who"] % beginnings.height,
        keys["who"] // beginnings.height,
    )
    named = keys.with_columns(
        authorities.gather(office // len(kinds)).alias("authority"),
        kinds.gather(office % len(kinds)).alias("kind"),
        *beginnings[beginning],
    )
    return named, rows.select("key", "serial", "sub", "day", "exempt")


def _coded(texts: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Give each distinct text once, and of every row its place there."""
    import polars as pl

    coded = texts.fill_null("").cast(
        pl.Categorical(pl.Categories.random("texts", pl.UInt32))
    )
    known = coded.unique()
    names = known.cast(pl.String).gather(known.to_physical().arg_sort())
    return names, coded.to_physical()


def _merge(parts: list[pl.DataFrame]) -> tuple[pl.DataFrame, list[pl.Series]]:
    """Number the keys of all slices together, the spellings of one stem as one key."""
    import polars as pl

    keys = pl.concat(
        part.with_columns(slice=pl.lit(place, pl.UInt32))
        for place, part in enumerate(parts)
    )
    prefixes = keys["prefix"].unique()
    stems = pl.DataFrame(
        {"prefix": prefixes, "stem": list(map(document_number.stem, prefixes))},
        schema={"prefix": pl.String, "stem": pl.String},
    )
    keys = keys.join(stems, on="prefix", how="left", maintain_order="left")
    same = ("authority", "kind", "stem", "year")
    usual = pl.col("prefix").sort_by("rows", "prefix", descending=[True, False]).first()
    merged = (
        keys.group_by(same)
        .agg(usual, pl.col("pad").max(), pl.col("rows").sum())
        .sort("authority", "stem", "year", "kind")
        .with_row_index("id")
    )
    keys = keys.join(merged.select("id", *same), on=same, how="left").sort("key")
    ids = [keys.filter(slice=place)["id"] for place in range(len(parts))]
    return merged.rename({"id": "key"}), ids


def distinct(rows: pl.DataFrame) -> pl.DataFrame:
    """List each key's serials once; rows and answer as in `Numbers`."""
    import polars as pl

    ready = rows.filter(pl.col("key").is_not_null()).select(
        _packed("key"), "day", pl.col("exempt").not_().cast(pl.UInt32).alias("rows")
    )
    days = (
        pl.col("day").min().alias("first_day"),
        pl.col("day").max().alias("last_day"),
    )
    return _listed(ready, *days)


def together(numbers: pl.DataFrame) -> pl.DataFrame:
    """List the serials of keys once that have become one.

    Args:
        numbers: In any order, columns as those of `Numbers.distinct`.

    Returns:
        As `Numbers.distinct`.
    """
    import polars as pl

    ready = numbers.select(_packed("key"), "rows", "first_day", "last_day")
    return _listed(ready, pl.col("first_day").min(), pl.col("last_day").max())


def _packed(key: str) -> pl.Expr:
    """Write key and serial as one whole: sorting two columns costs four times as much."""
    import polars as pl

    bits = pl.lit(1 << SERIAL_BITS, pl.UInt64)
    packed = pl.col(key).cast(pl.UInt64) * bits + pl.col("serial").cast(pl.UInt64)
    return packed.alias("packed")


def _listed(ready: pl.DataFrame, *days: pl.Expr) -> pl.DataFrame:
    import polars as pl

    bits = pl.lit(1 << SERIAL_BITS, pl.UInt64)
    return (
        ready.sort("packed")
        .group_by("packed", maintain_order=True)
        .agg(pl.col("rows").sum(), *days)
        .select(
            (pl.col("packed") // bits).cast(pl.UInt32).alias("key"),
            (pl.col("packed") % bits).cast(pl.Int64).alias("serial"),
            "rows",
            "first_day",
            "last_day",
        )
    )
