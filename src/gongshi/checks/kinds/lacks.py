"""The value contains none of these pieces of text.

kind = "lacks"
parts = ["*"]
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

    from gongshi.checks.cells import ColumnCell, ValueCell


def value(cell: ValueCell, *, parts: Sequence[str]) -> bool:
    """Tell whether no piece occurs."""
    text = cell.filled
    return not any(part in text for part in parts)


def columns(cell: ColumnCell, *, parts: Sequence[str]) -> pl.Expr:
    """Tell for every row whether no piece occurs."""
    return ~cell.text.str.contains_any(list(parts))


def suspect(*, parts: Sequence[str]) -> str:
    """Match whatever may fail."""
    return "|".join(re.escape(part) for part in parts)
