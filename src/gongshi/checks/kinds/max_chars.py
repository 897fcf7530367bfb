"""The value has at most so many characters (not bytes).

kind = "max_chars"
chars = "$max_chars"
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

    from gongshi.checks.cells import ColumnCell, ValueCell


def value(cell: ValueCell, *, chars: int) -> bool:
    """Tell whether the value is short enough."""
    return len(cell.filled) <= chars


def columns(cell: ColumnCell, *, chars: int) -> pl.Expr:
    """Tell for every row whether the value is short enough."""
    return cell.text.str.len_chars() <= chars


def doubt(cell: ColumnCell, *, chars: int) -> pl.Expr:
    """Tell which rows may fail: a character is at least one byte."""
    return cell.text.str.len_bytes() > chars


def explain(cell: ValueCell, *, chars: int) -> dict[str, str]:
    """Name the limit and the length."""
    return {"chars": str(chars), "length": str(len(cell.filled))}
