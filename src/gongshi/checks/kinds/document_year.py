"""The year in the document number is that of the date, or the year before.

`date_field` names the date (决定日期); a blank date, or a number that cannot be taken
apart, asks nothing.

Source: GB/T 9704 (the number carries the year in which the document was made).
Example: 发改办财金〔2018〕790号 with 2018-06-01 or 2019-01-10 holds, with 2017-12-31 or
2020-01-02 it does not.
Names for the message: year.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gongshi.identifiers import document_number

if TYPE_CHECKING:
    import polars as pl

    from gongshi.checks.cells import ColumnCell, ValueCell

#: Years whose bracketed form is made ready.
_YEARS = range(1949, 2100)


def value(cell: ValueCell, *, date_field: str) -> bool:
    """Tell whether year and date agree."""
    number = document_number.parse(cell.filled)
    date = cell.other(date_field).date
    if number is None or date is None:
        return True
    return date.year - 1 <= number.year <= date.year


def columns(cell: ColumnCell, *, date_field: str) -> pl.Expr:
    """Judge a column as `value` does; null holds."""
    year = document_number.year_columns(cell.text)
    decided = cell.other(date_field).date.dt.year()
    return year.is_between(decided - 1, decided).fill_null(True)


def explain(cell: ValueCell, *, date_field: str) -> dict[str, str]:
    """Give the year in the number."""
    number = document_number.parse(cell.filled)
    return {"year": str(number.year) if number else ""}


def suspect(*, date_field: str) -> str:
    """Match whatever is not in the standard spelling."""
    return document_number.NOT_STANDARD


def doubt(cell: ColumnCell, *, date_field: str) -> pl.Expr:
    """Tell which rows may fail besides: those without the date's year."""
    import polars as pl

    # Years outside the list meet a mark that no number holds.
    bracketed = pl.Series(["\0", *(f"〔{year}〕" for year in _YEARS), "\0"])
    place = cell.other(date_field).date.dt.year() - _YEARS.start + 1
    year = pl.lit(bracketed).gather(place.clip(0, len(bracketed) - 1))
    return ~cell.text.str.contains(year, literal=True)
