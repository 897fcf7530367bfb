"""The whole value is none of these.

kind = "not_one_of"
values = ["无", "暂无"]
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

    from gongshi.checks.cells import ColumnCell, ValueCell


def value(cell: ValueCell, *, values: Sequence[str]) -> bool:
    """Tell whether the value is none of these."""
    return cell.text not in values


def columns(cell: ColumnCell, *, values: Sequence[str]) -> pl.Expr:
    """Tell for every row whether the value is none of these."""
    return ~cell.text.is_in(list(values))


def suspect(*, values: Sequence[str]) -> str:
    """Match whatever may fail."""
    return f"^(?:{'|'.join(map(re.escape, values))})$"
