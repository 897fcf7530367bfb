"""The value is the same as that of another field.

kind = "equals"
other = "CJ_XDR_MC"
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

    from gongshi.checks.cells import ColumnCell, ValueCell


def value(cell: ValueCell, *, other: str) -> bool:
    """Tell whether the other field holds the same."""
    return cell.other(other).text == cell.text


def columns(cell: ColumnCell, *, other: str) -> pl.Expr:
    """Tell for every row whether the other field holds the same."""
    return cell.text.eq_missing(cell.other(other).text)


def suggest(cell: ValueCell, *, other: str) -> str | None:
    """Offer what the other field says."""
    return cell.other(other).text


def explain(cell: ValueCell, *, other: str) -> dict[str, str]:
    """Name what the other field says."""
    return {"other": cell.other(other).text or ""}
