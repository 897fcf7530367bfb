"""Parts the rows of a unit's register: due, excused by its remark, and no rows at all.

A line of sums, a header that is repeated on each printed page, a row that was written
twice and one that names no decision are no rows; each is told with the reason.

Source: 运信用办〔2021〕25号 二（五）, 不应当归集、公示的信息请在备注中标明.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from gongshi.intake.normalise import normalise, parse_date

if TYPE_CHECKING:
    import polars as pl

    from gongshi.policy.completeness import CompletenessTerms

#: What a row may say; one that says less is told as "".
NAMES: Final = ("number", "subject", "authority", "decided", "remark")
#: What stands in a line of sums where a number would: nothing, or how many there are.
_COUNT: Final = "^[0-9,.]*[件条个份宗项]?$"
#: Why a line is no row.
_SUM, _HEADER, _TWICE, _NOTHING = "合计行", "重复的表头", "与上面一行重复", "没有文书号，也没有相对人和日期"  # fmt: skip


@dataclass(frozen=True, eq=False)
class Parted:
    """The rows of a register, each in one of three frames, in order of the file.

    All have row_number (Int64), number, subject, authority, remark (Strings, "" where
    blank), decided (Date, null where it cannot be read).
    """

    #: Those that have to be filed.
    due: pl.DataFrame
    #: Those whose remark says that they are not; also why (String).
    excluded: pl.DataFrame
    #: Lines that are no rows; also why (String).
    no_rows: pl.DataFrame


def part(
    rows: pl.DataFrame, terms: CompletenessTerms, headers: dict[str, str]
) -> Parted:
    """Part the rows of a register.

    Args:
        rows: One row per line: row_number (Int64), begins (its first filled cell), and
            those of `NAMES` that the register has (Strings, null where blank).
        terms: Words of sums and of remarks.
        headers: Name → what the register calls that column.
    """
    import polars as pl

    lacking = [
        pl.lit(None, pl.String).alias(each) for each in NAMES if each not in rows
    ]
    plain = rows.with_columns(lacking).with_columns(
        pl.col("begins", *NAMES).fill_null("").str.strip_chars()
    )
    told = plain.with_columns(
        why=_no_row(terms, headers), decided=_days(plain["decided"])
    )
    same = ("number", "subject", "authority", "decided", "remark")
    # Without a number two rows may say the same of two decisions.
    repeated = (
        pl.col("why").is_null()
        & (pl.col("number") != "")
        & ~pl.struct(*same, "why").is_first_distinct()
    )
    told = told.with_columns(
        why=pl.when(repeated).then(pl.lit(_TWICE)).otherwise("why")
    ).drop("begins")
    real = told.filter(pl.col("why").is_null()).drop("why")
    excused = real.with_columns(why=_excused(real["remark"], terms))
    return Parted(
        due=excused.filter(pl.col("why").is_null()).drop("why"),
        excluded=excused.filter(pl.col("why").is_not_null()),
        no_rows=told.filter(pl.col("why").is_not_null()),
    )


def _no_row(terms: CompletenessTerms, headers: dict[str, str]) -> pl.Expr:
    """Say why a line is no row; null where it is one. `decided` is still a text."""
    import polars as pl

    totals = f"^(?:{'|'.join(terms.totals)})"
    begins, numbered = (
        pl.col(name).str.replace_all(r"\s", "") for name in ("begins", "number")
    )
    # A sum may stand below the numbers, and the count of them as well.
    is_sum = begins.str.contains(totals) & (
        numbered.str.contains(totals) | numbered.str.contains(_COUNT)
    )
    nameless = pl.col("number") == ""
    again = [pl.col(name) == header for name, header in headers.items()]
    undescribed = (pl.col("subject") == "") | (pl.col("decided") == "")
    return (
        pl.when(is_sum)
        .then(pl.lit(_SUM))
        .when(pl.sum_horizontal(again) >= min(2, len(again)))
        .then(pl.lit(_HEADER))
        .when(nameless & undescribed)
        .then(pl.lit(_NOTHING))
    )


def _days(texts: pl.Series) -> pl.Series:
    """Read days as people write them, each distinct text once; a time is left off."""
    import polars as pl

    known = {text: _day(text) for text in texts.unique().to_list()}
    return texts.replace_strict(known, return_dtype=pl.Date)


def _day(text: str) -> object:
    found = parse_date(normalise(text, "date"))
    if found is None and text:
        found = parse_date(normalise(text.replace("T", " ").split()[0], "date"))
    return found


def _excused(remarks: pl.Series, terms: CompletenessTerms) -> pl.Series:
    import polars as pl

    known = {text: reason_in(text, terms) for text in remarks.unique().to_list()}
    return remarks.replace_strict(known, return_dtype=pl.String)


def reason_in(remark: str, terms: CompletenessTerms) -> str | None:
    """Say why a remark excuses its row; None where it does not.

    Args:
        remark: As written.
        terms: The words; what is denied (不涉密) is not said.
    """
    text = "".join(remark.split())
    for word in terms.words:
        before, found, after = text.partition(word.text)
        while found:
            if not (word.denials and before.endswith(word.denials)):
                return word.title
            more, found, after = after.partition(word.text)
            before += word.text + more
    return None
