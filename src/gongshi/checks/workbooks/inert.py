"""Puts texts into cells as nothing but text, whatever they look like."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from io import BytesIO

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

#: XML cannot hold these; lone surrogates and U+FFFE would make the file unreadable.
_IMPOSSIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
#: Longest text of a cell, in characters; XlsxWriter drops a longer one as a whole.
_MOST_CHARS = 32_767
_MOST_SHEET_CHARS = 31
_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f]")


def open_workbook(file: BytesIO, title: str, on: date, *, is_large: bool) -> Workbook:
    """Begin a workbook in which no text becomes a formula, a link or a number.

    Args:
        file: Where it goes.
        title: What its properties call it.
        on: Its day of making; the same content gives the same bytes.
        is_large: Whether rows are written out one by one instead of kept in memory.
    """
    options = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "constant_memory" if is_large else "in_memory": True,
    }
    book = Workbook(file, options)
    book.set_properties(
        {"title": title, "author": "公示", "created": datetime.combine(on, time())}
    )
    return book


def put(sheet: Worksheet, row: int, column: int, text: str, look: Format) -> None:
    """Write a text into a cell; "" leaves it blank but keeps its look."""
    if text:
        sheet.write_string(row, column, clean(text)[:_MOST_CHARS], look)
    else:
        sheet.write_blank(row, column, None, look)


def clean(text: str) -> str:
    """Leave out the characters that a workbook cannot hold."""
    return _IMPOSSIBLE.sub("", text)


def sheet_name(wanted: str, taken: tuple[str, ...] = ()) -> str:
    """Make a name that a sheet may have.

    Args:
        wanted: The name by taste.
        taken: Names of the sheets before; upper and lower case count as one.
    """
    name = _FORBIDDEN.sub("", clean(wanted)).strip("' ")[:_MOST_SHEET_CHARS] or "数据"
    used = {each.casefold() for each in taken}
    # Excel keeps this name for itself.
    used.add("history")
    copies = (f"{name[:27]}（{count}）" for count in range(2, len(used) + 3))
    return next(each for each in (name, *copies) if each.casefold() not in used)
