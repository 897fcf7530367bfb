"""The bulletin as a workbook: one sheet for the text, one for each table, as printed.

A table inside the text is also told there, line by line: its columns would cut the text.

Every cell is written as text, so a name that begins like a formula stays a name, and the
numbers are those of the paper, not the spreadsheet's own rounding of them.
"""

import re
from dataclasses import replace
from datetime import datetime, time
from io import BytesIO

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from gongshi.bulletin.document import Document, Paragraph, Table, plain, printable
from gongshi.bulletin.gongwen import columns, fitting, measures, sheets, wording

_NUMBER = re.compile(r"-|[-+]?[0-9]+(\.[0-9]+)?%?")
_FORBIDDEN = re.compile(r"[\[\]:*?/\\']")
_MOST_CHARS = 32_767
# A column is measured in digits of 7 pixels; a character of 仿宋 12 has 16 of them.
_CHARS_PER_MM, _TEXT_CHARS, _EMS_PER_LINE = 0.55, 80, 34
_CELL_PT = 11
_CELL = {
    "font_name": "宋体",
    "font_size": _CELL_PT,
    "valign": "vcenter",
    "num_format": "@",
}
_TEXT = {"font_name": "仿宋", "font_size": 12, "num_format": "@", "valign": "vcenter"}


def render(document: Document) -> bytes:
    """Return the bulletin as a workbook.

    Args:
        document: The bulletin.

    Returns:
        An .xlsx file without formulas, links or macros.
    """
    file = BytesIO()
    options = {
        "in_memory": True,
        "strings_to_urls": False,
        "strings_to_formulas": False,
    }
    book = Workbook(file, options)
    _set_properties(book, document)
    names = _sheet_names(document)
    _write_text(book, book.add_worksheet(names[0]), document)
    for name, table in zip(names[1:], document.tables, strict=True):
        _write_table(book, book.add_worksheet(name), table)
    book.close()
    return file.getvalue()


def _set_properties(book: Workbook, document: Document) -> None:
    book.set_properties(
        {
            "title": printable(document.title)[:255],
            "author": printable(document.signed_by)[:255],
            "comments": wording.origin(document),
            "created": datetime.combine(wording.file_date(document), time()),
        }
    )


def _sheet_names(document: Document) -> list[str]:
    names = ["通报"]
    for table in document.tables:
        wanted = f"附件{table.annex}" if table.annex is not None else table.title
        name = _FORBIDDEN.sub("", printable(wanted)).strip()[:26] or "表"
        taken = {each.casefold() for each in names}
        copies = (f"{name}（{count}）" for count in range(2, len(names) + 3))
        free = (each for each in (name, *copies) if each.casefold() not in taken)
        names.append(next(free))
    return names


def _write_text(book: Workbook, sheet: Worksheet, document: Document) -> None:
    sheet.set_column(0, 0, _TEXT_CHARS)
    sheet.set_paper(9)
    sheet.center_horizontally()
    sheet.fit_to_pages(1, 0)
    sheet.hide_gridlines(2)
    for row, (text, look) in enumerate(_lines(document)):
        lines = -(-int(measures.ems(text)) // _EMS_PER_LINE) or 1
        sheet.set_row(row, min(409, 20 * lines + 4))
        _put(sheet, row, 0, text, book.add_format({**_TEXT, "text_wrap": 1, **look}))


def _lines(document: Document) -> list[tuple[str, dict[str, object]]]:
    centre, right = {"align": "center"}, {"align": "right"}
    head = {**centre, "font_color": f"#{measures.RED}", "bold": 1, "font_size": 18}
    levels = ({"indent": 0}, {"font_name": "黑体"}, {"font_name": "楷体"})
    lines: list[tuple[str, dict[str, object]]] = [
        (document.organ, {**head, "bottom": 2, "bottom_color": f"#{measures.RED}"}),
        (document.number, {**centre}),
        *(
            (line, {**centre, "bold": 1, "font_size": 16})
            for line in document.title_lines
        ),
        (document.recipients, {}),
    ]
    for part in wording.text_parts(document):
        if isinstance(part, Paragraph):
            lines.append((f"　　{part.text}", {**levels[part.level]}))
        elif part.after is not None:
            lines += _listed(part)
    lines += [(f"　　{line}", {}) for line in wording.attachment_lines(document)]
    lines.append((document.signed_by, {**right, "indent": 2}))
    lines.append((wording.chinese_date(document.signed_on), {**right, "indent": 4}))
    lines.append((f"　　{wording.note_line(document)}", {}))
    for left, printed in wording.imprint_lines(document):
        lines.append((f"　{left}　{printed}".rstrip(), {"top": 1, "bottom": 1}))
    return [(text, look) for text, look in lines if text.strip()]


def _listed(table: Table) -> list[tuple[str, dict[str, object]]]:
    """Tell a table between paragraphs line by line; with borders it has its own sheet."""
    hei: dict[str, object] = {"font_name": "黑体"}
    heads = [table.title, "　".join(columns.flat_titles(table))]
    rows = ["　".join(map(plain, row)) for row in table.rows]
    told = [
        *((head, hei) for head in heads),
        *((row, {}) for row in (*rows, table.note)),
    ]
    return [(f"　　{text}", look) for text, look in told]


def _write_table(book: Workbook, sheet: Worksheet, table: Table) -> None:
    # The widths are those of the paper's type, the sheet is set in its own.
    per_mm = _CHARS_PER_MM * measures.TABLE_PT / fitting.type_size(table)
    for column, width in enumerate(fitting.column_widths(table)):
        sheet.set_column(column, column, width * per_mm)
    title = book.add_format({**_TEXT, "font_size": 16, "bold": 1, "align": "center"})
    sheet.set_row(0, 32)
    _put_merged(sheet, columns.Cell(table.title, 0, 0, 1, len(table.header)), title)
    first = 1 + columns.head_rows(table)
    _write_head(book, sheet, table)
    _write_rows(book, sheet, table, first)
    if table.note:
        row = first + len(table.rows)
        _put(sheet, row, 0, table.note, book.add_format(_CELL))
    sheet.freeze_panes(first, 0)
    sheet.repeat_rows(1, first - 1)
    _set_print(sheet, is_wide=sheets.is_wide(table))


def _set_print(sheet: Worksheet, *, is_wide: bool) -> None:
    if is_wide:
        sheet.set_landscape()
    sheet.set_paper(9)
    sheet.center_horizontally()
    sheet.fit_to_pages(1, 0)


def _write_head(book: Workbook, sheet: Worksheet, table: Table) -> None:
    look = {**_CELL, "border": 1, "text_wrap": 1, "font_name": "黑体"}
    head = book.add_format({**look, "align": "center"})
    grown = _CELL_PT / fitting.type_size(table)
    heights = fitting.head_heights(table)
    for row, cells in enumerate(columns.head_cells(table)):
        if table.over:
            # Spreadsheets do not measure the text of merged cells.
            sheet.set_row(1 + row, heights[row] * grown)
        for cell in cells:
            _put_merged(sheet, replace(cell, row=1 + row), head)


def _write_rows(book: Workbook, sheet: Worksheet, table: Table, first: int) -> None:
    cell = {**_CELL, "border": 1, "text_wrap": 1}
    words = book.add_format({**cell, "align": "center"})
    number = book.add_format({**cell, "align": "right"})
    if table.over:
        for row, lines in enumerate(fitting.row_lines(table), first):
            sheet.set_row(row, lines * _CELL_PT * fitting.LINE + 5)
    for row, runs in enumerate(table.rows, first):
        for column, text in enumerate(map(plain, runs)):
            look = number if _NUMBER.fullmatch(text) else words
            _put(sheet, row, column, text, look)
    span = wording.total_span(table)
    if span > 1:
        last = first + len(table.rows) - 1
        total = plain(table.rows[-1][0])
        _put_merged(sheet, columns.Cell(total, last, 0, 1, span), words)


def _put_merged(sheet: Worksheet, cell: columns.Cell, look: Format) -> None:
    row, column = cell.row, cell.column
    if cell.is_merged:
        lowest, rightmost = row + cell.rows - 1, column + cell.columns - 1
        sheet.merge_range(row, column, lowest, rightmost, "", look)
    _put(sheet, row, column, cell.text, look)


def _put(sheet: Worksheet, row: int, column: int, text: str, look: Format) -> None:
    # A longer text than a cell can hold would be dropped as a whole by XlsxWriter.
    sheet.write_string(row, column, printable(text)[:_MOST_CHARS], look)
