"""The sheets of the annexes: upright, or lying where a table has many columns.

On a lying sheet the head of the table is on the left of the bound document, and the page
number stands where it stands on every other page.
Source: GB/T 9704-2012 §8 (公文中的横排表格).
"""

from dataclasses import dataclass
from itertools import groupby

from gongshi.bulletin.document import Document, Table
from gongshi.bulletin.gongwen import measures, wording

#: An upright sheet holds ten columns of legible figures.
_MOST_UPRIGHT = 10
#: The lying sheet is the upright one turned: its left is the bound document's bottom.
LYING_MM = (297, 210)
TOP_MM, BOTTOM_MM, LEFT_MM, RIGHT_MM = (
    measures.LEFT_MM,
    measures.RIGHT_MM,
    measures.BOTTOM_MM,
    measures.TOP_MM,
)
_LYING_WIDTH_MM = LYING_MM[0] - LEFT_MM - RIGHT_MM
_UPRIGHT_HEIGHT_MM = measures.PAGE_MM[1] - measures.TOP_MM - measures.BOTTOM_MM


@dataclass(frozen=True)
class Sheet:
    """Annexed tables that follow each other on sheets of one direction."""

    is_lying: bool
    #: Each with its label, "" for a further table of the same annex.
    tables: tuple[tuple[str, Table], ...]


def annex_sheets(document: Document) -> tuple[Sheet, ...]:
    """Return the annexed tables, parted where the sheet turns.

    Args:
        document: The bulletin.

    Returns:
        In the order of printing.
    """
    parts = groupby(wording.annex_tables(document), key=lambda each: is_lying(each[1]))
    return tuple(Sheet(lying, tuple(tables)) for lying, tables in parts)


def is_wide(table: Table) -> bool:
    """Return whether a table has too many columns for an upright sheet.

    Args:
        table: The table.

    Returns:
        True above ten columns.
    """
    return len(table.header) > _MOST_UPRIGHT


def is_lying(table: Table) -> bool:
    """Return whether a table stands on a lying sheet.

    Args:
        table: The table.

    Returns:
        True for a wide table in an annex; inside the text the sheet never turns.
    """
    return table.annex is not None and is_wide(table)


def text_mm(table: Table) -> tuple[float, float]:
    """Return the breadth and the height of the text on the sheet of a table.

    Args:
        table: The table.

    Returns:
        Millimetres.
    """
    if is_lying(table):
        return _LYING_WIDTH_MM, measures.TEXT_WIDTH_MM
    return measures.TEXT_WIDTH_MM, _UPRIGHT_HEIGHT_MM
