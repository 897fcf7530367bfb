"""Type of the Word document: named faces, sizes, spacing, colour of a run.

The faces are named, never embedded: they stand on the computers of offices and are not
ours to hand on. East Asian hint and per-script names keep “ ” — … at full width.
"""

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from gongshi.bulletin.document import printable
from gongshi.bulletin.gongwen import measures

FANGSONG, TITLE, HEI, KAI, SONG = (
    "仿宋_GB2312",
    "方正小标宋简体",
    "黑体",
    "楷体_GB2312",
    "宋体",
)
LATIN = "Times New Roman"
# Word refuses a run whose properties stand out of order; these follow ours.
_AFTER_SPACING = ("w:w", "w:kern", "w:position", "w:sz", "w:szCs", "w:u")


def write(
    paragraph: Paragraph,
    text: str,
    face: str = FANGSONG,
    size: float = measures.BODY_PT,
) -> Run:
    """Write a text at the end of a paragraph.

    Args:
        paragraph: Where to.
        text: Any text; made printable.
        face: Name of the East Asian face.
        size: Points; body text is set 0.2 pt closer, so that a line holds 28.

    Returns:
        The new run.
    """
    run = paragraph.add_run(printable(text))
    set_face(run, face, size)
    if size == measures.BODY_PT:
        twips = str(round(measures.SPACING_PT * 20))
        _insert(run, "w:spacing", twips, _AFTER_SPACING)
    return run


def set_face(run: Run, face: str, size: float, latin: str = LATIN) -> None:
    """Set the faces and the size of a run.

    Args:
        run: The run.
        face: Name of the East Asian face.
        size: Points.
        latin: Name of the face for Latin letters and digits.
    """
    run.font.size = Pt(size)
    run.font.name = latin
    fonts = run._element.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:eastAsia"), face)
    fonts.set(qn("w:hint"), "eastAsia")


def narrow(run: Run, percent: int) -> None:
    """Set the breadth of the letters of a run.

    Args:
        run: The run.
        percent: 100 is natural; WPS and LibreOffice follow this, not `fitText`.
    """
    _insert(run, "w:w", str(percent), _AFTER_SPACING[1:])


def redden(run: Run) -> None:
    """Print a run in the red of the head.

    Args:
        run: The run.
    """
    run.font.color.rgb = RGBColor.from_string(measures.RED)


def _insert(run: Run, tag: str, value: str, successors: tuple[str, ...]) -> None:
    element = OxmlElement(tag)
    element.set(qn("w:val"), value)
    run._element.get_or_add_rPr().insert_element_before(element, *successors)
