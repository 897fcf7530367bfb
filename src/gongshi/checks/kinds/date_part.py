"""Eight characters of the value, from a place on, are the day of another field.

`start` counts characters from 1. A value that is too short, or a day that cannot be
read, asks nothing; other rules do.

    kind = "date_part"
    start = 7
    date_field = "CN_ZCRQ"
    fail = [{ CN_BM = "41040220231202000001", CN_ZCRQ = "2023-12-01" }]
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

    from gongshi.checks.cells import ColumnCell, ValueCell

_DIGITS = 8


def value(cell: ValueCell, *, start: int, date_field: str) -> bool:
    """Tell whether the part is the day."""
    part, day = _part(cell.filled, start), cell.other(date_field).date
    return day is None or len(part) < _DIGITS or part == f"{day:%Y%m%d}"


def columns(cell: ColumnCell, *, start: int, date_field: str) -> pl.Expr:
    """Tell for every row whether the part is the day."""
    part = cell.text.str.slice(start - 1, _DIGITS)
    same = part == cell.other(date_field).date.dt.strftime("%Y%m%d")
    return same | (part.str.len_chars() < _DIGITS)


def suggest(cell: ValueCell, *, start: int, date_field: str) -> str | None:
    """Offer the value with the day put in, where the part is a number."""
    day = cell.other(date_field).date
    if day is None or not _part(cell.filled, start).isdigit():
        return None
    head, tail = cell.filled[: start - 1], cell.filled[start - 1 + _DIGITS :]
    return f"{head}{day:%Y%m%d}{tail}"


def explain(cell: ValueCell, *, start: int, date_field: str) -> dict[str, str]:
    """Name the part and the day."""
    day = cell.other(date_field).date
    written = f"{day:%Y%m%d}" if day else ""
    return {"part": _part(cell.filled, start), "day": written}


def _part(text: str, start: int) -> str:
    return text[start - 1 : start - 1 + _DIGITS]
