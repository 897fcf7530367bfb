"""The day is at most so many years before the day of checking.

kind = "not_older"
years = 2
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

    from gongshi.checks.cells import ColumnCell, ValueCell


def value(cell: ValueCell, *, years: int) -> bool:
    """Tell whether the day is recent."""
    day = cell.date
    return day is None or day >= _limit(cell.on, years)


def columns(cell: ColumnCell, *, years: int) -> pl.Expr:
    """Tell for every row whether the day is recent."""
    return cell.date >= _limit(cell.on, years)


def explain(cell: ValueCell, *, years: int) -> dict[str, str]:
    """Name the limit."""
    return {"years": str(years)}


def _limit(on: date, years: int) -> date:
    # 29 February has no namesake in other years; the day before serves.
    day = on.day - 1 if (on.month, on.day) == (2, 29) else on.day
    return on.replace(year=on.year - years, day=day)
