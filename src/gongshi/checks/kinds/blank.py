"""The field is blank.

kind = "blank"
when = { XK_XDR_LB = ["自然人"] }
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

    from gongshi.checks.cells import ColumnCell, ValueCell


def value(cell: ValueCell) -> bool:
    """Tell whether the field is blank; never asked of a blank one."""
    return cell.text is None


def columns(cell: ColumnCell) -> pl.Expr:
    """Tell for every row whether the field is blank."""
    return cell.text.is_null()


def suggest(cell: ValueCell) -> str | None:
    """Offer to empty the field."""
    return ""
