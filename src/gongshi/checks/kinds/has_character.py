"""At least one character of the value is among those listed, as in a bracket of `re`.

kind = "has_character"
characters = "0-9一二三"
pass = ["第9条"]
fail = ["无"]
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

    from gongshi.checks.cells import ColumnCell, ValueCell


def value(cell: ValueCell, *, characters: str) -> bool:
    """Tell whether one is among them."""
    return re.search(f"[{characters}]", cell.filled) is not None


def columns(cell: ColumnCell, *, characters: str) -> pl.Expr:
    """Tell the same for every row."""
    return cell.text.str.contains(f"[{characters}]")


def suspect(*, characters: str) -> str:
    """Match the texts of other characters alone."""
    return f"^[^{characters}]*$"
