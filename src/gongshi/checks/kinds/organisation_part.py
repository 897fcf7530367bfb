"""The organisation code equals characters 9 to 17 of the unified social credit code.

`code_field` names the field of the credit code; blank, the placeholder, or a length
other than 18 (which its own rule reports) asks nothing.

Source: GB 32100-2015.
Example: 192203821 beside 914403001922038216 holds; 71526726X does not.
Names for the message: expected.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gongshi.identifiers import credit_code

if TYPE_CHECKING:
    import polars as pl

    from gongshi.checks.cells import ColumnCell, ValueCell


def value(cell: ValueCell, *, code_field: str) -> bool:
    """Tell whether the two codes agree."""
    code = cell.other(code_field).text
    if code is None or len(code) != 18 or credit_code.is_placeholder(code):
        return True
    return cell.text == code[8:17]


def columns(cell: ColumnCell, *, code_field: str) -> pl.Expr:
    """Judge a column as `value` does; null holds."""
    code = cell.other(code_field).text
    asks = (code.str.len_chars() == 18) & (code != credit_code.PLACEHOLDER)
    differs = asks & (cell.text != code.str.slice(8, 9))
    return differs.not_().fill_null(True)


def explain(cell: ValueCell, *, code_field: str) -> dict[str, str]:
    """Give the organisation code that the credit code holds."""
    return {"expected": (cell.other(code_field).text or "")[8:17]}


def suggest(cell: ValueCell, *, code_field: str) -> str | None:
    """Suggest the part of the credit code, when that one is valid."""
    code = cell.other(code_field).text or ""
    return code[8:17] if credit_code.is_valid(code) else None
