"""The value names a record of another category that the ledger has.

Nothing is asked where there is no ledger to ask.

    kind = "known_record"
    category = "commitment"
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

    from gongshi.checks.cells import ColumnCell, ValueCell


def value(cell: ValueCell, *, category: str) -> bool:
    """Tell whether the ledger has the record."""
    known = cell.surroundings.records.get(category)
    return known is None or cell.text in known


def columns(cell: ColumnCell, *, category: str) -> pl.Expr:
    """Tell for every row whether the ledger has the record."""
    import polars as pl

    known = cell.surroundings.records.get(category)
    return pl.lit(value=True) if known is None else cell.text.is_in(sorted(known))
