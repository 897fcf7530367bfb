"""Looks whether an attached file opens as what its name says it is."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePath

from gongshi.errors import FileFault


@dataclass(frozen=True)
class Attachment:
    """A file as it came."""

    content: bytes
    name: str


#: Most bytes of one attachment.
MOST_BYTES = 50 * 1024 * 1024
#: How far from its end a PDF may have its mark.
_TAIL = 2048


def refuse_unopenable(attachment: Attachment) -> None:
    """Refuse a file that nobody will be able to open.

    Args:
        attachment: The suffix of its name says what its bytes should be.

    Raises:
        FileFault: Empty, too large, of a kind that is not taken, or not of that kind.
    """
    content, file_name = attachment.content, attachment.name
    suffix = PurePath(file_name).suffix.lower()
    if not content:
        raise FileFault("attachment", f"附件「{file_name}」是空的，什么都没有存。")
    if len(content) > MOST_BYTES:
        raise FileFault(
            "attachment",
            f"附件「{file_name}」超过 {MOST_BYTES // 1024 // 1024} MB，什么都没有存。",
        )
    if suffix not in _OPENS:
        listed = "、".join(each.lstrip(".") for each in _OPENS)
        raise FileFault(
            "attachment",
            f"附件「{file_name}」的格式不收，可用：{listed}；什么都没有存。",
        )
    if not _OPENS[suffix](content):
        raise FileFault(
            "attachment",
            f"附件「{file_name}」打不开（内容不是完整的 {suffix.lstrip('.')} 文件），"
            "请重新扫描或导出；什么都没有存。",
        )


def _is_pdf(content: bytes) -> bool:
    return content.startswith(b"%PDF-") and b"%%EOF" in content[-_TAIL:]


def _is_jpeg(content: bytes) -> bool:
    return content.startswith(b"\xff\xd8\xff") and b"\xff\xd9" in content[-_TAIL:]


def _is_png(content: bytes) -> bool:
    return content.startswith(b"\x89PNG\r\n\x1a\n") and b"IEND" in content[-_TAIL:]


def _is_archive_with(part: str) -> Callable[[bytes], bool]:
    def is_archive(content: bytes) -> bool:
        try:
            with zipfile.ZipFile(BytesIO(content)) as archive:
                # The directory alone: unpacking a stranger's archive is not needed.
                return part in archive.namelist()
        except (zipfile.BadZipFile, NotImplementedError, ValueError):
            return False

    return is_archive


_OPENS: dict[str, Callable[[bytes], bool]] = {
    ".pdf": _is_pdf,
    ".jpg": _is_jpeg,
    ".jpeg": _is_jpeg,
    ".png": _is_png,
    ".docx": _is_archive_with("word/document.xml"),
    ".xlsx": _is_archive_with("xl/workbook.xml"),
    ".ofd": _is_archive_with("OFD.xml"),
}
