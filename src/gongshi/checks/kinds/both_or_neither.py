"""The field and its partner are both filled or both blank.

kind = "both_or_neither"
partner = "XK_FR_ZJLX"
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

    from gongshi.checks.cells import ColumnCell, ValueCell

#: A blank does not hold by itself here.
JUDGES_BLANK = True


def value(cell: ValueCell, *, partner: str) -> bool:
    """Tell whether both or neither are filled."""
    return (cell.text is None) == (cell.other(partner).text is None)


def columns(cell: ColumnCell, *, partner: str) -> pl.Expr:
    """Tell for every row whether both or neither are filled."""
    return cell.text.is_null() == cell.other(partner).text.is_null()
