"""The field is filled.

With `suggest_from`, the value of another field is offered instead.

    kind = "required"
    pass = ["有内容"]
    fail = [""]
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

    from gongshi.checks.cells import ColumnCell, ValueCell

#: A blank does not hold by itself here.
JUDGES_BLANK = True


def value(cell: ValueCell, *, suggest_from: str = "") -> bool:
    """Tell whether the field is filled."""
    return cell.text is not None


def columns(cell: ColumnCell, *, suggest_from: str = "") -> pl.Expr:
    """Tell for every row whether the field is filled."""
    return cell.text.is_not_null()


def suggest(cell: ValueCell, *, suggest_from: str = "") -> str | None:
    """Offer the other field's value."""
    return cell.other(suggest_from).text if suggest_from else None
