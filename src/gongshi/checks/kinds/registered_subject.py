"""The name is the registered name, or a former one, of the subject with the code beside it.

Holds where the subject library does not know the code; see `known_subject`.

    kind = "registered_subject"
    code_field = "XK_XDR_SHXYM"
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

    from gongshi.checks.cells import ColumnCell, ValueCell


def value(cell: ValueCell, *, code_field: str) -> bool:
    """Tell whether the name belongs to the code."""
    names = _names(cell, code_field)
    return not names or cell.text in names


def columns(cell: ColumnCell, *, code_field: str) -> pl.Expr:
    """Tell for every row whether the name belongs to the code."""
    import polars as pl

    known = cell.surroundings.subjects.names
    if not known:
        return pl.lit(value=True)
    code = cell.other(code_field).text
    pairs = [f"{key}\t{name}" for key, names in known.items() for name in names]
    unknown = ~code.is_in(list(known)).fill_null(value=False)
    return unknown | pl.concat_str([code, cell.text], separator="\t").is_in(pairs)


def suggest(cell: ValueCell, *, code_field: str) -> str | None:
    """Offer the registered name."""
    return next(iter(_names(cell, code_field)), None)


def explain(cell: ValueCell, *, code_field: str) -> dict[str, str]:
    """Name the registered name, and the former ones."""
    registered, *former = _names(cell, code_field) or ("",)
    behind = f"；曾用名：{'、'.join(former)}" if former else ""
    return {"registered": registered + behind}


def _names(cell: ValueCell, code_field: str) -> tuple[str, ...]:
    known = cell.surroundings.subjects.names
    return known.get(cell.other(code_field).text or "", ())
