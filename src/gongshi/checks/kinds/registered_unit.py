"""The name is one under which the register of units knows the code beside it.

Holds where the code is not in the register.

    kind = "registered_unit"
    code_field = "XK_LYDWDM"
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

    from gongshi.checks.cells import ColumnCell, ValueCell


def value(cell: ValueCell, *, code_field: str) -> bool:
    """Tell whether the name belongs to the code."""
    names = cell.units.get(cell.other(code_field).text or "")
    return names is None or cell.text in names


def columns(cell: ColumnCell, *, code_field: str) -> pl.Expr:
    """Tell for every row whether the name belongs to the code."""
    import polars as pl

    if not cell.units:
        return pl.lit(value=True)
    code = cell.other(code_field).text
    pairs = [f"{key}\t{name}" for key, names in cell.units.items() for name in names]
    unknown = ~code.is_in(list(cell.units)).fill_null(value=False)
    return unknown | pl.concat_str([code, cell.text], separator="\t").is_in(pairs)


def suggest(cell: ValueCell, *, code_field: str) -> str | None:
    """Offer the registered name, when there is one."""
    names = cell.units.get(cell.other(code_field).text or "", frozenset())
    return next(iter(names)) if len(names) == 1 else None


def explain(cell: ValueCell, *, code_field: str) -> dict[str, str]:
    """Name the registered names."""
    names = cell.units.get(cell.other(code_field).text or "", frozenset())
    return {"registered": "、".join(sorted(names))}
