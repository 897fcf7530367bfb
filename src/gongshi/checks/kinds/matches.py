"""The whole value matches a pattern (see `lacks_pattern` for how patterns are written).

kind = "matches"
pattern = '[0-9A-Z]{15}'
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

    from gongshi.checks.cells import ColumnCell, ValueCell


def value(cell: ValueCell, *, pattern: str) -> bool:
    """Tell whether the whole value matches."""
    return re.fullmatch(pattern, cell.filled) is not None


def columns(cell: ColumnCell, *, pattern: str) -> pl.Expr:
    """Tell for every row whether the whole value matches."""
    return cell.text.str.contains(f"^(?:{pattern})$")
