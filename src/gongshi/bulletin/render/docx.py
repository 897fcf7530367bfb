"""The bulletin as a Word document in the official form, for issue and editing.

Built from code alone, without a template file: every millimetre of GB/T 9704-2012 is
written in `gongwen` and can be tested.
"""

from docx.document import Document as WordDocument
from docx.text.paragraph import Paragraph

from gongshi.bulletin.document import Document, Table
from gongshi.bulletin.gongwen import (
    archive,
    head,
    imprint,
    letters,
    page,
    paragraphs,
    sheets,
    tables,
    wording,
)


def render(document: Document) -> bytes:
    """Return the bulletin as a Word document.

    Args:
        document: The bulletin.

    Returns:
        A .docx file.

    Source:
        GB/T 9704-2012.
    """
    word = page.new()
    head.add(word, document)
    _add_text(word, document)
    _add_attachments(word, document)
    _add_signature(word, document)
    _add_annexes(word, document)
    imprint.add(word, document)
    return archive.save(word, document)


def _add_text(word: WordDocument, document: Document) -> None:
    for part in wording.text_parts(document):
        if isinstance(part, Table):
            tables.add(word, part)
        else:
            paragraphs.add_text(word, part.level, part.text)


def _add_attachments(word: WordDocument, document: Document) -> None:
    lines = wording.attachment_lines(document)
    if lines:
        paragraphs.add(word)
    for number, line in enumerate(lines):
        # The names stand below each other, behind 「附件：」 and their numbers.
        hang = (1 if number else 4) if len(lines) > 1 else 3
        paragraph = paragraphs.add(word, line)
        paragraphs.indent(paragraph, left=6 if len(lines) > 1 else 5, first=-hang)


def _add_signature(word: WordDocument, document: Document) -> None:
    if document.signed_by or document.signed_on:
        # A signature alone on a page would be a signature under anything.
        word.paragraphs[-1].paragraph_format.keep_with_next = True
        _add_kept(word)
        _add_kept(word)
    if document.signed_by:
        signed = _add_kept(word, document.signed_by)
        signed.alignment = paragraphs.RIGHT
        paragraphs.indent(signed, right=2)
    if document.signed_on:
        day = wording.chinese_date(document.signed_on)
        dated = paragraphs.add(word, day, align=paragraphs.RIGHT)
        paragraphs.indent(dated, right=4)
        dated.paragraph_format.keep_with_next = bool(document.note)
    if document.note:
        paragraphs.add_text(word, 0, wording.note_line(document))


def _add_kept(word: WordDocument, text: str = "") -> Paragraph:
    paragraph = paragraphs.add(word, text)
    paragraph.paragraph_format.keep_with_next = True
    return paragraph


def _add_annexes(word: WordDocument, document: Document) -> None:
    is_lying = False
    for sheet in sheets.annex_sheets(document):
        turned = sheet.is_lying != is_lying
        if turned:
            page.turn(word, lying=sheet.is_lying)
        is_lying = sheet.is_lying
        for at, (label, table) in enumerate(sheet.tables):
            _add_annex(word, label, table, on_new_page=turned and not at)
    if is_lying and wording.imprint_lines(document):
        page.turn(word, lying=False)


def _add_annex(
    word: WordDocument, label: str, table: Table, *, on_new_page: bool
) -> None:
    if label:
        line = paragraphs.add(word, label, face=letters.HEI)
        # The turned sheet is a new page already.
        line.paragraph_format.page_break_before = None if on_new_page else True
        paragraphs.add(word)
    tables.add(word, table)
