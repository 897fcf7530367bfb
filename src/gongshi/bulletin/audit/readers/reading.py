"""Reads the bytes of a bulletin of any known format."""

from pathlib import PurePath

from gongshi.bulletin.audit.readers import docx, faults, html, md, txt, xlsx
from gongshi.bulletin.audit.writing import Grid, Writing
from gongshi.errors import FileFault
from gongshi.intake import encoding

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_TEXTS = {
    ".md": md.read,
    ".markdown": md.read,
    ".txt": txt.read,
    "": txt.read,
    ".html": html.read,
    ".htm": html.read,
}
#: Bytes that no text begins with.
_NO_TEXT = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"Rar!", b"7z\xbc\xaf",
            b"\x1f\x8b", b"{\\rtf", b"PK\x05\x06")  # fmt: skip


def read(content: bytes, *, file_name: str) -> Writing:
    """Read a bulletin.

    Args:
        content: The bytes as they are.
        file_name: Their name; decides among texts, and says what was refused.

    Returns:
        Paragraphs and tables in reading order.

    Raises:
        FileFault: It cannot be read as what it claims to be, or holds no text.
    """
    if len(content) > faults.MOST_BYTES:
        raise faults.too_large(file_name)
    if not content.strip(b" \t\r\n\0\xef\xbb\xbf"):
        raise faults.empty(file_name)
    try:
        writing = _read(content, file_name)
    except FileFault as error:
        if file_name in error.text:
            raise
        raise faults.of_intake(error, file_name) from error
    if not writing.blocks:
        raise faults.empty(file_name)
    if _is_huge(writing):
        raise faults.too_large(file_name)
    return writing


def _is_huge(writing: Writing) -> bool:
    chars = cells = 0
    for block in writing.blocks:
        if isinstance(block, Grid):
            cells += len(block.rows) * len(block.rows[0])
            chars += sum(len(cell) for row in block.rows for cell in row)
        else:
            chars += len(block.text)
    return chars > faults.MOST_CHARS or cells > faults.MOST_CELLS


def _read(content: bytes, name: str) -> Writing:
    suffix = PurePath(name).suffix.lower()
    if content.startswith(_OLE):
        raise faults.encrypted(name) if _ENCRYPTED in content else faults.old(name)
    if content.startswith(_ZIP):
        # The content decides: a document under the name of a workbook is a document.
        if docx.recognises(content):
            return docx.read(content, name)
        return xlsx.read(content, name)
    if content.startswith(_NO_TEXT) or suffix not in _TEXTS:
        is_office = suffix in (".docx", ".xlsx")
        raise faults.unreadable(name) if is_office else faults.unknown(name)
    text = encoding.utf8(content).decode("utf-8").removeprefix("\ufeff")
    if _is_garbage(text):
        raise faults.unreadable(name)
    return _TEXTS[suffix](text)


def _is_garbage(text: str) -> bool:
    # Random bytes often pass as GB 18030, full of control and private characters.
    odd = sum(
        (ord(c) < 32 and c not in "\t\n\r\f\v") or 0xE000 <= ord(c) <= 0xF8FF
        for c in text
    )
    return odd * 50 > len(text)
