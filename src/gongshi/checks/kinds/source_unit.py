"""The row names a unit of the register, where the row has to tell who reports it.

The first of the codes and names that is in the register tells the unit.

    kind = "source_unit"
    codes = ["XK_LYDWDM", "XK_XKJGDM"]
    names = ["XK_LYDW", "XK_XKJG"]
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

    from gongshi.checks.cells import ColumnCell, ValueCell

#: A blank does not hold by itself here.
JUDGES_BLANK = True


def value(cell: ValueCell, *, codes: Sequence[str], names: Sequence[str]) -> bool:
    """Tell whether the register knows one of them."""
    known = cell.surroundings
    if not known.by_source:
        return True
    return any(cell.other(code).text in known.units for code in codes) or any(
        cell.other(name).text in known.all_names for name in names
    )


def columns(cell: ColumnCell, *, codes: Sequence[str], names: Sequence[str]) -> pl.Expr:
    """Tell for every row whether the register knows one of them."""
    import polars as pl

    known = cell.surroundings
    if not known.by_source:
        return pl.lit(value=True)
    listed, named = list(known.units), sorted(known.all_names)
    found = [cell.other(code).text.is_in(listed) for code in codes]
    found += [cell.other(name).text.is_in(named) for name in names]
    return pl.any_horizontal(each.fill_null(value=False) for each in found)
