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

    Where a character of three bytes is repeated, bytes 1, 4 and 13 are equal; where one
    of one, two or four bytes is, bytes 0 and 4. Shorter texts have too few characters.
    """
    import polars as pl

    assert times >= 5, "five characters have five bytes at least"
    texts = cell.text.cast(pl.Binary()).bin
    first, second, fifth, last = (
        texts.get(place, null_on_oob=True) for place in (0, 1, 4, 13)
    )
    return (first == fifth) | ((second == fifth) & (second == last))
