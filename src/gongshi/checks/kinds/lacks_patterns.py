"""No part of the value matches any of several named patterns; the message names them.

kind = "lacks_patterns"
patterns = { 电话号码 = '1[3-9][0-9]{9}' }
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

    from gongshi.checks.cells import ColumnCell, ValueCell


def value(cell: ValueCell, *, patterns: Mapping[str, str]) -> bool:
    """Tell whether nothing matches."""
    return not _found(cell.filled, patterns)


def columns(cell: ColumnCell, *, patterns: Mapping[str, str]) -> pl.Expr:
    """Tell for every row whether nothing matches."""
    return ~cell.text.str.contains(suspect(patterns=patterns))


def suspect(*, patterns: Mapping[str, str]) -> str:
    """Match whatever may fail."""
    return "|".join(f"(?:{pattern})" for pattern in patterns.values())


def explain(cell: ValueCell, *, patterns: Mapping[str, str]) -> dict[str, str]:
    """Name what was found."""
    return {"what": "、".join(_found(cell.filled, patterns))}


def _found(text: str, patterns: Mapping[str, str]) -> list[str]:
    return [
        name
        for name, pattern in patterns.items()
        if re.search(pattern.replace("$", r"\Z"), text)
    ]
