"""The value is a plain number in the unit of its title: not negative, no unit behind it.

`decimals` is the most there may be; 0 asks for a whole number.

    kind = "plain_number"
    decimals = 2
    fail = ["2000元", "-1"]
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

    from gongshi.checks.cells import ColumnCell, ValueCell

_WITH_UNIT = re.compile("([0-9]+(?:[.][0-9]+)?)(?:元|件|次|期|分|个月|笔)")


def value(cell: ValueCell, *, decimals: int) -> bool:
    """Tell whether it is a plain number."""
    return re.fullmatch(_pattern(decimals), cell.filled) is not None


def columns(cell: ColumnCell, *, decimals: int) -> pl.Expr:
    """Tell for every row whether it is a plain number."""
    return cell.text.str.contains(f"^(?:{_pattern(decimals)})$")


def suggest(cell: ValueCell, *, decimals: int) -> str | None:
    """Offer the number without the unit behind it."""
    match = _WITH_UNIT.fullmatch(cell.filled)
    good = match and re.fullmatch(_pattern(decimals), match[1])
    return match[1] if match and good else None


def explain(cell: ValueCell, *, decimals: int) -> dict[str, str]:
    """Say what is wrong with it."""
    if re.fullmatch("-[0-9.]+", cell.filled):
        return {"why": "不能为负数"}
    if re.fullmatch("[0-9]+[.][0-9]+", cell.filled):
        return {"why": f"最多 {decimals} 位小数" if decimals else "应为整数"}
    return {"why": "只填数字，不带单位"}


def _pattern(decimals: int) -> str:
    behind = f"(?:[.][0-9]{{1,{decimals}}})?" if decimals else ""
    return f"[0-9]{{1,12}}{behind}"
