"""The value is not one character again and again.

kind = "varied"
times = 5
fail = ["哈哈哈哈哈"]
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

    from gongshi.checks.cells import ColumnCell, ValueCell


def value(cell: ValueCell, *, times: int) -> bool:
    """Tell whether the value is short or has two different characters."""
    return len(cell.filled) < times or len(set(cell.filled)) > 1


def columns(cell: ColumnCell, *, times: int) -> pl.Expr:
    """Tell the same for every row."""
    rest = cell.text.str.strip_chars(cell.text.str.head(1))
    return (cell.text.str.len_chars() < times) | (rest != "")


def doubt(cell: ColumnCell, *, times: int) -> pl.Expr:
    """Tell which rows may fail, by bytes, which are compared far sooner than characters.

    Where a character of one or three bytes is repeated, bytes 2 and 5 are equal. Short
    texts, and those that begin with a character of two or four bytes, are left open.
    """
    bytes_ = cell.text.cast(_binary()).bin
    third, sixth = (bytes_.get(place, null_on_oob=True) for place in (2, 5))
    first = bytes_.get(0, null_on_oob=True)
    is_open = (first >= 0xF0) | first.is_between(0xC0, 0xDF)
    return (third == sixth) | sixth.is_null() | is_open


def _binary() -> pl.DataType:
    import polars as pl

    return pl.Binary()
