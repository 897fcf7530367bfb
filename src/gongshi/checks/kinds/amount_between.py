"""The amount lies between two amounts in 万元, both included.

kind = "amount_between"
from = 0
to = 1000000
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

    from gongshi.checks.cells import ColumnCell, ValueCell


def value(cell: ValueCell, *, from_: float, to: float) -> bool:
    """Tell whether the amount lies between."""
    amount = cell.amount
    return amount is None or from_ <= amount <= to


def columns(cell: ColumnCell, *, from_: float, to: float) -> pl.Expr:
    """Tell for every row whether the amount lies between."""
    return cell.amount.is_between(from_, to)
