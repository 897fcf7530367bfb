"""Writing the Word document so that equal documents are equal bytes."""

from datetime import UTC, datetime, time
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx.document import Document as WordDocument

from gongshi.bulletin.document import Document, printable
from gongshi.bulletin.gongwen import wording

#: The most characters a core property may have.
_MOST_CHARS = 255


def save(word: WordDocument, document: Document) -> bytes:
    """Return the Word document as a file.

    Args:
        word: The document.
        document: The bulletin, which gives title, author and days.

    Returns:
        A .docx file; no time in it is that of the running machine.
    """
    _set_properties(word, document)
    file = BytesIO()
    word.save(file)
    return _with_fixed_times(file)


def _set_properties(word: WordDocument, document: Document) -> None:
    day = datetime.combine(wording.file_date(document), time(), UTC)
    properties = word.core_properties
    properties.title = printable(document.title)[:_MOST_CHARS]
    properties.author = printable(document.signed_by)[:_MOST_CHARS]
    properties.last_modified_by = properties.author
    properties.comments = wording.origin(document)[:_MOST_CHARS]
    properties.language = "zh-CN"
    properties.created = properties.modified = properties.last_printed = day


def _with_fixed_times(file: BytesIO) -> bytes:
    fixed = BytesIO()
    with ZipFile(file) as old, ZipFile(fixed, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            entry = ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = ZIP_DEFLATED
            new.writestr(entry, old.read(name))
    return fixed.getvalue()
