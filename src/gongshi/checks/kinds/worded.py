"""The value has at least one letter of some script: it is not all digits and marks.

kind = "worded"
pass = ["7天连锁"]
fail = ["12345678", "——！！"]
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

    from gongshi.checks.cells import ColumnCell, ValueCell

# Latin, Cyrillic, Arabic, Tibetan to Ethiopic, kana, Han, Hangul: scripts of names and
# texts. Written as ranges, since the two engines know different editions of Unicode.
_LETTERS = (
    "A-Za-z\u00c0-\u024f\u0400-\u04ff\u0600-\u06ff\u0f00-\u0fff\u1800-\u18af\u3041-\u30ff"
    "\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\U00020000-\U0003ffff"
)
_LETTER = re.compile(f"[{_LETTERS}]")


def value(cell: ValueCell) -> bool:
    """Tell whether there is a letter."""
    return _LETTER.search(cell.filled) is not None


def columns(cell: ColumnCell) -> pl.Expr:
    """Tell for every row whether there is a letter."""
    return cell.text.str.contains(_LETTER.pattern)


def suspect() -> str:
    """Match whatever may fail: it does not begin with a letter."""
    return f"^[^{_LETTERS}]"
