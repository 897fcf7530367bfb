"""The value is one of a list, or a free one behind the list's 其他 prefix.

kind = "one_of"
values = ["法人及非法人组织", "个体工商户", "自然人"]
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from gongshi.policy.codelists import CodeList

if TYPE_CHECKING:
    import polars as pl

    from gongshi.checks.cells import ColumnCell, ValueCell


def value(cell: ValueCell, *, values: Sequence[str] | CodeList) -> bool:
    """Tell whether the value is in the list."""
    texts, other = _list(values)
    return cell.text in texts or bool(other and cell.filled.startswith(other))


def columns(cell: ColumnCell, *, values: Sequence[str] | CodeList) -> pl.Expr:
    """Tell for every row whether the value is in the list."""
    texts, other = _list(values)
    listed = cell.text.is_in(list(texts))
    return listed | cell.text.str.starts_with(other) if other else listed


def suggest(cell: ValueCell, *, values: Sequence[str] | CodeList) -> str | None:
    """Offer the value that was meant, where it can be told."""
    if not isinstance(values, CodeList):
        return values[0] if len(values) == 1 else _only_near(cell.filled, values)
    return values.meant(cell.filled) or _only_near(cell.filled, values.texts())


def explain(cell: ValueCell, *, values: Sequence[str] | CodeList) -> dict[str, str]:
    """Name what is allowed."""
    texts, other = _list(values)
    return {"list": "、".join([*texts, *([f"{other}具体内容"] if other else [])])}


def _list(values: Sequence[str] | CodeList) -> tuple[Sequence[str], str]:
    if isinstance(values, CodeList):
        return values.texts(), values.other
    return values, ""


def _only_near(text: str, values: Sequence[str]) -> str | None:
    near = [each for each in values if text in each or each in text]
    return near[0] if len(near) == 1 else None
