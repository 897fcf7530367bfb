"""Refuses hostile workbooks before any reader opens them.

A workbook is a zip of XML parts. Readers trust what the zip says of itself, make room
for every cell between the first and the last, and die without an exception. So all is
counted here while inflating, and searched as bytes, without reading the XML.
"""

import io
import re
import struct
import zipfile
import zlib
from collections import deque
from collections.abc import Iterator, Sequence

from gongshi.errors import FileFault
from gongshi.intake import faults

#: Parts a workbook may have; real ones have about fifteen.
_MOST_MEMBERS = 300
#: Inflated size of all parts together, in bytes: about 300,000 rows of 30 cells.
_MOST_BYTES = 300 << 20
#: Inflated bytes per packed byte of a part beyond 1 MB; real sheets reach about 60.
_STEEPEST = 200
#: A longer tag, in bytes, is not written by any spreadsheet program.
_LONGEST_TAG = 1 << 20
#: Packed bytes at a time: at most 64 MB come out of them.
_STEP = 1 << 16

_FOREIGN = re.compile(
    r"(?P<macros>vbaproject|/macrosheets/|/dialogsheets/)"
    r"|(?P<links>/externallinks/)"
    r"|(?P<objects>/embeddings/|/activex/|oleobject)"
)
_FOREIGN_TEXTS = {
    "macros": ("工作簿带有宏", "请另存为不含宏的 .xlsx"),
    "links": ("工作簿链接到其他文件", "请断开外部链接（数据—编辑链接）后另存"),
    "objects": ("工作簿里嵌有其他文件或控件", "请删除嵌入对象后另存"),
}
_MACRO_TYPE = re.compile(rb"macroEnabled|vbaProject", re.IGNORECASE)
_ENCODING = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9._-]+)")
# Right of column SF (the 500th) or below row 999,999. All repeats are bounded, so that
# no input is searched in more than linear time.
_FAR_PLACE = (
    rb"r\s*=\s*[\"'](?P<place>[A-Za-z]{3,9}[0-9]{1,9}"
    rb"|(?:[Ss][G-Zg-z]|[T-Zt-z][A-Za-z])[0-9]{1,9}"
    rb"|[A-Za-z]{1,2}[0-9]{7,12})[\"']"
)
_FAR = re.compile(_FAR_PLACE)
# An empty cell that only has a style does no harm, and programs write such cells to
# the last row: only a cell that holds an element is refused.
_FAR_CELL = re.compile(
    rb"<(?:[A-Za-z0-9_]{1,40}:)?c\s(?:[^<>]{0,60}\s)?"
    + _FAR_PLACE
    + rb"[^<>]{0,200}(?<!/)>\s*<(?!/)"
)


def inspect(content: bytes) -> None:
    """Refuse a workbook that is broken, too large or carries more than cells.

    Args:
        content: The received bytes.

    Raises:
        FileFault: Not a whole zip, not a workbook, encrypted; too many or too large
            parts, declared or counted; macros, links, embedded objects or archives;
            document types, entities, encodings other than UTF-8; filled cells beyond
            column 500 or row 999,999.
    """
    members = _members(content)
    _refuse_foreign(members)
    for member in members:
        _inspect_part(content, member)


def part(content: bytes, name: str) -> bytes:
    """Take one XML part out of a document, guarded like those of a workbook.

    Args:
        content: The received bytes, a zip.
        name: Of the part, like `word/document.xml`.

    Raises:
        FileFault: Not a whole zip, encrypted, too large, without that part; document
            types, entities, encodings other than UTF-8 in it.
    """
    members = _members(content)
    if any(member.flag_bits & 1 for member in members):
        raise faults.unsafe("文件已加密", "请取消打开密码后另存")
    member = next((each for each in members if each.filename == name), None)
    if member is None:
        raise faults.unreadable("文件里没有正文")
    _inspect_part(content, member)
    return b"".join(_inflated_pieces(content, member))


def _members(content: bytes) -> Sequence[zipfile.ZipInfo]:
    # Counted first: listing a hundred thousand parts would take a second.
    if content.count(b"PK\x01\x02") > _MOST_MEMBERS:
        raise faults.too_large("压缩包里的文件过多", "请另存为普通 .xlsx 后上传")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, struct.error) as error:
        raise faults.unreadable("工作簿不完整") from error
    _refuse_size(members)
    return members


def _refuse_size(members: Sequence[zipfile.ZipInfo]) -> None:
    steep = any(_is_steep(m.file_size, m.compress_size) for m in members)
    if steep or sum(member.file_size for member in members) > _MOST_BYTES:
        raise _inflated()


def _is_steep(inflated: int, packed: int) -> bool:
    return inflated > 1 << 20 and inflated > _STEEPEST * max(1, packed)


def _refuse_foreign(members: Sequence[zipfile.ZipInfo]) -> None:
    names = [f"/{member.filename.lower()}".replace("\\", "/") for member in members]
    if any(member.flag_bits & 1 for member in members):
        raise faults.unsafe("工作簿已加密", "请取消打开密码后另存")
    if "/xl/workbook.xml" not in names:
        raise _no_workbook(names)
    if len(set(names)) < len(names):
        raise faults.unreadable("工作簿里有重名的部分")
    found = _FOREIGN.search("\n".join(names))
    if found:
        raise faults.unsafe(*_FOREIGN_TEXTS[str(found.lastgroup)])


def _no_workbook(names: Sequence[str]) -> FileFault:
    if "/word/document.xml" in names:
        return faults.unknown_kind("这是 Word 文档", "请把表格复制到模板 .xlsx 后上传")
    if "/xl/workbook.bin" in names:
        return faults.unknown_kind("这是 .xlsb 工作簿", "请另存为 .xlsx 后上传")
    if "/content.xml" in names:
        return faults.unknown_kind("这是 .ods 表格", "请另存为 .xlsx 后上传")
    return faults.unknown_kind(
        "这是压缩包，不是 Excel 工作簿", "请解压后上传其中的 .xlsx 或 .csv"
    )


def _inspect_part(content: bytes, member: zipfile.ZipInfo) -> None:
    pieces = _inflated_pieces(content, member)
    first = next(pieces, b"")
    if first.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise faults.unsafe("工作簿里嵌有其他文件", "请删除嵌入对象后另存")
    if not _is_xml(first, member.filename.lower()):
        deque(pieces, maxlen=0)
        return
    if member.filename == "[Content_Types].xml" and _MACRO_TYPE.search(first):
        raise faults.unsafe(*_FOREIGN_TEXTS["macros"])
    _search(first, pieces)


def _is_xml(first: bytes, name: str) -> bool:
    # A part may be a sheet under any name: what begins like XML is searched as XML.
    start = first.removeprefix(b"\xef\xbb\xbf").lstrip()[:400]
    if not start.startswith(b"<") and not name.endswith((".xml", ".rels", ".vml")):
        return False
    declared = _ENCODING.search(start)
    odd = declared is not None and declared[1].lower() not in (b"utf-8", b"us-ascii")
    if odd or b"\0" in start or start[:1] not in (b"<", b""):
        raise faults.unsafe("工作簿内部的文字编码不是 UTF-8", "请用 Excel 或 WPS 另存")
    return True


def _search(piece: bytes, pieces: Iterator[bytes]) -> None:
    rest = b""
    while piece:
        piece = rest + piece
        if b"<!DOCTYPE" in piece or b"<!ENTITY" in piece:
            raise faults.unsafe("工作簿内部含有实体定义", "请用 Excel 或 WPS 另存")
        if _FAR.search(piece) and (found := _FAR_CELL.search(piece)):
            raise _far(found["place"].decode())
        rest = _open_end(piece)
        piece = next(pieces, b"")


def _open_end(piece: bytes) -> bytes:
    # What the next search must see again: the last tag but one, for it may go on.
    last, closed = piece.rfind(b"<"), piece.rfind(b">")
    if last <= closed and piece[closed + 1 :].strip():
        return b""
    rest = piece[max(piece.rfind(b"<", 0, max(last, 0)), 0) :]
    if len(rest) > _LONGEST_TAG:
        raise faults.unreadable("工作簿内部结构异常")
    return rest


def _inflated_pieces(content: bytes, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """Inflate one part in pieces, never beyond the size it was declared to have."""
    packed = _packed(content, member)
    if member.compress_type == zipfile.ZIP_STORED:
        yield from _steps(packed, 1 << 22)
        return
    engine = zlib.decompressobj(-15)
    total = 0
    try:
        for step in _steps(packed, _STEP):
            piece = engine.decompress(step)
            total += len(piece)
            if total > member.file_size:
                raise _inflated()
            if piece:
                yield piece
    except zlib.error as error:
        raise faults.unreadable("工作簿里的压缩数据不正确") from error
    if total != member.file_size or not engine.eof:
        raise faults.unreadable("工作簿里的压缩数据不完整")


def _steps(packed: memoryview, size: int) -> Iterator[bytes]:
    for at in range(0, len(packed), size):
        yield bytes(packed[at : at + size])


def _packed(content: bytes, member: zipfile.ZipInfo) -> memoryview:
    # The size of the name may differ between the two places that hold it.
    start = member.header_offset
    head = content[start : start + 30]
    known = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
    if len(head) < 30 or head[:4] != b"PK\x03\x04" or member.compress_type not in known:
        raise faults.unreadable("工作簿的压缩格式不正确")
    name, extra = struct.unpack("<HH", head[26:30])
    begin = start + 30 + name + extra
    packed = memoryview(content)[begin : begin + member.compress_size]
    stored = member.compress_type == zipfile.ZIP_STORED
    if len(packed) < member.compress_size or (
        stored and len(packed) != member.file_size
    ):
        raise faults.unreadable("工作簿不完整")
    return packed


def _inflated() -> FileFault:
    return faults.too_large("工作簿展开后过大", "请拆成几个文件上传")


def _far(place: str) -> FileFault:
    return faults.too_large(
        f"单元格 {place} 离表格太远（最多 500 列、999999 行）",
        "请删除该单元格后另存",
    )
