"""Lines that people leave below the table: who filled it in, when, a sum."""

import re
from collections.abc import Sequence

from gongshi.intake.batch import Row

#: So many lines at the end are looked at.
MOST = 5
_LABELLED = re.compile(r"\s*[\u4e00-\u9fff]{1,8}\s*[:：]")
_SUMS = ("合计", "总计", "小计")


def below(rows: Sequence[Row]) -> int:
    """Count the lines below the table.

    Args:
        rows: The last rows of a file, the very last included.

    Returns:
        How many at their end are no records: hardly a cell is filled, and the first
        says what it is (填表人：…, 合计).
    """
    count = 0
    for row in reversed(rows[-MOST:]):
        if not _is_footer(row):
            break
        count += 1
    return count


def text(row: Row) -> str:
    """Write what stands in a line."""
    return " ".join(cell.strip() for cell in row if cell and cell.strip())


def _is_footer(row: Row) -> bool:
    filled = [cell for cell in row if cell and cell.strip()]
    if not filled or len(filled) > max(1, len(row) // 4):
        return False
    return bool(_LABELLED.match(filled[0])) or filled[0].strip() in _SUMS
