"""The value has at least so many characters.

kind = "min_chars"
chars = 4
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

    from gongshi.checks.cells import ColumnCell, ValueCell


def value(cell: ValueCell, *, chars: int) -> bool:
    """Tell whether the value is long enough."""
    return len(cell.filled) >= chars


def columns(cell: ColumnCell, *, chars: int) -> pl.Expr:
    """Tell for every row whether the value is long enough."""
    return cell.text.str.len_chars() >= chars
