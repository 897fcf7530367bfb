"""The day lies between two days, both included.

kind = "date_between"
from = 1949-10-01
to = 2099-12-31
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

    from gongshi.checks.cells import ColumnCell, ValueCell


def value(cell: ValueCell, *, from_: date, to: date) -> bool:
    """Tell whether the day lies between."""
    day = cell.date
    return day is None or from_ <= day <= to


def columns(cell: ColumnCell, *, from_: date, to: date) -> pl.Expr:
    """Tell for every row whether the day lies between."""
    return cell.date.is_between(from_, to)
