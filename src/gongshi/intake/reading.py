"""Reads a received file of any known format into a batch."""

import hashlib
import importlib
import pkgutil
from collections.abc import Iterable
from functools import cache
from pathlib import PurePath
from typing import Protocol

from gongshi.errors import FileFault
from gongshi.intake import faults, formats
from gongshi.intake.batch import Batch
from gongshi.intake.headers import Heads
from gongshi.intake.table import Table, assemble
from gongshi.intake.vocabulary import Standard

_EXCEL = "请用 Excel 或 WPS 另存为 .xlsx 后上传"
_TEMPLATE = "请填写 .xlsx 或 .csv 模板后上传"

#: What a content begins with, what that is, and what to do about it.
_OTHER_KINDS = (
    (b"%PDF", "这是 PDF 文件", _TEMPLATE),
    (b"\x89PNG", "这是图片", _TEMPLATE),
    (b"\xff\xd8\xff", "这是图片", _TEMPLATE),
    (b"GIF8", "这是图片", _TEMPLATE),
    (b"II*\0", "这是图片", _TEMPLATE),
    (b"Rar!", "这是压缩包", "请解压后上传其中的 .xlsx 或 .csv"),
    (b"7z\xbc\xaf", "这是压缩包", "请解压后上传其中的 .xlsx 或 .csv"),
    (b"\x1f\x8b", "这是压缩包", "请解压后上传其中的 .xlsx 或 .csv"),
    (b"{\\rtf", "这是 RTF 文档", _TEMPLATE),
    (b"<html", "这是网页", _EXCEL),
    (b"<!DOCTYPE", "这是网页", _EXCEL),
    (b"<table", "这是网页", _EXCEL),
    (b"<?xml", "这是 XML 表格", _EXCEL),
)
_OLD_WORKBOOK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


class Format(Protocol):
    """A file format: one module in `formats`, whose name is its key."""

    EXTENSIONS: tuple[str, ...]

    def recognises(self, content: bytes) -> bool: ...  # noqa: D102
    def read(self, content: bytes, heads: Heads) -> Table: ...  # noqa: D102


def read(
    content: bytes,
    *,
    file_name: str,
    standard: Standard,
    others: Iterable[Standard] = (),
) -> Batch:
    """Read a received file.

    Args:
        content: The bytes as received.
        file_name: The name under which they came; decides only where the content
            does not.
        standard: The record standard the file is taken to follow.
        others: All standards, to name the right one when it follows another; looked
            into only when it may.

    Returns:
        One row per non-blank data row, text cells in the order of the file's columns.
        Up to a thousand rows are tuples, more are a frame.

    Raises:
        FileFault: The file cannot be read as what it claims to be.
    """
    return read_with(content, file_name=file_name, heads=Heads(standard, others))


def read_with(content: bytes, *, file_name: str, heads: Heads) -> Batch:
    """Read a received file as `read` does, its header found by whoever is given.

    Args:
        content: The bytes as received.
        file_name: The name under which they came.
        heads: Finds the header.

    Raises:
        FileFault: The file cannot be read as what it claims to be.
    """
    if not content.strip(b" \t\r\n\0\xef\xbb\xbf"):
        raise faults.empty()
    table = format_of(content, file_name).read(content, heads)
    digest = hashlib.new("sm3", content).hexdigest()
    return assemble(
        table, standard=heads.standard, file_name=file_name, file_hash=digest
    )


def format_of(content: bytes, file_name: str) -> Format:
    """Find the format of a file, by its content and then by its name.

    Args:
        content: The bytes as received, at least the first of them.
        file_name: The name under which they came.

    Returns:
        The module of the format; text of unknown name is a text table.

    Raises:
        FileFault: It is of a kind that is not read.
    """
    known = _formats()
    for form in known.values():
        if form.recognises(content):
            return form
    _refuse_other(content)
    suffix = PurePath(file_name).suffix.lower()
    by_name = (form for form in known.values() if suffix in form.EXTENSIONS)
    form = next(by_name, known["csv"])
    if form in (known["csv"], known["json"]):
        return form
    raise faults.unreadable(f"文件名是 {suffix}，内容却不是")


@cache
def _formats() -> dict[str, Format]:
    names = [module.name for module in pkgutil.iter_modules(formats.__path__)]
    return {
        name: importlib.import_module(f"{formats.__name__}.{name}")
        for name in sorted(names)
    }


def _refuse_other(content: bytes) -> None:
    if content.startswith(_OLD_WORKBOOK):
        raise _old_workbook(content)
    start = content[:64].removeprefix(b"\xef\xbb\xbf").lstrip()
    for sign, found, advice in _OTHER_KINDS:
        if start.lower().startswith(sign.lower()):
            raise faults.unknown_kind(found, advice)


def _old_workbook(content: bytes) -> FileFault:
    if _ENCRYPTED in content:
        return faults.unsafe("工作簿已加密", "请取消打开密码后另存")
    if "WordDocument".encode("utf-16-le") in content:
        return faults.unknown_kind("这是旧版 Word 文档", _TEMPLATE)
    return faults.unknown_kind("这是旧版 .xls", "请另存为 .xlsx")
