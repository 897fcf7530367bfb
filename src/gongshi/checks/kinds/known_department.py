"""The first two characters of a credit code name a department and a class we know.

    kind = "known_department"

Source: GB 32100-2015, table 1.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

from gongshi.identifiers.credit_code import (
    ALPHABET,
    PLACEHOLDER,
    is_known_department,
)

if TYPE_CHECKING:
    import polars as pl

    from gongshi.checks.cells import ColumnCell, ValueCell


def value(cell: ValueCell) -> bool:
    """Tell whether the start is known."""
    return is_known_department(cell.filled) or cell.text == PLACEHOLDER


def columns(cell: ColumnCell) -> pl.Expr:
    """Tell for every row whether the start is known."""
    pairs = ["".join(pair) for pair in product(ALPHABET, repeat=2)]
    known = [pair for pair in pairs if is_known_department(pair)]
    return cell.text.str.head(2).is_in(known) | (cell.text == PLACEHOLDER)


def suspect() -> str:
    """Match whatever may fail: every start but the known ones."""
    by_first = {
        first: [second for second in ALPHABET if is_known_department(first + second)]
        for first in ALPHABET
    }
    known = {first: seconds for first, seconds in by_first.items() if seconds}
    wrong = [f"{first}[^{''.join(seconds)}]" for first, seconds in known.items()]
    return f"^(?:.?$|[^{''.join(known)}]|{'|'.join(wrong)})"
