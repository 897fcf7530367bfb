"""The value is not the same as that of certain other fields.

kind = "differs"
others = ["XK_XKWS"]
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

    from gongshi.checks.cells import ColumnCell, ValueCell


def value(cell: ValueCell, *, others: Sequence[str]) -> bool:
    """Tell whether no other field holds the same."""
    return all(cell.other(code).text != cell.text for code in others)


def columns(cell: ColumnCell, *, others: Sequence[str]) -> pl.Expr:
    """Tell for every row whether no other field holds the same."""
    import polars as pl

    return pl.all_horizontal(
        cell.other(code).text.ne_missing(cell.text) for code in others
    )
