"""Finds the encoding of a text file and gives its UTF-8 bytes."""

import codecs

from gongshi.intake import faults

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_STEP = 1 << 20


def utf8(content: bytes) -> bytes:
    """Give the same text as UTF-8 bytes without a byte order mark.

    Args:
        content: UTF-8 or UTF-16 with a mark, else UTF-8, else GB 18030 (thus GBK).

    Returns:
        UTF-8 bytes; the received object itself where it already is that.

    Raises:
        FileFault: No encoding fits, or the text holds a NUL character.
    """
    for mark, name in _MARKS:
        if content.startswith(mark):
            return _checked(_converted(content[len(mark) :], name))
    try:
        return _checked(_converted(content, "utf-8"))
    except UnicodeDecodeError:
        return _checked(_converted(content, "gb18030"))


def refuse_other(top: bytes) -> None:
    """Refuse the beginning of a text that is not UTF-8; its end may cut a character.

    Args:
        top: The first bytes of a file, with or without a mark.

    Raises:
        FileFault: The bytes are not UTF-8.
    """
    try:
        codecs.getincrementaldecoder("utf-8")().decode(top)
    except UnicodeDecodeError as error:
        raise faults.encoding() from error


def _converted(content: bytes, name: str) -> bytes:
    try:
        if name != "utf-8":
            return content.decode(name).encode()
        _validate(content)
    except UnicodeError as error:
        if name == "utf-8" and isinstance(error, UnicodeDecodeError):
            raise
        raise faults.encoding() from error
    return content


def _validate(content: bytes) -> None:
    # In steps: decoding a large file at once would need three times its size.
    decoder = codecs.getincrementaldecoder("utf-8")()
    view = memoryview(content)
    for at in range(0, len(view), _STEP):
        decoder.decode(view[at : at + _STEP])
    decoder.decode(b"", final=True)


def _checked(content: bytes) -> bytes:
    at = content.find(b"\0")
    if at >= 0:
        raise faults.nul(f"第 {content.count(bytes([10]), 0, at) + 1} 行")
    return content
