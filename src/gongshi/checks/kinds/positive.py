"""The amount is there and above zero; what is no number is left to `amount`.

kind = "positive"
when = { CF_CFLB = { has = ["罚款"] } }
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

    from gongshi.checks.cells import ColumnCell, ValueCell

#: A blank does not hold by itself here.
JUDGES_BLANK = True


def value(cell: ValueCell) -> bool:
    """Tell whether there is an amount above zero."""
    amount = cell.amount
    return cell.text is not None and (amount is None or amount > 0)


def columns(cell: ColumnCell) -> pl.Expr:
    """Tell for every row whether there is an amount above zero."""
    above = (cell.amount > 0) | cell.amount.is_null()
    return cell.text.is_not_null() & above
