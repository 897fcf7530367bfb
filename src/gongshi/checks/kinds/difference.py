"""The number is that of one field less that of another, to half a hundredth.

Asked only where all three are numbers.

    kind = "difference"
    minuend = "TD_YJJE"
    subtrahend = "TD_SJJE"
    fail = [{ TD_YJJE = "100", TD_SJJE = "60", TD_QFJE = "30" }]
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

    from gongshi.checks.cells import ColumnCell, ValueCell

#: Two decimals are exact so far; a cent more or less is a difference.
_TOLERANCE = 0.005


def value(cell: ValueCell, *, minuend: str, subtrahend: str) -> bool:
    """Tell whether the number is the difference."""
    left = _difference(cell, minuend, subtrahend)
    return left is None or cell.amount is None or abs(cell.amount - left) < _TOLERANCE


def columns(cell: ColumnCell, *, minuend: str, subtrahend: str) -> pl.Expr:
    """Tell for every row whether the number is the difference."""
    left = cell.other(minuend).amount - cell.other(subtrahend).amount
    return (cell.amount - left).abs() < _TOLERANCE


def suggest(cell: ValueCell, *, minuend: str, subtrahend: str) -> str | None:
    """Offer the difference, where it is not negative."""
    left = _difference(cell, minuend, subtrahend)
    return None if left is None or left < 0 else f"{left:.2f}"


def explain(cell: ValueCell, *, minuend: str, subtrahend: str) -> dict[str, str]:
    """Name the difference."""
    left = _difference(cell, minuend, subtrahend)
    return {"difference": "" if left is None else f"{left:.2f}"}


def _difference(cell: ValueCell, minuend: str, subtrahend: str) -> float | None:
    one, other = cell.other(minuend).amount, cell.other(subtrahend).amount
    return None if one is None or other is None else one - other
