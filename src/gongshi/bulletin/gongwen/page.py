"""The page of the Word document: margins, line grid, page numbers.

Source: GB/T 9704-2012 §5.2, §6.2 and §7.5 (页码, 7 mm below the text, outside edge).
"""

import docx
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.section import Section, _Footer
from docx.shared import Mm, Pt
from docx.text.run import Run

from gongshi.bulletin.gongwen import letters, measures, paragraphs

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
    _number_pages(section.footer, paragraphs.RIGHT, "right")
    _number_pages(section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT, "left")
    return word


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


def _number_pages(footer: _Footer, align: WD_ALIGN_PARAGRAPH, side: str) -> None:
    footer.is_linked_to_previous = False
    paragraph = footer.paragraphs[0]
    paragraph.alignment = align
    paragraphs.indent(paragraph, **{side: 1})
    _write(paragraph.add_run("— "))
    for part in ("begin", " PAGE ", "end"):
        run = paragraph.add_run()
        run._element.append(_field_part(part))
        _write(run)
    _write(paragraph.add_run(" —"))


def _write(run: Run) -> None:
    letters.set_face(run, letters.SONG, measures.SMALL_PT, latin=letters.SONG)


def _field_part(part: str) -> BaseOxmlElement:
    if part in ("begin", "end"):
        element = OxmlElement("w:fldChar")
        element.set(qn("w:fldCharType"), part)
        return element
    element = OxmlElement("w:instrText")
    element.set(qn("xml:space"), "preserve")
    element.text = part
    return element
