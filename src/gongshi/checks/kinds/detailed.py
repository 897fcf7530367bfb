"""A value that says 其他 also says what: 「其他-补办」, in every part of a joined value.

kind = "detailed"
pass = ["其他-补办"]
fail = ["其他", "其他-"]
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

    from gongshi.checks.cells import ColumnCell, ValueCell

_BARE = "(^|[;,、])其他-?([;,、]|$)"


def value(cell: ValueCell) -> bool:
    """Tell whether no part is a bare 其他."""
    return re.search(_BARE.replace("$", r"\Z"), cell.filled) is None


def columns(cell: ColumnCell) -> pl.Expr:
    """Tell for every row whether no part is a bare 其他."""
    return ~cell.text.str.contains(_BARE)


def suspect() -> str:
    """Match whatever may fail."""
    return "其他"
