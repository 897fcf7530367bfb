"""The value is a month, YYYY-MM, that has begun by the day of another field.

Without `by_field`, or where that has no day, the day of checking counts.

    kind = "month"
    by_field = "TD_TJRQ"
    pass = ["2023-12"]
    fail = ["2023-13", "2023年12月"]
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

    from gongshi.checks.cells import ColumnCell, ValueCell

_MONTH = "(?:19|20)[0-9]{2}-(?:0[1-9]|1[0-2])"
# A workbook makes a day of a month, and people write one in many ways.
_WRITTEN = re.compile("((?:19|20)[0-9]{2})[-/.年]?([0-9]{1,2})(?:月|[-/.月]0?1日?)?")


def value(cell: ValueCell, *, by_field: str = "") -> bool:
    """Tell whether it is such a month."""
    if re.fullmatch(_MONTH, cell.filled) is None:
        return False
    by = cell.other(by_field).date or cell.on
    return cell.filled <= f"{by:%Y-%m}"


def columns(cell: ColumnCell, *, by_field: str = "") -> pl.Expr:
    """Tell for every row whether it is such a month."""
    import polars as pl

    by = pl.lit(cell.on)
    if by_field:
        by = pl.coalesce(cell.other(by_field).date, by)
    is_month = cell.text.str.contains(f"^(?:{_MONTH})$")
    return is_month & (cell.text <= by.dt.strftime("%Y-%m"))


def suggest(cell: ValueCell, *, by_field: str = "") -> str | None:
    """Offer the same month as it should be written."""
    match = _WRITTEN.fullmatch(cell.filled)
    month = f"{match[1]}-{match[2]:0>2}" if match else ""
    return month if month != cell.filled and re.fullmatch(_MONTH, month) else None


def explain(cell: ValueCell, *, by_field: str = "") -> dict[str, str]:
    """Say what is wrong with it."""
    if re.fullmatch(_MONTH, cell.filled):
        return {"why": "晚于统计日期"}
    return {"why": "应写成 YYYY-MM，如 2023-12"}
