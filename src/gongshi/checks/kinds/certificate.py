"""The number of a personal document fits the kind of document named beside it.

`type_field` names the field of the kind (证件类型). 身份证 is judged with its check
character, the other kinds by shape; a blank or unlisted kind asks nothing.

Source: GB 11643-1999 and the specimens of each document.
Example: 台湾居民来往大陆通行证 with 12345678 holds, with 1234567 it does not.
Names for the message: why.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gongshi.identifiers import certificates, identity_number

if TYPE_CHECKING:
    import polars as pl

    from gongshi.checks.cells import ColumnCell, ValueCell


def value(cell: ValueCell, *, type_field: str) -> bool:
    """Tell whether the number fits the kind."""
    return certificates.is_valid(cell.other(type_field).text, cell.filled)


def columns(cell: ColumnCell, *, type_field: str) -> pl.Expr:
    """Judge a column as `value` does; null holds."""
    import polars as pl

    pair = pl.struct(kind=cell.other(type_field).text, number=cell.text)
    return pair.map_batches(
        certificates.are_valid, return_dtype=pl.Boolean, is_elementwise=True
    ).fill_null(True)


def doubt(cell: ColumnCell, *, type_field: str) -> pl.Expr:
    """Tell which rows may fail: all but good identity numbers, the usual case."""
    import polars as pl

    good = cell.text.map_batches(
        identity_number.are_valid, return_dtype=pl.Boolean, is_elementwise=True
    )
    return ~(cell.other(type_field).text.is_in(list(certificates.CITIZENS)) & good)


def explain(cell: ValueCell, *, type_field: str) -> dict[str, str]:
    """Say what is wrong with the number."""
    kind = cell.other(type_field).text
    return {"why": certificates.fault(kind, cell.filled) or ""}
