"""The number is not the identity number of a person under 18 on the day named.

`on_field` names the date field, `type_field` the kind of document (证件类型): another
kind than a citizen's card asks nothing, a blank kind is judged by the number alone. A
number with a mistyped check character still counts, so that no minor is let through.

Source: 未成年人保护法, 行政处罚法 (minors are not made public).
Example: 11010519491231002X with 2020-01-01 holds; born in 2010 it does not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gongshi.identifiers import certificates, identity_number

if TYPE_CHECKING:
    import polars as pl

    from gongshi.checks.cells import ColumnCell, ValueCell


def value(cell: ValueCell, *, on_field: str, type_field: str | None = None) -> bool:
    """Tell whether the person is 18 or older, or no person can be told."""
    on = cell.other(on_field).date
    kind = cell.other(type_field).text if type_field else None
    if on is None or (kind is not None and kind not in certificates.CITIZENS):
        return True
    return not identity_number.is_minor(cell.filled, on)


def columns(
    cell: ColumnCell, *, on_field: str, type_field: str | None = None
) -> pl.Expr:
    """Judge a column as `value` does; null holds."""
    is_minor = identity_number.are_minors(cell.text, cell.other(on_field).date)
    if type_field:
        kind = cell.other(type_field).text
        is_minor &= kind.is_in(sorted(certificates.CITIZENS)).fill_null(True)
    return is_minor.not_().fill_null(True)
