"""The value is wide enough: a character of ASCII counts 1, any other 2.

kind = "min_width"
width = 3
pass = ["李四", "abc"]
fail = ["李", "ab"]
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

    from gongshi.checks.cells import ColumnCell, ValueCell


def value(cell: ValueCell, *, width: int) -> bool:
    """Tell whether the value is wide enough."""
    return sum(1 if mark < "\x80" else 2 for mark in cell.filled) >= width


def columns(cell: ColumnCell, *, width: int) -> pl.Expr:
    """Tell for every row whether the value is wide enough."""
    narrow = cell.text.str.count_matches("[\\x00-\\x7F]")
    return cell.text.str.len_chars() * 2 - narrow >= width


def doubt(cell: ColumnCell, *, width: int) -> pl.Expr:
    """Tell which rows may fail: a character is at least half as wide as its bytes."""
    return cell.text.str.len_bytes() < 2 * width
