"""The day is not before that of another field.

kind = "not_before"
other = "XK_YXQZ"
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

    from gongshi.checks.cells import ColumnCell, ValueCell


def value(cell: ValueCell, *, other: str) -> bool:
    """Tell whether the days are in order."""
    day, bound = cell.date, cell.other(other).date
    return day is None or bound is None or bound <= day


def columns(cell: ColumnCell, *, other: str) -> pl.Expr:
    """Tell for every row whether the days are in order."""
    return cell.date >= cell.other(other).date


def explain(cell: ValueCell, *, other: str) -> dict[str, str]:
    """Name the other day."""
    return {"bound": cell.other(other).text or ""}
