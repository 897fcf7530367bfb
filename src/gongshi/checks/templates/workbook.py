"""Puts a template together: the sheet to fill in, 填写说明, and hidden code lists."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from io import BytesIO

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from gongshi.checks.templates.example import example_row
from gongshi.checks.templates.guide import write_guide
from gongshi.checks.templates.requirements import Requirement, requirements
from gongshi.checks.workbooks import measures
from gongshi.checks.workbooks.inert import open_workbook, put, sheet_name
from gongshi.checks.workbooks.lists import offer, place_of, write_lists
from gongshi.checks.workbooks.looks import FONT, HEAD
from gongshi.policy.standards import Standard

#: Rows that have drop-downs and hints; further rows are text cells all the same.
_ROWS = 10_000
_WIDTHS = {
    "prose": 36,
    "title": 28,
    "name": 26,
    "number": 24,
    "code": 23,
    "choice": 18,
    "date": 14,
    "amount": 14,
    "quantity": 14,
}
#: Longest title and text of an input message; Excel refuses longer ones.
_MOST_TITLE, _MOST_HINT = 32, 255


def write(standard: Standard, on: date) -> bytes:
    """Write the template of a category.

    Args:
        standard: The category; nothing else is asked.
        on: The day of making: its values, severities and dates.

    Returns:
        An .xlsx file of text cells only: a sheet with the header and no rows, the sheet
        填写说明 with the example, and a hidden sheet of code lists. The same standard
        and day give the same bytes.
    """
    file = BytesIO()
    book = open_workbook(file, f"{standard.title}模板", on, is_large=False)
    own = sheet_name(standard.title)
    guide = sheet_name("填写说明", (own,))
    hidden = sheet_name("代码表", (own, guide))
    sheets = [book.add_worksheet(name) for name in (own, guide, hidden)]
    asked = requirements(standard, on)
    _write_header(book, sheets[0], asked)
    _write_hints(sheets[0], sheets[2], asked, book.add_format({**FONT}))
    write_guide(book, sheets[1], standard, asked, example_row(standard, on))
    book.close()
    return file.getvalue()


def header(each: Requirement) -> str:
    """Write the header of a column; a star says that every row needs it."""
    return f"*{each.field.title}" if each.field.required else each.field.title


def _write_header(
    book: Workbook, sheet: Worksheet, asked: Sequence[Requirement]
) -> None:
    cell = book.add_format({**FONT, "text_wrap": 1})
    needed = book.add_format({**HEAD, "font_color": "#A61B1B"})
    free = book.add_format({**HEAD, "bg_color": "#EEF2F6"})
    widths = [_WIDTHS[each.field.form] for each in asked]
    pairs = zip(map(header, asked), widths, strict=True)
    sheet.set_row(0, max(36, measures.height(pairs)))
    for at, (each, wide) in enumerate(zip(asked, widths, strict=True)):
        # The column itself is text, so that 18 digits stay what they are.
        sheet.set_column(at, at, wide, cell)
        put(sheet, 0, at, header(each), needed if each.field.required else free)
    # The subject's name stays in sight.
    sheet.freeze_panes(1, 1)
    sheet.set_landscape()
    sheet.set_paper(8)
    sheet.repeat_rows(0)


def _write_hints(
    sheet: Worksheet, hidden: Worksheet, asked: Sequence[Requirement], look: Format
) -> None:
    """Give every column its hint, and a drop-down where one value is chosen."""
    chosen = [() if each.field.several else _choices(each) for each in asked]
    lists = list(dict.fromkeys(filter(None, chosen)))
    write_lists(hidden, lists, look)
    for at, (each, texts) in enumerate(zip(asked, chosen, strict=True)):
        hint = {
            "input_title": each.field.title[:_MOST_TITLE],
            "input_message": _hint(each),
        }
        if not texts:
            sheet.data_validation(1, at, _ROWS, at, {"validate": "any", **hint})
            continue
        assert each.field.codelist is not None
        source = place_of(hidden.get_name(), lists.index(texts), len(texts))
        is_open = bool(each.field.codelist.other)
        offer(sheet, at, source, is_open=is_open, last_row=_ROWS, hint=hint)


def _choices(each: Requirement) -> tuple[str, ...]:
    """List what may be chosen: all but the free value, which is typed."""
    listed = each.field.codelist
    return tuple(
        text
        for text in each.values
        if not (listed and listed.other and text.startswith(listed.other))
    )


def _hint(each: Requirement) -> str:
    text = each.hint
    if each.field.several:
        text += "可填：" + "、".join(each.values) + "。"
    return text if len(text) <= _MOST_HINT else f"{text[: _MOST_HINT - 1]}…"
