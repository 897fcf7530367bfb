"""The sheet 怎么改: three sentences, and one line for each cause."""

from __future__ import annotations

from collections.abc import Iterable

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from gongshi.checks.returning.returned import Returned
from gongshi.checks.returning.wording import Cause, Wording, recipe, row_list
from gongshi.checks.workbooks import measures
from gongshi.checks.workbooks.inert import put
from gongshi.checks.workbooks.looks import CELL, FONT, HEAD

_HEADER = ("栏目", "原因", "行数", "原表行号", "怎么改", "规则")
_WIDTHS = (36, 48, 8, 24, 50, 9)
#: Columns that are set in the middle.
_CENTRED = (2, 5)


def write_guidance(
    book: Workbook,
    sheet: Worksheet,
    returned: Returned,
    causes: Iterable[Cause],
    wording: Wording,
) -> None:
    """Write the sheet that tells how to mend.

    Args:
        book: Gives the looks.
        sheet: Still empty.
        returned: What is sent back.
        causes: What its rows break.
        wording: How the file calls its fields.
    """
    plain = book.add_format({**FONT, "text_wrap": 1})
    title = book.add_format({**FONT, "bold": 1, "font_size": 16})
    head = book.add_format({**HEAD})
    cell = book.add_format({**CELL, "indent": 1})
    centred = book.add_format({**CELL, "align": "center"})
    for column, wide in enumerate(_WIDTHS):
        sheet.set_column(column, column, wide)
    sheet.set_row(0, 34)
    put(sheet, 0, 0, f"{returned.count} 行要改，怎么改", title)
    row = 1
    for row, text in enumerate(sentences(returned), 1):
        sheet.set_row(row, measures.height([(text, sum(_WIDTHS))]))
        sheet.merge_range(row, 0, row, len(_WIDTHS) - 1, "", plain)
        put(sheet, row, 0, text, plain)
    row += 2
    sheet.set_row(row, 24)
    for column, text in enumerate(_HEADER):
        put(sheet, row, column, text, head)
    ordered = sorted(causes, key=lambda cause: -cause.rows)
    for row, cause in enumerate(ordered, row + 1):  # noqa: B020  # goes on below
        texts = _cells(returned, cause, wording)
        sheet.set_row(row, measures.height(zip(texts, _WIDTHS, strict=True)))
        for column, text in enumerate(texts):
            put(sheet, row, column, text, centred if column in _CENTRED else cell)
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def sentences(returned: Returned) -> list[str]:
    """Tell the unit what to do, in three sentences, or four when rows are left over."""
    told = [
        "1. 只列出要改的行：红格必须改，黄格请核对；原因见格上批注和最右边的「问题说明」。",
        "2. 直接在格子里改成正确的内容；表头、其他格子和「退回编号」不要动。",
        "3. 改好后保存，把这个文件照常报送即可，没有问题的行不用再报；"
        "只改了一部分的，先删掉没改的整行，改好后再报。",
    ]
    if returned.number is None:
        told[1] = "2. 直接在格子里改成正确的内容；表头和其他格子不要动。"
        told[2] = (
            "3. 这只是报送前的核对，还没有报送：改好后，请与没有问题的行一起报送。"
        )
    if returned.left_over:
        told.append(f"另有 {returned.left_over} 行没有放进来，这些行改好后再取退回件。")
    return told


def _cells(returned: Returned, cause: Cause, wording: Wording) -> tuple[str, ...]:
    first = cause.first
    fields = {field.code: field for field in returned.standard.fields}
    hint = fields[first.field].hint if first.field in fields else ""
    example = "如：" if len(cause.messages) > 1 else ""
    return (
        wording.name(first),
        f"{example}{wording.reason(first)}",
        str(cause.rows),
        row_list(cause),
        recipe(cause, hint),
        first.rule,
    )
