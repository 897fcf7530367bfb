"""Writes what is wrong back into the unit's own workbook, only the rows to mend."""

from gongshi.checks.returning.returned import MOST_ROWS, Returned, ReturnedRow
from gongshi.checks.returning.source import own_rows, own_table
from gongshi.checks.returning.workbook import write

__all__ = ["MOST_ROWS", "Returned", "ReturnedRow", "own_rows", "own_table", "write"]
