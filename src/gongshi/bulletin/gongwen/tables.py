"""Tables of the Word document: head row on every page, rows that do not split.

Widths are written twice: Word follows those of the cells, WPS and LibreOffice those of
the table's grid.
"""

from collections.abc import Iterable

from docx.document import Document as WordDocument
from docx.enum.table import (
    WD_CELL_VERTICAL_ALIGNMENT,
    WD_ROW_HEIGHT_RULE,
    WD_TABLE_ALIGNMENT,
)
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Mm, Pt
from docx.table import Table as WordTable
from docx.table import _Cell, _Row

from gongshi.bulletin.document import Table, plain
from gongshi.bulletin.gongwen import head, letters, measures, paragraphs, wording

_LINE_PT = 15
#: 2 pt at the sides, where Word itself gives 5.4: heads of 26 mm hold six characters.
_MARGINS = (
    f'<w:tblCellMar {nsdecls("w")}><w:top w:w="20" w:type="dxa"/>'
    '<w:left w:w="40" w:type="dxa"/><w:bottom w:w="20" w:type="dxa"/>'
    '<w:right w:w="40" w:type="dxa"/></w:tblCellMar>'
)


def add(word: WordDocument, table: Table) -> None:
    """Add a table with its title above and its note below.

    Args:
        word: The document.
        table: The table.
    """
    if table.title:
        head.add_title(word, (table.title,), measures.ANNEX_TITLE_PT)
    grid = _new_grid(word, table)
    first, *others = grid.rows
    _write_row(first, table.header, face=letters.HEI)
    first._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for line, row in zip(others, table.rows, strict=True):
        _write_row(line, map(plain, row))
    for line in (first, *others):
        _shape(line, table)
    _merge_total(grid, table)
    note = paragraphs.add(word, table.note, size=measures.TABLE_PT)
    paragraphs.space_lines(note, 18 if table.note else 6)


def _new_grid(word: WordDocument, table: Table) -> WordTable:
    grid: WordTable = word.add_table(
        rows=1 + len(table.rows), cols=len(table.header), style="Table Grid"
    )
    grid.alignment = WD_TABLE_ALIGNMENT.CENTER
    grid.autofit = False
    grid._tbl.tblPr.insert_element_before(parse_xml(_MARGINS), "w:tblLook")
    for column, width in zip(grid.columns, measures.column_widths(table), strict=True):
        column.width = Mm(width)
    return grid


def _shape(row: _Row, table: Table) -> None:
    properties = row._tr.get_or_add_trPr()
    properties.insert(0, OxmlElement("w:cantSplit"))
    row.height_rule = WD_ROW_HEIGHT_RULE.AT_LEAST
    row.height = Pt(measures.row_height(table))
    for cell, width in zip(row.cells, measures.column_widths(table), strict=True):
        cell.width = Mm(width)


def _write_row(row: _Row, texts: Iterable[str], face: str = letters.FANGSONG) -> None:
    for cell, text in zip(row.cells, texts, strict=True):
        _write(cell, text, face)


def _write(cell: _Cell, text: str, face: str) -> None:
    paragraph = cell.paragraphs[0]
    letters.write(paragraph, text, face, measures.TABLE_PT)
    paragraph.alignment = paragraphs.CENTER
    paragraphs.space_lines(paragraph, _LINE_PT)
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER


def _merge_total(grid: WordTable, table: Table) -> None:
    span = wording.total_span(table)
    if span == 1:
        return
    cells = grid.rows[-1].cells
    for empty in cells[1:span]:
        # Merging keeps the text of both cells, and an empty one as an empty line.
        empty.paragraphs[0].clear()
    cells[0].merge(cells[span - 1])
