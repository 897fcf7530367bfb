"""How cells of our workbooks look: one calm grid, text cells only."""

from __future__ import annotations

from collections.abc import Mapping

#: Every cell; "@" keeps what is typed there as text.
FONT: Mapping[str, object] = {
    "font_name": "宋体",
    "font_size": 11,
    "valign": "vcenter",
    "num_format": "@",
}
#: A cell of a table.
CELL: Mapping[str, object] = {
    **FONT,
    "text_wrap": 1,
    "border": 1,
    "border_color": "#B9C2CC",
}
#: The header of a table.
HEAD: Mapping[str, object] = {
    **CELL,
    "bold": 1,
    "align": "center",
    "bg_color": "#DCE6F2",
}
