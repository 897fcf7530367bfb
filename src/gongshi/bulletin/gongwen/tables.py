"""Tables of the Word document: their head on every page, rows that do not split.

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
from gongshi.bulletin.gongwen import (
    columns,
    fitting,
    head,
    letters,
    measures,
    paragraphs,
    sheets,
    wording,
)

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
        width = sheets.text_mm(table)[0]
        head.add_title(word, (table.title,), measures.ANNEX_TITLE_PT, width_mm=width)
    grid, widths = _new_grid(word, table), fitting.column_widths(table)
    lines, type_pt = list(grid.rows), fitting.type_size(table)
    for line, row in zip(lines[columns.head_rows(table) :], table.rows, strict=True):
        _write_row(line, map(plain, row), type_pt)
    _write_head(lines, table, type_pt)
    heights = [fitting.head_row_height(table)] * columns.head_rows(table)
    heights += [fitting.row_height(table)] * len(table.rows)
    for line, height in zip(lines, heights, strict=True):
        _shape(line, widths, height)
    _merge_head(grid, table)
    _merge_total(grid, table)
    note = paragraphs.add(word, table.note, size=measures.TABLE_PT)
    paragraphs.space_lines(note, 18 if table.note else 6)


def _new_grid(word: WordDocument, table: Table) -> WordTable:
    grid: WordTable = word.add_table(
        rows=columns.head_rows(table) + len(table.rows),
        cols=len(table.header),
        style="Table Grid",
    )
    grid.alignment = WD_TABLE_ALIGNMENT.CENTER
    grid.autofit = False
    grid._tbl.tblPr.insert_element_before(parse_xml(_MARGINS), "w:tblLook")
    for column, width in zip(grid.columns, fitting.column_widths(table), strict=True):
        column.width = Mm(width)
    return grid


def _shape(row: _Row, widths: Iterable[float], height: float) -> None:
    properties = row._tr.get_or_add_trPr()
    properties.insert(0, OxmlElement("w:cantSplit"))
    row.height_rule = WD_ROW_HEIGHT_RULE.AT_LEAST
    row.height = Pt(height)
    for cell, width in zip(row.cells, widths, strict=True):
        cell.width = Mm(width)


def _write_head(lines: list[_Row], table: Table, type_pt: float) -> None:
    for line, cells in zip(lines, columns.head_cells(table), strict=False):
        line._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
        texts = [""] * len(table.header)
        for cell in cells:
            texts[cell.column] = cell.text
        _write_row(line, texts, type_pt, face=letters.HEI)


def _write_row(
    row: _Row, texts: Iterable[str], type_pt: float, face: str = letters.FANGSONG
) -> None:
    for cell, text in zip(row.cells, texts, strict=True):
        _write(cell, text, type_pt, face)


def _write(cell: _Cell, text: str, type_pt: float, face: str) -> None:
    paragraph = cell.paragraphs[0]
    letters.write(paragraph, text, face, type_pt)
    paragraph.alignment = paragraphs.CENTER
    paragraphs.space_lines(paragraph, type_pt * fitting.LINE)
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER


def _merge_head(grid: WordTable, table: Table) -> None:
    for cell, points in fitting.head_indents(table).items():
        if points:
            title = grid.cell(cell.row, cell.column).paragraphs[0].paragraph_format
            title.left_indent = title.right_indent = Pt(points)
        if cell.is_merged:
            _merge(grid, cell)


def _merge(grid: WordTable, cell: columns.Cell) -> None:
    covered = [
        grid.cell(cell.row + down, cell.column + right)
        for down in range(cell.rows)
        for right in range(cell.columns)
    ]
    for empty in covered[1:]:
        empty.paragraphs[0].clear()
    covered[0].merge(covered[-1])


def _merge_total(grid: WordTable, table: Table) -> None:
    span = wording.total_span(table)
    if span == 1:
        return
    cells = grid.rows[-1].cells
    for empty in cells[1:span]:
        # Merging keeps the text of both cells, and an empty one as an empty line.
        empty.paragraphs[0].clear()
    cells[0].merge(cells[span - 1])
