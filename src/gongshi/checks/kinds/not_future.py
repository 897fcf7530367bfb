"""The day is not later than the day of checking.

kind = "not_future"
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

    from gongshi.checks.cells import ColumnCell, ValueCell


def value(cell: ValueCell) -> bool:
    """Tell whether the day has come."""
    day = cell.date
    return day is None or day <= cell.on


def columns(cell: ColumnCell) -> pl.Expr:
    """Tell for every row whether the day has come."""
    return cell.date <= cell.on


def explain(cell: ValueCell) -> dict[str, str]:
    """Name the day of checking."""
    return {"today": cell.on.strftime("%Y/%m/%d")}
