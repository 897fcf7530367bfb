"""The business registration number is acceptable, or has the form of today.

`form = "modern"` (default): 15 digits with the right check digit, or one of the old
forms (13 digits, or holding Chinese). `form = "known"`: 15 digits, check aside; made
for a reminder that an old number should be replaced.

Source: GS 15-2006.
Example: 440301103097413 holds; 440301103097414 does not (check digit 3).
Names for the message: why.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from gongshi.identifiers import registration_number

if TYPE_CHECKING:
    import polars as pl

    from gongshi.checks.cells import ColumnCell, ValueCell

Form = Literal["modern", "known"]


def value(cell: ValueCell, *, form: Form = "modern") -> bool:
    """Tell whether the number holds."""
    number = cell.filled
    if form == "known":
        return registration_number.is_modern(number)
    return registration_number.is_valid(number)


def columns(cell: ColumnCell, *, form: Form = "modern") -> pl.Expr:
    """Judge a column as `value` does; null holds."""
    import polars as pl

    if form == "known":
        return cell.text.str.contains("^[0-9]{15}$").fill_null(True)
    return cell.text.map_batches(
        registration_number.are_valid, return_dtype=pl.Boolean, is_elementwise=True
    ).fill_null(True)


def explain(cell: ValueCell, *, form: Form = "modern") -> dict[str, str]:
    """Say what is wrong with the number."""
    number = cell.filled
    why = registration_number.fault(number)
    if form == "known":
        why = why or "不是现行的15位注册号"
    return {"why": why or ""}
