"""The day is at most so many months after that of another field.

kind = "within_months"
other = "CF_JDRQ"
months = 36
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

    from gongshi.checks.cells import ColumnCell, ValueCell


def value(cell: ValueCell, *, other: str, months: int) -> bool:
    """Tell whether the day is within the span."""
    day, start = cell.date, cell.other(other).date
    return day is None or start is None or day <= _later(start, months)


def columns(cell: ColumnCell, *, other: str, months: int) -> pl.Expr:
    """Tell for every row whether the day is within the span."""
    return cell.date <= cell.other(other).date.dt.offset_by(f"{months}mo")


def explain(cell: ValueCell, *, other: str, months: int) -> dict[str, str]:
    """Name the span."""
    return {"months": str(months)}


def _later(day: date, months: int) -> date:
    # A month that is too short ends the span on its last day.
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    if year > date.max.year:
        return date.max
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
