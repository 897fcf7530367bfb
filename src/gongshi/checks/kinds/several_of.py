"""Every part of a joined value is in the list that holds on the decision day.

The value is split at the separators, but a listed value that has a separator inside
(「没收违法所得、没收非法财物」) is taken whole first.

    kind = "several_of"
    values = "$values"
    on_field = "CF_JDRQ"
    separators = [";", "、"]
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING

from gongshi.policy.codelists import CodeList, CodeValue

if TYPE_CHECKING:
    import polars as pl

    from gongshi.checks.cells import ColumnCell, ValueCell


def value(
    cell: ValueCell, *, values: CodeList, on_field: str, separators: Sequence[str]
) -> bool:
    """Tell whether every part is listed on the decision day."""
    allowed = values.texts(cell.other(on_field).date)
    return _are_listed(cell.filled, allowed, values.other, "".join(separators))


def columns(
    cell: ColumnCell, *, values: CodeList, on_field: str, separators: Sequence[str]
) -> pl.Expr:
    """Tell for every row whether every part is listed on the decision day."""
    import polars as pl

    day = cell.other(on_field).date
    edges = sorted({edge for each in values.values for edge in _edges(each)})
    result = _full(cell, _pattern(values, values.texts(), separators))
    # Each span overrides the one before it; a row without a day keeps the whole list.
    for begin in [date.min, *edges]:
        pattern = _pattern(values, values.texts(begin), separators)
        result = pl.when(day >= begin).then(_full(cell, pattern)).otherwise(result)
    return result


def suggest(
    cell: ValueCell, *, values: CodeList, on_field: str, separators: Sequence[str]
) -> str | None:
    """Offer the listed values that were meant, when every part can be told."""
    allowed = values.texts(cell.other(on_field).date)
    parts = _parts(cell.filled, separators)
    meant = [part if part in allowed else values.meant(part) for part in parts]
    good = all(part in allowed for part in meant)
    return ";".join(str(part) for part in meant) if meant and good else None


def explain(
    cell: ValueCell, *, values: CodeList, on_field: str, separators: Sequence[str]
) -> dict[str, str]:
    """Name the wrong parts and what is allowed."""
    allowed = values.texts(cell.other(on_field).date)
    wrong = [
        part
        for part in _parts(cell.filled, separators)
        if part not in allowed and not (values.other and part.startswith(values.other))
    ]
    listed = [*allowed, *([f"{values.other}具体内容"] if values.other else [])]
    return {"wrong": "、".join(wrong) or cell.filled, "list": "、".join(listed)}


def _are_listed(text: str, allowed: Sequence[str], other: str, marks: str) -> bool:
    """Tell whether the text is listed values with one separator after each.

    It goes from place to place and visits none twice. Python's expressions would try
    every way to divide 没收违法所得、没收非法财物, whose parts are listed as well.
    """
    free = re.compile(re.escape(other) + f"[^{re.escape(marks)}]+") if other else None
    places, waiting = {0}, [0]
    while waiting:
        start = waiting.pop()
        ends = [start + len(each) for each in allowed if text.startswith(each, start)]
        if free and (match := free.match(text, start)):
            ends.append(match.end())
        if len(text) in ends:
            return True
        nexts = {end + 1 for end in ends if text[end] in marks} - places
        if len(text) in nexts:
            return True
        places |= nexts
        waiting += nexts
    return False


def _parts(text: str, separators: Sequence[str]) -> list[str]:
    split = re.split("[" + re.escape("".join(separators)) + "]", text)
    return [part for part in split if part]


@cache
def _joined(texts: tuple[str, ...], other: str, separators: tuple[str, ...]) -> str:
    between = "[" + re.escape("".join(separators)) + "]"
    longest_first = sorted(texts, key=len, reverse=True)
    free = [f"{other}[^{re.escape(''.join(separators))}]+"] if other else []
    part = "(?:" + "|".join([*map(re.escape, longest_first), *free]) + ")"
    return f"{part}(?:{between}{part})*{between}?"


def _pattern(values: CodeList, texts: Sequence[str], separators: Sequence[str]) -> str:
    return _joined(tuple(texts), values.other, tuple(separators))


def _full(cell: ColumnCell, pattern: str) -> pl.Expr:
    return cell.text.str.contains(f"^(?:{pattern})$")


def _edges(value: CodeValue) -> list[date]:
    """Give the days on which the list changes because of one value."""
    first = [value.first_on] if value.first_on else []
    return [*first, *([value.last_on + timedelta(days=1)] if value.last_on else [])]
