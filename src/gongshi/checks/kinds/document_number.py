"""The document number can be taken apart into 机关代字, 年份 and 序号.

`unless_equal` names a field: a number equal to it (a licence's own number, where no
document number exists) holds whatever its form.

Source: GB/T 9704 for the form; the notice that lets 许可编号 stand for a missing 文书号.
Example: 鄂建罚字(2022)第18号 holds; 双环许可2019 does not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gongshi.identifiers import document_number

if TYPE_CHECKING:
    import polars as pl

    from gongshi.checks.cells import ColumnCell, ValueCell


def value(cell: ValueCell, *, unless_equal: str | None = None) -> bool:
    """Tell whether the number has the form, or equals the other field."""
    text = cell.filled
    if unless_equal is not None and cell.other(unless_equal).text == text:
        return True
    return document_number.parse(text) is not None


def columns(cell: ColumnCell, *, unless_equal: str | None = None) -> pl.Expr:
    """Judge a column as `value` does; null holds."""
    year = document_number.year_columns(cell.text)
    holds = year.is_not_null() | cell.text.is_null()
    if unless_equal is not None:
        holds |= (cell.text == cell.other(unless_equal).text).fill_null(False)
    return holds


def suspect(*, unless_equal: str | None = None) -> str:
    """Match whatever is not in the standard spelling."""
    return document_number.NOT_STANDARD
