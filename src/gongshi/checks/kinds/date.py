"""The value is a real day.

Accepted are YYYY/MM/DD, YYYY-MM-DD, YYYY.MM.DD, YYYY年M月D日 and Excel's day numbers;
a two-digit year is not.

    kind = "date"
    fail = ["2023/02/30"]
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

    from gongshi.checks.cells import ColumnCell, ValueCell

_PARTS = re.compile(r"[^0-9]*([0-9]{4})[^0-9]+([0-9]{1,2})[^0-9]+([0-9]{1,2})[^0-9]*")


def value(cell: ValueCell) -> bool:
    """Tell whether it is a real day."""
    return cell.date is not None


def columns(cell: ColumnCell) -> pl.Expr:
    """Tell for every row whether it is a real day, or blank."""
    return cell.date.is_not_null() | cell.text.is_null()


def suggest(cell: ValueCell) -> str | None:
    """Offer the day that three numbers in the usual order make."""
    from gongshi.intake.normalise import normalise, parse_date

    match = _PARTS.fullmatch(cell.filled)
    day = parse_date(normalise("-".join(match.groups()), "date")) if match else None
    return day.strftime("%Y/%m/%d") if day else None
