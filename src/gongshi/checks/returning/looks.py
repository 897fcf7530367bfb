"""How the cells of a returned sheet look."""

from __future__ import annotations

from dataclasses import dataclass

from xlsxwriter import Workbook
from xlsxwriter.format import Format

from gongshi.checks.workbooks.looks import CELL, HEAD


@dataclass(frozen=True)
class Looks:
    """One look for each kind of cell."""

    head: Format
    note_head: Format
    plain: Format
    note: Format
    #: Must be mended.
    wrong: Format
    #: Asks to be looked at again.
    doubtful: Format


def make_looks(book: Workbook) -> Looks:
    """Make the looks of a workbook."""
    return Looks(
        head=book.add_format({**HEAD}),
        note_head=book.add_format({**HEAD, "bg_color": "#F3DCDC"}),
        plain=book.add_format({**CELL}),
        note=book.add_format({**CELL, "bg_color": "#FBF7F4"}),
        wrong=book.add_format({**CELL, "bg_color": "#FFD9D9", "font_color": "#A61B1B"}),
        doubtful=book.add_format(
            {**CELL, "bg_color": "#FFEBC2", "font_color": "#7A4B00"}
        ),
    )
