"""The value has at least so many Chinese characters.

kind = "min_han"
chars = 4
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

    from gongshi.checks.cells import ColumnCell, ValueCell

_HAN = "[\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff]"


def value(cell: ValueCell, *, chars: int) -> bool:
    """Tell whether there are enough Chinese characters."""
    return len(re.findall(_HAN, cell.filled)) >= chars


def columns(cell: ColumnCell, *, chars: int) -> pl.Expr:
    """Tell for every row whether there are enough Chinese characters."""
    return cell.text.str.count_matches(_HAN) >= chars


def suspect(*, chars: int) -> str:
    """Match the texts that do not begin with enough of them."""
    return f"^{_HAN}{{0,{chars - 1}}}(?:[^{_HAN[1:]}|$)"
