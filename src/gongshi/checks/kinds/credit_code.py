"""The unified social credit code has the right shape and check character.

With `placeholder = true` (default) the agreed stand-in 00000000000000000X passes;
whether it may stand is another rule's question.

Source: GB 32100-2015.
Example: 914403001922038216 holds; 914403001922038217 does not (check character 6).
Names for the message: why.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gongshi.identifiers import credit_code

if TYPE_CHECKING:
    import polars as pl

    from gongshi.checks.cells import ColumnCell, ValueCell


def value(cell: ValueCell, *, placeholder: bool = True) -> bool:
    """Tell whether the code holds."""
    code = cell.filled
    return credit_code.is_valid(code) or (
        placeholder and credit_code.is_placeholder(code)
    )


def columns(cell: ColumnCell, *, placeholder: bool = True) -> pl.Expr:
    """Judge a column as `value` does; null holds."""
    import polars as pl

    holds = cell.text.map_batches(
        credit_code.are_valid, return_dtype=pl.Boolean, is_elementwise=True
    )
    if placeholder:
        holds |= cell.text == credit_code.PLACEHOLDER
    return holds.fill_null(True)


def explain(cell: ValueCell, *, placeholder: bool = True) -> dict[str, str]:
    """Say what is wrong with the code."""
    return {"why": credit_code.fault(cell.filled) or ""}


def suggest(cell: ValueCell, *, placeholder: bool = True) -> str | None:
    """Suggest the code that was surely meant."""
    return credit_code.mend(cell.filled)
