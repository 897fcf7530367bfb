"""The sentences with which a file is refused: what is wrong, what to do."""

from gongshi.errors import FileFault

#: Largest file in bytes; bulletins have some hundred thousand.
MOST_BYTES = 50 << 20
#: Text and cells of a bulletin; a year's has some ten thousand of each.
MOST_CHARS = 300_000
MOST_CELLS = 50_000

_BY_CODE = {
    "unreadable": "「{name}」不完整或已损坏，请重新导出或另存后再审读。",
    "too_large": "「{name}」展开后过大，不像通报；请只留正文和附表后再审读。",
    "unsafe_file": "「{name}」已加密或带有不该有的内容（宏、外部链接、实体定义），"
    "请取消打开密码、另存为普通文档后再审读。",
    "nul_character": "「{name}」里有空字符，不是文本，请重新导出后再审读。",
    "unknown_encoding": "认不出「{name}」的文字编码，请另存为 UTF-8 后再审读。",
}


def of_intake(error: FileFault, name: str) -> FileFault:
    """Say a fault that intake found in the words of the audit."""
    text = _BY_CODE.get(error.code)
    return FileFault(error.code, text.format(name=name)) if text else unknown(name)


def empty(name: str) -> FileFault:
    """Answer the fault of a file without any text."""
    return FileFault("empty_file", f"「{name}」里没有文字，没有可审读的内容。")


def unknown(name: str) -> FileFault:
    """Answer the fault of a file of a kind that is not read."""
    return FileFault(
        "unknown_kind",
        f"「{name}」不是 docx、xlsx、md、txt 或 html，请另存为其中一种后再审读。",
    )


def unreadable(name: str) -> FileFault:
    """Answer the fault of a file that breaks off or contradicts itself."""
    return FileFault("unreadable", _BY_CODE["unreadable"].format(name=name))


def too_large(name: str) -> FileFault:
    """Answer the fault of a file beyond the limit."""
    return FileFault("too_large", _BY_CODE["too_large"].format(name=name))


def encrypted(name: str) -> FileFault:
    """Answer the fault of a document that needs a password."""
    return FileFault("unsafe_file", f"「{name}」设有打开密码，请取消密码后另存再审读。")


def old(name: str) -> FileFault:
    """Answer the fault of a document of the years before 2007."""
    return FileFault(
        "unknown_kind",
        f"「{name}」是旧版 Word 或 Excel 文件，请另存为 docx 或 xlsx 后再审读。",
    )
