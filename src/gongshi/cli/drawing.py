"""Tables on a terminal: cells fold, and where columns get too narrow, records."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

#: Spaces between two columns, and what a column of words needs to be readable, in
#: cells of the terminal; a Chinese sign takes two.
_GAP = 2
_READABLE = 12
_NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?%?")


def draw(title: str, header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Draw a table; nothing in a cell is left out, on any width.

    Args:
        title: Above it.
        header: Names of the columns.
        rows: Cells in one line each.
    """
    console = Console(soft_wrap=False, highlight=False)
    # As texts, since a string could hold what rich takes for markup.
    console.print(Text(title, "italic"), overflow="fold")
    widths = [_width(each) for each in zip(header, *rows, strict=True)]
    if sum(min(each, _READABLE) + _GAP for each in widths) - _GAP <= console.width:
        console.print(_table(header, rows, widths))
        return
    for row in rows:
        for name, cell in zip(header, row, strict=True):
            if cell:
                line = Text.assemble((f"{name}：", "bold"), cell)
                console.print(line, overflow="fold")
        console.print()


def _width(texts: Sequence[str]) -> int:
    return max(map(cell_len, texts))


def _table(
    header: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[int]
) -> Table:
    table = Table(
        box=None, header_style="bold", padding=(0, _GAP, 0, 0), pad_edge=False
    )
    for place, name in enumerate(header):
        are_numbers = all(_NUMBER.fullmatch(row[place]) for row in rows)
        table.add_column(
            Text(name),
            justify="right" if are_numbers else "left",
            overflow="fold",
            min_width=min(widths[place], _READABLE),
        )
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    return table
