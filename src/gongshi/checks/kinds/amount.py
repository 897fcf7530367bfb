"""The value is a plain number of 万元: not negative, few enough decimals, no unit.

kind = "amount"
decimals = 6
fail = ["2000元", "-1"]
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

    from gongshi.checks.cells import ColumnCell, ValueCell


def value(cell: ValueCell, *, decimals: int) -> bool:
    """Tell whether it is a plain number."""
    return re.fullmatch(_pattern(decimals), cell.filled) is not None


def columns(cell: ColumnCell, *, decimals: int) -> pl.Expr:
    """Tell for every row whether it is a plain number."""
    return cell.text.str.contains(f"^(?:{_pattern(decimals)})$")


def suggest(cell: ValueCell, *, decimals: int) -> str | None:
    """Offer 万元 for an amount that was written in 元."""
    match = re.fullmatch(r"([0-9]{1,12}(?:\.[0-9]{1,2})?)元", cell.filled)
    return f"{(Decimal(match[1]) / 10000).normalize():f}" if match else None


def explain(cell: ValueCell, *, decimals: int) -> dict[str, str]:
    """Say what is wrong with it."""
    text = cell.filled
    if text.endswith("元"):
        return {"why": "单位应为万元，只填数字"}
    if text.startswith("-"):
        return {"why": "不能为负数"}
    if re.fullmatch(r"[0-9]+\.[0-9]+", text):
        return {"why": f"最多 {decimals} 位小数"}
    return {"why": "应为数字，单位万元"}


def _pattern(decimals: int) -> str:
    return rf"[0-9]{{1,12}}(?:\.[0-9]{{1,{decimals}}})?"
