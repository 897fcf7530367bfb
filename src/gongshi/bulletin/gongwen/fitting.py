"""Fitting a table on its sheet: size of type, widths of columns, heights of rows.

A table of up to ten columns under one row of titles is set in 12 points, its columns
evenly. One with groups or with more columns gets the largest type at which no number
breaks, and each column the width that its own cells need.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from math import ceil

from gongshi.bulletin.document import Table, plain
from gongshi.bulletin.gongwen import columns, measures, sheets

#: 小四、五号、小五 and two sizes below, in points.
_SIZES = (measures.TABLE_PT, 10.5, 9.0, 8.0, 7.5)
_NUMBER = re.compile(r"[-+0-9.,%‰]*")
#: Margins of a cell, left and right, and half a point for its rule.
_MARGINS_PT = 4.5
#: A longer name breaks; where room is scarce, one longer than the last.
_NAME_EMS = (14.0, 13.0, 12.0, 11.0, 10.0, 9.0, 8.0)
#: A title may take this many lines.
_TITLE_LINES = 4
_LEAST_MM = 10.0
#: Height of a line inside a cell, in sizes of its type.
LINE = 1.25
#: The most rows, head and total included, that stand on one page in wide, in close rows.
_WIDE_ROWS, _CLOSE_ROWS, _WIDE_PT = 22, 30, 22.0
#: The margins of a close cell, and of a title, above and below its lines together.
_CLOSE_PT, _HEAD_PT = 2.5, 4.0
#: What stands above and below an annexed table: label, empty line, title, note.
_AROUND_PT = 2 * measures.LINE_PT + 33 + 30


def type_size(table: Table) -> float:
    """Return the type size of a table.

    Args:
        table: The table.

    Returns:
        Points, 12 to 7.5.
    """
    if not is_fitted(table):
        return _SIZES[0]
    room, given = sheets.text_mm(table)[0], _given(table)
    fitting = (z for z in _SIZES if _sum(given, _least_mm(table, z)) <= room)
    return next(fitting, _SIZES[-1])


def column_widths(table: Table) -> tuple[float, ...]:
    """Return the width of each column of a table as wide as the text.

    Args:
        table: The table; its `widths` may be empty, short or hold zeros.

    Returns:
        One width in mm per column; together the width of the text, or less when all are
        given.
    """
    room, given = sheets.text_mm(table)[0], _given(table)
    size = type_size(table)
    wishes = [_least_mm(table, size, ems) for ems in _NAME_EMS]
    least = next((each for each in wishes if _sum(given, each) <= room), wishes[-1])
    pairs = list(zip(given, least, strict=True))
    needed = sum(needs for width, needs in pairs if not width)
    grown = max((room - sum(given)) / (needed or 1), 1.0)
    widths = [width or needs * grown for width, needs in pairs]
    narrow = min(1.0, room / (sum(widths) or 1))
    return tuple(round(width * narrow, 2) for width in widths)


def head_heights(table: Table) -> tuple[float, ...]:
    """Return the height that each row of the head needs for its titles.

    Args:
        table: The table.

    Returns:
        Points, one per row; a merged cell makes its lowest row higher.
    """
    size, widths = type_size(table), column_widths(table)
    lines = [1] * columns.head_rows(table)
    cells = [cell for row in columns.head_cells(table) for cell in row]
    for cell in sorted(cells, key=lambda each: each.rows):
        last = cell.row + cell.rows
        lacking = _lines(cell, widths, size) - sum(lines[cell.row : last])
        lines[last - 1] += max(0, lacking)
    return tuple(count * size * LINE + _HEAD_PT for count in lines)


def head_indents(table: Table) -> Mapping[columns.Cell, float]:
    """Return how far each title keeps from both sides, so that its lines are alike.

    Args:
        table: The table.

    Returns:
        Points: 行政强制 breaks in the middle where three characters would fit. 0 for a
        title of one line, and in a table that is not fitted.
    """
    size, widths = type_size(table), column_widths(table)
    return {
        cell: _indent(cell, widths, size) if is_fitted(table) else 0.0
        for row in columns.head_cells(table)
        for cell in row
    }


def head_row_height(table: Table) -> float:
    """Return the least height of a row of the head.

    Args:
        table: The table.

    Returns:
        Points: that of the other rows, but close in a table that is fitted.
    """
    if is_fitted(table):
        return type_size(table) * LINE + _HEAD_PT
    return row_height(table)


def row_lines(table: Table) -> tuple[int, ...]:
    """Return how many lines each row needs.

    Args:
        table: The table.

    Returns:
        One number per row below the head.
    """
    size = type_size(table)
    rooms = [_room_pt(width) for width in column_widths(table)]
    return tuple(
        max(
            _text_lines(plain(run), room, size)
            for run, room in zip(row, rooms, strict=True)
        )
        for row in table.rows
    )


def row_height(table: Table) -> float:
    """Return the least height of a row.

    Args:
        table: The table.

    Returns:
        Points: wide for a short table, close where that keeps it on one page.
    """
    if is_fitted(table):
        return _fitted_height(table)
    count = len(table.rows) + 1
    if count <= _WIDE_ROWS:
        return _WIDE_PT
    return 17.5 if count <= _CLOSE_ROWS else 20


def _fitted_height(table: Table) -> float:
    line = type_size(table) * LINE
    above = sum(head_heights(table)) + (_AROUND_PT if table.annex is not None else 0)
    room = sheets.text_mm(table)[1] * measures.PT_PER_MM - above
    height = int(2 * room / (len(table.rows) or 1)) / 2
    return min(height, _WIDE_PT) if height >= line + _CLOSE_PT else line + 6


def _lines(cell: columns.Cell, widths: Sequence[float], size: float) -> int:
    return _text_lines(cell.text, _room_pt(_breadth(cell, widths)), size)


def _text_lines(text: str, room_pt: float, size: float) -> int:
    # A rounded width may lack a hair of the characters it was made for.
    chars = max(1, int(room_pt / size + 0.05))
    return 1 if _NUMBER.fullmatch(text) else ceil(measures.ems(text) / chars)


def _breadth(cell: columns.Cell, widths: Sequence[float]) -> float:
    return sum(widths[cell.column : cell.column + cell.columns])


def _room_pt(width_mm: float) -> float:
    return width_mm * measures.PT_PER_MM - _MARGINS_PT


def _sum(given: Sequence[float], least: Sequence[float]) -> float:
    return sum(width or needs for width, needs in zip(given, least, strict=True))


def _indent(cell: columns.Cell, widths: Sequence[float], size: float) -> float:
    lines = _lines(cell, widths, size)
    if lines <= 1:
        return 0.0
    chars = ceil(measures.ems(cell.text) / lines) + 0.4
    return max(0.0, round((_room_pt(_breadth(cell, widths)) - chars * size) / 2, 1))


def _given(table: Table) -> list[float]:
    count = len(table.header)
    return [*map(float, table.widths), *[0.0] * count][:count]


def is_fitted(table: Table) -> bool:
    """Return whether a table is fitted by its cells.

    Args:
        table: The table.

    Returns:
        True with groups, or above ten columns.
    """
    return bool(table.over) or sheets.is_wide(table)


def _least_mm(
    table: Table, size: float, name_ems: float = _NAME_EMS[-1]
) -> list[float]:
    if not is_fitted(table):
        return [_LEAST_MM] * len(table.header)
    return [
        (
            max([_title_ems(title), *_cells_ems(table, at, name_ems)]) * size
            + _MARGINS_PT
        )
        / measures.PT_PER_MM
        for at, title in enumerate(table.header)
    ]


def _title_ems(title: str) -> float:
    ems = measures.ems(title)
    return min(ems, max(2.0, ceil(ems / _TITLE_LINES)))


def _cells_ems(table: Table, column: int, name_ems: float) -> Iterator[float]:
    for text in (plain(row[column]) for row in table.rows):
        # A number never breaks, and the sign of per cent is broader than a digit.
        if _NUMBER.fullmatch(text):
            yield measures.ems(text) * 1.06 + 0.35 * text.count("%")
        else:
            yield min(measures.ems(text), name_ems)
