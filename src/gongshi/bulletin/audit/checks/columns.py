"""Rows whose cells slipped into their neighbours' columns.

A row is shifted when a column of numbers holds words in it and a column of words a
number; or when it has more cells than the header has heads.
"""

from collections.abc import Iterator

from gongshi.bulletin.audit.contradiction import Contradiction
from gongshi.bulletin.audit.layout import Column, Layout, Row, is_blank, is_habit
from gongshi.bulletin.audit.numbers import in_cell
from gongshi.bulletin.audit.subject import Subject

#: Fewer rows show no habit.
_FEWEST_ROWS = 3


def find(matter: Subject) -> Iterator[Contradiction]:
    """Find the shifted rows."""
    for table in matter.tables:
        if len(table.rows) < _FEWEST_ROWS:
            continue
        numeric = [c for c in table.columns if _holds(matter, table, c, True)]
        wordy = [c for c in table.columns if _holds(matter, table, c, False)]
        # A table of words alone has no row to tell its header from.
        for row in table.rows if numeric else ():
            yield from _in_row(matter, table, row, (numeric, wordy))


def _holds(matter: Subject, table: Layout, column: Column, are_numbers: bool) -> bool:
    cells = [
        row.cells[column.at]
        for row in table.plain_rows
        if not is_blank(row.cells[column.at], matter.terms)
    ]
    same = sum((in_cell(cell) is not None) == are_numbers for cell in cells)
    return len(cells) >= _FEWEST_ROWS and is_habit(same, len(cells), matter.terms)


def _in_row(
    matter: Subject, table: Layout, row: Row, habits: tuple[list[Column], list[Column]]
) -> Iterator[Contradiction]:
    heads = max(table.grid.widths[: table.header], default=0)
    width = table.grid.widths[row.at]
    if heads > 1 and width > heads and not _is_wide(table, heads):
        text = matter.say("too_wide", found=width, expected=heads)
        order = (table.order, row.at)
        place = table.place(row)
        yield Contradiction(place, "columns", str(width), str(heads), text, order)
        return
    numeric, wordy = habits
    words = [c for c in numeric if _is_odd(matter, row, c, True)]
    numbers = [c for c in wordy if _is_odd(matter, row, c, False)]
    if words and numbers and not row.is_total:
        column = words[0]
        cell = row.cells[column.at]
        expected = "数"
        text = matter.say(
            "shifted",
            label=row.label or cell,
            column=column.label,
            found=cell,
            expected=expected,
        )
        place = table.place(row, column)
        yield Contradiction(
            place, "columns", cell, expected, text, (table.order, row.at)
        )


def _is_wide(table: Layout, heads: int) -> bool:
    """Tell whether most rows are wider than the header: then its heads are merged."""
    wide = sum(table.grid.widths[row.at] > heads for row in table.rows)
    return wide * 2 > len(table.rows) or table.header > 1


def _is_odd(matter: Subject, row: Row, column: Column, are_numbers: bool) -> bool:
    cell = row.cells[column.at]
    if is_blank(cell, matter.terms):
        return False
    return (in_cell(cell) is not None) != are_numbers
