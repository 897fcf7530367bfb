"""The value starts with one of these.

kind = "starts"
parts = ["92"]
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

    from gongshi.checks.cells import ColumnCell, ValueCell


def value(cell: ValueCell, *, parts: Sequence[str]) -> bool:
    """Tell whether the value starts with one of these."""
    return cell.filled.startswith(tuple(parts))


def columns(cell: ColumnCell, *, parts: Sequence[str]) -> pl.Expr:
    """Tell for every row whether the value starts with one of these."""
    return cell.text.str.contains(f"^(?:{'|'.join(map(re.escape, parts))})")
