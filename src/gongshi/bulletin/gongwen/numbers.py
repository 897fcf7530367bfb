"""Page numbers of the Word document, on the outer side of each page.

On a lying sheet the number stands where it would on the upright one: at the left edge,
turned with the sheet.
Source: GB/T 9704-2012 §7.5 (页码) and §8 (公文中的横排表格).
"""

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.section import _Footer
from docx.shared import Mm
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from gongshi.bulletin.gongwen import letters, measures, paragraphs, sheets

#: The number is 5 mm high and 7 mm away from the text.
_ASIDE_MM, _BREADTH_MM = sheets.LEFT_MM - 7 - 8, 8


def add(footer: _Footer, align: WD_ALIGN_PARAGRAPH, side: str) -> None:
    """Print the number of the page below the text.

    Args:
        footer: Of odd or of even pages.
        align: Where the number stands.
        side: "left" or "right", one character in from there.
    """
    footer.is_linked_to_previous = False
    _number(footer.paragraphs[0], align, side)


def add_aside(footer: _Footer, align: WD_ALIGN_PARAGRAPH, side: str) -> None:
    """Print the number of a lying page at its left edge, turned.

    Args:
        footer: Of odd or of even pages.
        align: Where the number stands when the sheet is turned upright.
        side: "left" or "right", one character in from there.
    """
    footer.is_linked_to_previous = False
    box = parse_xml(_box())
    anchor = footer.paragraphs[0]
    # The line that holds the box would push the text up.
    paragraphs.space_lines(anchor, 1)
    anchor.add_run()._element.append(box)
    (inside,) = box.iter(qn("w:p"))
    _number(Paragraph(inside, footer), align, side)


def _box() -> str:
    height, breadth = Mm(measures.TEXT_WIDTH_MM), Mm(_BREADTH_MM)
    word = "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
    return (
        f'<w:drawing {nsdecls("w", "wp", "a")} xmlns:wps="{word}">'
        '<wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0"'
        ' relativeHeight="1" behindDoc="1" locked="0" layoutInCell="1"'
        ' allowOverlap="1"><wp:simplePos x="0" y="0"/>'
        f'<wp:positionH relativeFrom="page"><wp:posOffset>{Mm(_ASIDE_MM)}'
        "</wp:posOffset></wp:positionH>"
        f'<wp:positionV relativeFrom="page"><wp:posOffset>{Mm(sheets.TOP_MM)}'
        "</wp:posOffset></wp:positionV>"
        f'<wp:extent cx="{breadth}" cy="{height}"/><wp:wrapNone/>'
        '<wp:docPr id="1" name="页码"/><wp:cNvGraphicFramePr/>'
        f'<a:graphic><a:graphicData uri="{word}"><wps:wsp><wps:cNvSpPr txBox="1"/>'
        f'<wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{breadth}" cy="{height}"/>'
        '</a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:noFill/></wps:spPr>'
        "<wps:txbx><w:txbxContent><w:p/></w:txbxContent></wps:txbx>"
        '<wps:bodyPr vert="vert" lIns="0" tIns="0" rIns="0" bIns="0"/>'
        "</wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing>"
    )


def _number(paragraph: Paragraph, align: WD_ALIGN_PARAGRAPH, side: str) -> None:
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
