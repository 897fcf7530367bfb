"""Paragraphs of the Word document: line grid, indents in characters, rules."""

from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt
from docx.text.paragraph import Paragraph

from gongshi.bulletin.gongwen import letters, measures

# Word leaves out what stands out of order in a paragraph's properties.
_AFTER_SNAP = ("w:spacing", "w:ind", "w:jc", "w:outlineLvl", "w:rPr")
_AFTER_BORDERS = ("w:shd", "w:tabs", "w:snapToGrid", *_AFTER_SNAP)
_FACE_BY_LEVEL = (letters.FANGSONG, letters.HEI, letters.KAI)
CENTER, RIGHT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT


def add(
    word: WordDocument,
    text: str = "",
    *,
    face: str = letters.FANGSONG,
    size: float = measures.BODY_PT,
    align: WD_ALIGN_PARAGRAPH | None = None,
) -> Paragraph:
    """Add a paragraph on the line grid at the end of the document.

    Args:
        word: The document.
        text: Its text; "" makes an empty line.
        face: Name of the East Asian face.
        size: Points.
        align: Where the line stands; None is left.

    Returns:
        The paragraph.
    """
    paragraph = word.add_paragraph()
    if text:
        letters.write(paragraph, text, face, size)
    if align is not None:
        paragraph.alignment = align
    return paragraph


def add_text(word: WordDocument, level: int, text: str) -> Paragraph:
    """Add a paragraph of the text, its first line two characters in.

    Args:
        word: The document.
        level: 0 body text, 1 「一、」 heading, 2 「（一）」 heading.
        text: Its text.

    Returns:
        The paragraph; a heading stays with the next one and shows in the navigation.
    """
    paragraph = add(word, text, face=_FACE_BY_LEVEL[level])
    indent(paragraph, first=2)
    if not level:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
        return paragraph
    paragraph.paragraph_format.keep_with_next = True
    outline = parse_xml(f'<w:outlineLvl {nsdecls("w")} w:val="{level - 1}"/>')
    properties = paragraph._p.get_or_add_pPr()
    properties.insert_element_before(outline, "w:divId", "w:rPr", "w:sectPr")
    return paragraph


def indent(
    paragraph: Paragraph, *, left: int = 0, right: int = 0, first: int = 0
) -> None:
    """Indent a paragraph by whole characters of the body text.

    Args:
        paragraph: The paragraph.
        left: Characters, all lines.
        right: Characters, all lines.
        first: Characters, the first line; negative hangs it out to the left.
    """
    sides = {
        "left": left,
        "right": right,
        "firstLine" if first > 0 else "hanging": abs(first),
    }
    element = paragraph._p.get_or_add_pPr()._add_ind()
    for side, chars in sides.items():
        if chars:
            # Word follows the characters, LibreOffice the twentieths of a point.
            element.set(qn(f"w:{side}Chars"), str(chars * 100))
            element.set(qn(f"w:{side}"), str(chars * measures.BODY_PT * 20))


def space_lines(paragraph: Paragraph, points: float) -> None:
    """Set the height of a paragraph's lines, whatever the grid.

    Args:
        paragraph: The paragraph.
        points: Exact height.
    """
    paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    paragraph.paragraph_format.line_spacing = Pt(points)
    free = parse_xml(f'<w:snapToGrid {nsdecls("w")} w:val="0"/>')
    properties = paragraph._p.get_or_add_pPr()
    properties.insert_element_before(free, *_AFTER_SNAP)


def add_rules(paragraph: Paragraph, color: str = "000000", **eighths: int) -> None:
    """Draw rules above or below a paragraph, as wide as the text.

    Args:
        paragraph: The paragraph.
        color: RRGGBB.
        **eighths: `top` and `bottom`, thickness in eighths of a point.
    """
    rules = "".join(
        f'<w:{side} w:val="single" w:sz="{thickness}" w:space="1" w:color="{color}"/>'
        for side, thickness in eighths.items()
    )
    borders = parse_xml(f"<w:pBdr {nsdecls('w')}>{rules}</w:pBdr>")
    paragraph._p.get_or_add_pPr().insert_element_before(borders, *_AFTER_BORDERS)
