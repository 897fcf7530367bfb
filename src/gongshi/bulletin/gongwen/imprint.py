"""The imprint at the foot of the last page of the Word document.

It is a table floating on the bottom of the text area, as offices draw it themselves.
LibreOffice puts it right under the text instead, with its rules.
Source: GB/T 9704-2012 §7.4 (版记): rules of 0.35, 0.25 and 0.35 mm.
"""

from docx.document import Document as WordDocument
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Mm
from docx.table import Table as WordTable
from docx.text.paragraph import Paragraph

from gongshi.bulletin.document import Document
from gongshi.bulletin.gongwen import letters, measures, paragraphs, wording

# Each stands before the elements after it; one out of order makes the table vanish.
_POSITION = (
    f'<w:tblpPr {nsdecls("w")} w:leftFromText="0" w:rightFromText="0"'
    ' w:vertAnchor="margin" w:horzAnchor="margin"'
    ' w:tblpXSpec="center" w:tblpYSpec="bottom"/>'
)
_OVERLAP = f'<w:tblOverlap {nsdecls("w")} w:val="never"/>'
_RULES = (
    f'<w:tblBorders {nsdecls("w")}><w:top w:val="single" w:sz="8" w:color="000000"/>'
    '<w:bottom w:val="single" w:sz="8" w:color="000000"/>'
    '<w:insideH w:val="single" w:sz="6" w:color="000000"/></w:tblBorders>'
)


def add(word: WordDocument, document: Document) -> None:
    """Add the imprint, standing on the bottom of the text area.

    Args:
        word: The document.
        document: The bulletin; without copies and printer nothing is added.
    """
    lines = wording.imprint_lines(document)
    if not lines:
        return
    frame = _new_frame(word, len(lines))
    for cell, (left, right) in zip(frame.columns[0].cells, lines, strict=True):
        cell.width = Mm(measures.TEXT_WIDTH_MM)
        _write(cell.paragraphs[0], left, right)
    # A table may not end the body.
    paragraphs.space_lines(paragraphs.add(word), 1)


def _new_frame(word: WordDocument, count: int) -> WordTable:
    frame: WordTable = word.add_table(rows=count, cols=1)
    frame.autofit = False
    frame.columns[0].width = Mm(measures.TEXT_WIDTH_MM)
    properties = frame._tbl.tblPr
    for xml, followers in (
        (_POSITION, ("w:bidiVisual", "w:tblW")),
        (_OVERLAP, ("w:bidiVisual", "w:tblW")),
        (_RULES, ("w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook")),
    ):
        properties.insert_element_before(parse_xml(xml), *followers)
    return frame


def _write(paragraph: Paragraph, left: str, right: str) -> None:
    letters.write(paragraph, f"　{left}", size=measures.SMALL_PT)
    paragraphs.space_lines(paragraph, 22)
    if not right:
        return
    # Short of the cell's own margins, or Word would break the line.
    stop = Mm(measures.TEXT_WIDTH_MM - 4)
    paragraph.paragraph_format.tab_stops.add_tab_stop(stop, WD_TAB_ALIGNMENT.RIGHT)
    paragraph.add_run().add_tab()
    letters.write(paragraph, f"{right}　", size=measures.SMALL_PT)
