"""How the cells of a returned sheet look."""

from __future__ import annotations

from dataclasses import dataclass

from xlsxwriter import Workbook
from xlsxwriter.format import Format


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
    cell = {
        "font_name": "宋体",
        "font_size": 11,
        "valign": "vcenter",
        "text_wrap": 1,
        "border": 1,
        "border_color": "#B9C2CC",
        "num_format": "@",
    }
    head = {**cell, "bold": 1, "align": "center"}
    return Looks(
        head=book.add_format({**head, "bg_color": "#DCE6F2"}),
        note_head=book.add_format({**head, "bg_color": "#F3DCDC"}),
        plain=book.add_format(cell),
        note=book.add_format({**cell, "bg_color": "#FBF7F4"}),
        wrong=book.add_format({**cell, "bg_color": "#FFD9D9", "font_color": "#A61B1B"}),
        doubtful=book.add_format(
            {**cell, "bg_color": "#FFEBC2", "font_color": "#7A4B00"}
        ),
    )
