"""The value contains at least one of these pieces of text.

kind = "has"
parts = ["罚款"]
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

    from gongshi.checks.cells import ColumnCell, ValueCell


def value(cell: ValueCell, *, parts: Sequence[str]) -> bool:
    """Tell whether a piece occurs."""
    text = cell.filled
    return any(part in text for part in parts)


def columns(cell: ColumnCell, *, parts: Sequence[str]) -> pl.Expr:
    """Tell for every row whether a piece occurs."""
    return cell.text.str.contains_any(list(parts))
