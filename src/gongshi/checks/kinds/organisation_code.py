"""The 9-character organisation code has the right shape and check character.

Source: GB 11714-1997.
Example: 71526726X holds; 715267261 does not (check character X).
Names for the message: why.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gongshi.identifiers import organisation_code

if TYPE_CHECKING:
    import polars as pl

    from gongshi.checks.cells import ColumnCell, ValueCell


def value(cell: ValueCell) -> bool:
    """Tell whether the code holds."""
    return organisation_code.is_valid(cell.filled)


def columns(cell: ColumnCell) -> pl.Expr:
    """Judge a column as `value` does; null holds."""
    import polars as pl

    return cell.text.map_batches(
        organisation_code.are_valid, return_dtype=pl.Boolean, is_elementwise=True
    ).fill_null(True)


def explain(cell: ValueCell) -> dict[str, str]:
    """Say what is wrong with the code."""
    return {"why": organisation_code.fault(cell.filled) or ""}


def suggest(cell: ValueCell) -> str | None:
    """Suggest the code that was surely meant."""
    return organisation_code.mend(cell.filled)
