"""Matches a unit's own register (台账) of decisions against the records of the ledger.

A row is joined to the one record of its number and party, however both are written;
else to the one record of its party, day and authority. Whatever is less certain is a
candidate that a person confirms: it is never joined.

Source: the monthly check of registers, by which rows without a record are concealed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from gongshi.identifiers import document_number

if TYPE_CHECKING:
    import polars as pl

#: How a row was joined, most certain first.
WAYS: Final = ("exact", "normalised", "described")
#: Why a record is a candidate.
REASONS: Final = (
    "party", "ambiguous", "respelled", "mistyped", "renamed", "redated",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Matched:
    """What became of the rows of a register; all by place, from 0."""

    #: One row per joined row: row, record (UInt32), way (String, of `WAYS`).
    joined: pl.DataFrame
    #: Candidates of rows that are not joined, the likeliest first: row, record, reason
    #: (String, of `REASONS`), likeness (fraction 0–1 of the parties' names).
    candidates: pl.DataFrame
    #: Rows with neither: in the register and not in the ledger.
    missing: pl.Series
    #: Records that no row was joined to.
    unlisted: pl.Series


def match_register(
    register: pl.DataFrame, records: pl.DataFrame, limits: Mapping[str, float]
) -> Matched:
    """Match the rows of a register with records.

    Args:
        register: One row per decision: number, subject, authority (Strings; null reads
            as blank), decided (Date).
        records: The same of the ledger.
        limits: Of the rulebook: near_likeness, near_days, near_most.
    """
    import polars as pl

    rows, others = _prepared(register), _prepared(records)
    joined = pl.DataFrame(
        schema={"row": pl.UInt32, "record": pl.UInt32, "way": pl.String}
    )
    for way, keys in (
        ("exact", ("text", "party")),
        ("normalised", ("key", "party")),
        ("described", ("party", "decided", "by")),
    ):
        pairs = _pairs(
            _left(rows, joined, "row"), _left(others, joined, "record"), keys
        )
        if way == "described":
            pairs = pairs.filter(~_clash())
        found = _alone(pairs).select("row", "record", way=pl.lit(way))
        joined = pl.concat([joined, found])
    left, free = _left(rows, joined, "row"), _left(others, joined, "record")
    candidates = _candidates(left, free, limits)
    known = pl.concat([joined["row"], candidates["row"]]).unique()
    return Matched(
        joined=joined.sort("row"),
        candidates=candidates,
        missing=left.filter(~pl.col("place").is_in(known.implode()))["place"],
        unlisted=free["place"],
    )


def _prepared(rows: pl.DataFrame) -> pl.DataFrame:
    """Add what rows are compared by; blank texts are null, and equal nothing."""
    import polars as pl

    text = pl.col("number").str.strip_chars()
    number = document_number.parse_columns(pl.col("number")).alias("read")
    return (
        rows.with_row_index("place")
        .select(
            "place",
            "decided",
            text.alias("text"),
            document_number.key_columns(pl.col("number")).alias("key"),
            pl.col("number")
            .str.normalize("NFKC")
            .str.replace_all("[^0-9]", "")
            .alias("digits"),
            _plain("subject").alias("party"),
            _plain("authority").alias("by"),
            number,
        )
        .with_columns(
            pl.col("read").struct.field("prefix", "year", "serial"),
        )
        .drop("read")
        .with_columns(
            pl.when(pl.col(name) != "").then(name).alias(name)
            for name in ("text", "key", "digits", "party", "by")
        )
    )


def _plain(name: str) -> pl.Expr:
    """Write a name without brackets, marks and blanks, full-width letters as plain."""
    import polars as pl

    return (
        pl.col(name)
        .str.normalize("NFKC")
        .str.to_uppercase()
        .str.replace_all(r"[^\p{L}\p{N}]", "")
    )


def _left(rows: pl.DataFrame, joined: pl.DataFrame, name: str) -> pl.DataFrame:
    return rows.join(joined, left_on="place", right_on=name, how="anti")


def _pairs(
    rows: pl.DataFrame, others: pl.DataFrame, keys: tuple[str, ...]
) -> pl.DataFrame:
    """Pair rows and records with the same keys: row, record, and what both say."""
    return rows.join(
        others, on=keys, how="inner", suffix="_record", coalesce=False
    ).rename({"place": "row", "place_record": "record"})


def _clash() -> pl.Expr:
    """Tell where both have a number, and not the same."""
    import polars as pl

    return (pl.col("key") != pl.col("key_record")).fill_null(value=False)


def _alone(pairs: pl.DataFrame) -> pl.DataFrame:
    """Keep the pairs in which neither side has another choice."""
    import polars as pl

    return pairs.filter((pl.len().over("row") == 1) & (pl.len().over("record") == 1))


def _candidates(
    rows: pl.DataFrame, others: pl.DataFrame, limits: Mapping[str, float]
) -> pl.DataFrame:
    import polars as pl

    days = (pl.col("decided") - pl.col("decided_record")).dt.total_days().abs()
    near = days <= limits["near_days"]
    found = [
        _pairs(rows, others, ("key",)).with_columns(reason=pl.lit("party")),
        _pairs(rows, others, ("party", "decided", "by"))
        .filter(~_clash())
        .with_columns(reason=pl.lit("ambiguous")),
        # The same year and serial behind other words.
        _pairs(rows, others, ("party", "decided", "by", "digits")).with_columns(
            reason=pl.lit("respelled")
        ),
        _pairs(rows, others, ("party", "prefix", "year"))
        .filter(_slipped())
        .with_columns(reason=pl.lit("mistyped")),
        _pairs(rows, others, ("by", "decided"))
        .filter(~_clash())
        .with_columns(reason=pl.lit("renamed")),
        _pairs(rows, others, ("party", "by"))
        .filter(near & ~_clash())
        .with_columns(reason=pl.lit("redated")),
    ]
    pairs = pl.concat(
        each.select("row", "record", "reason", "party", "party_record")
        for each in found
    ).unique(subset=["row", "record"], keep="first", maintain_order=True)
    likely = (pl.col("likeness") >= limits["near_likeness"]) | (
        pl.col("reason") == "party"
    )
    return (
        _likened(pairs)
        .filter(likely)
        .sort("row", "likeness", "record", descending=[False, True, False])
        .filter(pl.int_range(pl.len()).over("row") < limits["near_most"])
        .select("row", "record", "reason", "likeness")
    )


def _slipped() -> pl.Expr:
    """Tell where one serial is the other with one digit more, less, other or moved."""
    import polars as pl

    one, other = pl.col("serial"), pl.col("serial_record")
    same = pl.sum_horizontal(
        one.str.slice(place, 1) == other.str.slice(place, 1) for place in range(12)
    )
    lengths = one.str.len_bytes().cast(pl.Int8) - other.str.len_bytes().cast(pl.Int8)
    digits = pl.concat_list(one, other).list.eval(
        pl.element().str.split("").list.sort().list.join("")
    )
    moved = (digits.list.get(0) == digits.list.get(1)) & (same >= 12 - 2)
    longer = pl.when(lengths > 0).then(one).otherwise(other)
    shorter = pl.when(lengths > 0).then(other).otherwise(one)
    added = (lengths.abs() == 1) & (
        longer.str.starts_with(shorter) | longer.str.ends_with(shorter)
    )
    return ((lengths == 0) & ((same >= 12 - 1) | moved)) | added


def _likened(pairs: pl.DataFrame) -> pl.DataFrame:
    """Add how alike the parties' names are: twice the common bigrams over all."""
    import polars as pl

    names = pl.concat([pairs["party"], pairs["party_record"].rename("party")])
    names = names.unique().drop_nulls()
    letters = pl.DataFrame({"name": names}).select(
        "name", letter=pl.concat_str(pl.lit("^"), "name", pl.lit("$")).str.split("")
    )
    pieces = letters.explode("letter").select(
        "name", piece=pl.col("letter") + pl.col("letter").shift(-1).over("name")
    )
    pieces = pieces.drop_nulls().unique()
    sizes = pieces.group_by("name").agg(pl.len().alias("size"))
    wanted = pairs.select("party", "party_record").unique().drop_nulls()
    common = (
        wanted.join(pieces, left_on="party", right_on="name")
        .join(pieces, left_on=["party_record", "piece"], right_on=["name", "piece"])
        .group_by("party", "party_record")
        .agg(pl.len().alias("common"))
    )
    both = (
        pairs.join(common, on=["party", "party_record"], how="left")
        .join(sizes, left_on="party", right_on="name", how="left")
        .join(
            sizes, left_on="party_record", right_on="name", how="left", suffix="_record"
        )
    )
    likeness = 2 * pl.col("common") / (pl.col("size") + pl.col("size_record"))
    return both.with_columns(likeness=likeness.fill_null(0.0))
