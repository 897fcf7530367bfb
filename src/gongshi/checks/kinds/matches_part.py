"""Some part of the value matches a pattern (see `lacks_pattern` for how to write it).

kind = "matches_part"
pattern = '《.+》'
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

    from gongshi.checks.cells import ColumnCell, ValueCell


def value(cell: ValueCell, *, pattern: str) -> bool:
    """Tell whether a part matches."""
    return re.search(pattern.replace("$", r"\Z"), cell.filled) is not None


def columns(cell: ColumnCell, *, pattern: str) -> pl.Expr:
    """Tell for every row whether a part matches."""
    return cell.text.str.contains(pattern)
