"""The value is a citizen's identity number of 18 or 15 characters, with a good check.

Source: GB 11643-1999.
Example: 11010519491231002X holds; 110105194912310021 does not (check character X).
Names for the message: why.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gongshi.identifiers import identity_number

if TYPE_CHECKING:
    import polars as pl

    from gongshi.checks.cells import ColumnCell, ValueCell


def value(cell: ValueCell) -> bool:
    """Tell whether the number holds."""
    return identity_number.is_valid(cell.filled)


def columns(cell: ColumnCell) -> pl.Expr:
    """Judge a column as `value` does; null holds."""
    import polars as pl

    return cell.text.map_batches(
        identity_number.are_valid, return_dtype=pl.Boolean, is_elementwise=True
    ).fill_null(value=True)


def explain(cell: ValueCell) -> dict[str, str]:
    """Say what is wrong with the number."""
    return {"why": identity_number.fault(cell.filled) or ""}
