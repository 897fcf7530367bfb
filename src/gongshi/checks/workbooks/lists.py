"""The hidden sheet of code lists, from which the cells' drop-downs are filled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import zip_longest

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_range_abs
from xlsxwriter.worksheet import Worksheet

from gongshi.checks.workbooks.inert import put


def write_lists(
    sheet: Worksheet, lists: Sequence[tuple[str, ...]], look: Format
) -> None:
    """Write each list into a column of its own.

    Args:
        sheet: Is hidden.
        lists: Values of each list.
        look: Of the cells.
    """
    for row, texts in enumerate(zip_longest(*lists, fillvalue="")):
        for column, text in enumerate(texts):
            if text:
                put(sheet, row, column, text, look)
    sheet.hide()


def offer(
    sheet: Worksheet,
    at: int,
    source: str,
    *,
    is_open: bool,
    last_row: int,
    hint: Mapping[str, str] | None = None,
) -> None:
    """Give the cells of a column a drop-down.

    Args:
        sheet: The sheet of rows.
        at: Position of the column.
        source: Where the values stand, as a formula.
        is_open: Whether other values may be typed too, after a warning.
        last_row: The last row, from 0.
        hint: Further words of the validation, such as what a chosen cell shows.
    """
    sheet.data_validation(
        1,
        at,
        last_row,
        at,
        {
            "validate": "list",
            "source": source,
            "error_title": "不在代码表内",
            "error_message": "请从下拉表中选择。",
            "error_type": "warning" if is_open else "stop",
            **(hint or {}),
        },
    )


def place_of(sheet: str, number: int, length: int) -> str:
    """Write where a list stands, as a formula.

    Args:
        sheet: Name of the hidden sheet.
        number: Position of the list in it.
        length: How many values it has.
    """
    return f"='{sheet}'!{xl_range_abs(0, number, length - 1, number)}"
