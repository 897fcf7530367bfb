"""The page of the Word document: margins, line grid, page numbers.

Source: GB/T 9704-2012 §5.2, §6.2 and §7.5 (页码, 7 mm below the text, outside edge).
"""

import docx
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Mm, Pt

from gongshi.bulletin.gongwen import letters, measures, numbers, paragraphs, sheets

_AFTER_AUTO_SPACE = ("w:bidi", "w:snapToGrid", "w:spacing", "w:ind", "w:jc", "w:rPr")
_FOOTER_MM = measures.BOTTOM_MM - 7 - 5


def new() -> WordDocument:
    """Return an empty official sheet.

    Returns:
        A document with its page, its body type and its page numbers set.
    """
    word = docx.Document()
    section = word.sections[0]
    _set_margins(section)
    _set_grid(section)
    _set_body(word)
    word.settings.odd_and_even_pages_header_footer = True
    _number_sides(section)
    return word


def turn(word: WordDocument, *, lying: bool) -> None:
    """Begin a new page that lies or stands, up to the next turn.

    Args:
        word: The document; its last block is a paragraph.
        lying: Whether the sheet is broader than high.
    """
    section = word.add_section(WD_SECTION.NEW_PAGE)
    # The break would stand in an empty line of its own, on a page of its own after a
    # full one: the line before takes it.
    before, holder = (paragraph._p for paragraph in word.paragraphs[-2:])
    before.set_sectPr(word.sections[-2]._sectPr)
    holder.getparent().remove(holder)
    if lying:
        _lay(section)
    else:
        section.orientation = WD_ORIENT.PORTRAIT
        _set_margins(section)
        _number_sides(section)


def _lay(section: Section) -> None:
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = map(Mm, sheets.LYING_MM)
    section.top_margin, section.bottom_margin = Mm(sheets.TOP_MM), Mm(sheets.BOTTOM_MM)
    section.left_margin, section.right_margin = Mm(sheets.LEFT_MM), Mm(sheets.RIGHT_MM)
    numbers.add_aside(section.footer, paragraphs.RIGHT, "right")
    numbers.add_aside(section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT, "left")


def _number_sides(section: Section) -> None:
    numbers.add(section.footer, paragraphs.RIGHT, "right")
    numbers.add(section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT, "left")


def _set_margins(section: Section) -> None:
    section.page_width, section.page_height = map(Mm, measures.PAGE_MM)
    section.top_margin, section.bottom_margin = (
        Mm(measures.TOP_MM),
        Mm(measures.BOTTOM_MM),
    )
    section.left_margin, section.right_margin = (
        Mm(measures.LEFT_MM),
        Mm(measures.RIGHT_MM),
    )
    section.footer_distance = Mm(_FOOTER_MM)


def _set_grid(section: Section) -> None:
    # 28 characters a line come from the spacing of the runs: LibreOffice draws a
    # `linesAndChars` grid with some twenty characters a line.
    properties = section._sectPr
    for old in properties.findall(qn("w:docGrid")):
        properties.remove(old)
    grid = OxmlElement("w:docGrid")
    grid.set(qn("w:type"), "lines")
    grid.set(qn("w:linePitch"), str(int(measures.LINE_PT * 20)))
    properties.append(grid)


def _set_body(word: WordDocument) -> None:
    normal = word.styles["Normal"]
    normal.font.size = Pt(measures.BODY_PT)
    normal.font.name = letters.LATIN
    fonts = normal.element.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:eastAsia"), letters.FANGSONG)
    normal.paragraph_format.space_after = Pt(0)
    # A page of an official document holds its 22 lines, whatever they end.
    normal.paragraph_format.widow_control = False
    normal.paragraph_format.line_spacing = Pt(measures.LINE_PT)
    for tag in ("w:autoSpaceDE", "w:autoSpaceDN"):
        # No gap of its own between Chinese and Latin letters or digits.
        space = OxmlElement(tag)
        space.set(qn("w:val"), "0")
        properties = normal.element.get_or_add_pPr()
        properties.insert_element_before(space, *_AFTER_AUTO_SPACE)
