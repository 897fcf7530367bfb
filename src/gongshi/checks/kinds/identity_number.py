"""The citizen's identity number has a real birth date and the right check character.

18 characters, or 15 digits of the former card. With `birth_not_after` (a date field)
the person was born by that day; a blank date asks nothing.

Source: GB 11643-1999.
Example: 11010519491231002X holds; 110105194912310021 does not (check character X).
Names for the message: why.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gongshi.identifiers import identity_number

if TYPE_CHECKING:
    import datetime

    import polars as pl

    from gongshi.checks.cells import ColumnCell, ValueCell


def value(cell: ValueCell, *, birth_not_after: str | None = None) -> bool:
    """Tell whether the number holds."""
    on = _last_day(cell, birth_not_after)
    return identity_number.fault(cell.filled, on) is None


def columns(cell: ColumnCell, *, birth_not_after: str | None = None) -> pl.Expr:
    """Judge a column as `value` does; null holds."""
    import polars as pl

    holds = cell.text.map_batches(
        identity_number.are_valid, return_dtype=pl.Boolean, is_elementwise=True
    ).fill_null(True)
    if birth_not_after is None:
        return holds
    born_on = cell.text.map_batches(
        identity_number.births, return_dtype=pl.Int32, is_elementwise=True
    )
    last = identity_number.days(cell.other(birth_not_after).date)
    return holds & (born_on <= last).fill_null(True)


def explain(cell: ValueCell, *, birth_not_after: str | None = None) -> dict[str, str]:
    """Say what is wrong with the number."""
    on = _last_day(cell, birth_not_after)
    return {"why": identity_number.fault(cell.filled, on) or ""}


def _last_day(cell: ValueCell, code: str | None) -> datetime.date | None:
    return cell.other(code).date if code else None
