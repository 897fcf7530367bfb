"""Puts the returned workbook together: rows, the sheet 怎么改, hidden code lists."""

from __future__ import annotations

from io import BytesIO

from xlsxwriter.worksheet import Worksheet

from gongshi.checks.returning.columns import choices, columns, names, old_values
from gongshi.checks.returning.guidance import write_guidance
from gongshi.checks.returning.looks import make_looks
from gongshi.checks.returning.returned import Returned
from gongshi.checks.returning.rows import RowSheet
from gongshi.checks.returning.wording import Wording
from gongshi.checks.workbooks.inert import open_workbook, sheet_name
from gongshi.checks.workbooks.lists import offer, place_of, write_lists

#: From here on rows are written out one by one instead of kept in memory.
_LARGE = 20_000
#: A page as wide as this is still legible on A4, a wider one goes on A3.
_WIDEST_A4, _A4, _A3 = 190, 9, 8


def write(returned: Returned) -> bytes:
    """Write the workbook that goes back to the unit.

    Args:
        returned: The rows to mend and what is wrong with them.

    Returns:
        An .xlsx file of text cells only, without formulas, links or macros: the unit's
        sheet, the sheet 怎么改, and a hidden sheet of code lists. Read by `intake`, it
        gives the unit's own columns and 退回编号.
    """
    file = BytesIO()
    book = open_workbook(file, "退回件", returned.on, is_large=returned.count > _LARGE)
    own, guide = sheet_name(returned.sheet or "问题数据"), "怎么改"
    guide = sheet_name(guide, (own,))
    hidden = sheet_name("代码表", (own, guide))
    sheets = [book.add_worksheet(name) for name in (own, guide, hidden)]
    laid = columns(returned)
    old = old_values(returned.standard, returned.head.edition)
    looks = make_looks(book)
    main = RowSheet(sheets[0], looks, laid, Wording(names(laid), old), returned.number)
    main.write(returned.rows)
    _finish(main, returned.count)
    write_guidance(book, sheets[1], returned, main.causes.values(), main.wording)
    chosen = [choices(each, laid, old) for each in laid]
    _write_choices(main, sheets[2], chosen, returned.count)
    book.close()
    return file.getvalue()


def _finish(main: RowSheet, count: int) -> None:
    sheet, last = main.sheet, len(main.headers) - 1
    # The subject's name stays in sight when it leads the row, as templates have it.
    leads = bool(main.columns and main.columns[0].field)
    sheet.freeze_panes(1, 1 if leads else 0)
    sheet.autofilter(0, 0, count, last)
    sheet.set_landscape()
    sheet.set_paper(_A4 if sum(main.widths) <= _WIDEST_A4 else _A3)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_footer("&C第 &P 页，共 &N 页")


def _write_choices(
    main: RowSheet, sheet: Worksheet, chosen: list[tuple[str, ...]], count: int
) -> None:
    lists = list(dict.fromkeys(filter(None, chosen)))
    write_lists(sheet, lists, main.looks.plain)
    for at, (column, texts) in enumerate(zip(main.columns, chosen, strict=True)):
        if texts:
            assert column.field is not None
            assert column.field.codelist is not None
            source = place_of(sheet.get_name(), lists.index(texts), len(texts))
            is_open = bool(column.field.codelist.other)
            offer(main.sheet, at, source, is_open=is_open, last_row=count)
