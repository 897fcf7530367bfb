"""The red head, number, red rule and title of the Word document.

Source: GB/T 9704-2012 §7.2 (版头) and §7.3.1 (标题).
"""

from docx.document import Document as WordDocument
from docx.shared import Mm

from gongshi.bulletin.document import Document
from gongshi.bulletin.gongwen import letters, measures, paragraphs

#: The head's upper edge is 35 mm below the text's; its own line adds the rest.
_ABOVE_HEAD_MM = 28
_TITLE_LINE_PT = 33


def add(word: WordDocument, document: Document) -> None:
    """Add everything that stands above the text.

    Args:
        word: The document.
        document: The bulletin.
    """
    _add_organ(word, document.organ)
    _add_number(word, document.number)
    paragraphs.add(word)
    paragraphs.add(word)
    add_title(word, document.title_lines, measures.TITLE_PT)
    paragraphs.add(word)
    if document.recipients:
        paragraphs.add(word, document.recipients)


def add_title(
    word: WordDocument,
    lines: tuple[str, ...],
    largest: int,
    *,
    width_mm: float = measures.TEXT_WIDTH_MM,
) -> None:
    """Add a title, broken where its lines are.

    Args:
        word: The document.
        lines: Its lines.
        largest: Type size in points, made smaller when a line would break.
        width_mm: Width of the text.
    """
    size = measures.title_size(lines, largest, width_mm=width_mm)
    for line in lines:
        title = paragraphs.add(
            word, line, face=letters.TITLE, size=size, align=paragraphs.CENTER
        )
        paragraphs.space_lines(title, _TITLE_LINE_PT)
        title.paragraph_format.keep_with_next = True


def _add_organ(word: WordDocument, organ: str) -> None:
    paragraphs.space_lines(paragraphs.add(word), Mm(_ABOVE_HEAD_MM).pt)
    size, percent = measures.head_size(organ)
    head = paragraphs.add(
        word, organ, face=letters.TITLE, size=size, align=paragraphs.CENTER
    )
    paragraphs.space_lines(head, 46)
    letters.redden(head.runs[0])
    letters.narrow(head.runs[0], percent)


def _add_number(word: WordDocument, number: str) -> None:
    paragraphs.add(word)
    paragraphs.add(word)
    line = paragraphs.add(word, number, align=paragraphs.CENTER)
    # The rule stands 4 mm below the number: the line's own space, and this much more.
    paragraphs.add_rules(line, measures.RED, bottom=12)
