"""No part of the value matches a pattern.

Patterns are written so that Python and Rust read them alike: [0-9] and never \\d, no
\\s, no \\b, no (?i); `$` is the very end.

    kind = "lacks_pattern"
    pattern = '[0-9]'
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

    from gongshi.checks.cells import ColumnCell, ValueCell


def value(cell: ValueCell, *, pattern: str) -> bool:
    """Tell whether nothing matches."""
    return re.search(pattern.replace("$", r"\Z"), cell.filled) is None


def columns(cell: ColumnCell, *, pattern: str) -> pl.Expr:
    """Tell for every row whether nothing matches."""
    return ~cell.text.str.contains(pattern)


def suspect(*, pattern: str) -> str:
    """Match whatever may fail."""
    return pattern
