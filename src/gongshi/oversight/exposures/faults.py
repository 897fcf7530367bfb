"""The sentences with which what was seen is refused: what is wrong, what to do."""

from gongshi.errors import FileFault


def empty(name: str) -> FileFault:
    """Answer the fault of a file without any text."""
    return FileFault("empty_file", f"「{name}」里没有文字，什么都没有存。")


def too_large(name: str, most: int) -> FileFault:
    """Answer the fault of a file beyond the limit, in bytes."""
    return FileFault(
        "too_large",
        f"「{name}」超过 {most // 1_000_000} MB，什么都没有存；请只存有决定的那一页。",
    )


def too_many(name: str, most: int) -> FileFault:
    """Answer the fault of a list that is too long."""
    return FileFault(
        "too_many", f"「{name}」超过 {most} 条，什么都没有存；请拆成几个文件。"
    )


def unreadable(name: str) -> FileFault:
    """Answer the fault of a file that breaks off or contradicts itself."""
    return FileFault(
        "unreadable", f"「{name}」不完整或已损坏，什么都没有存；请重新下载或另存。"
    )


def unsafe(name: str) -> FileFault:
    """Answer the fault of a feed that defines types or entities."""
    return FileFault(
        "unsafe_file",
        f"「{name}」里有文档类型或实体定义，不是普通的 RSS、Atom，什么都没有存。",
    )


def unknown(name: str) -> FileFault:
    """Answer the fault of a kind that is not read."""
    return FileFault(
        "unknown_kind",
        f"「{name}」不是 csv、xlsx、RSS、Atom、html、pdf 或 txt，什么都没有存；"
        "请另存为其中一种。",
    )


def pictures(name: str) -> FileFault:
    """Answer the fault of a scanned document."""
    return FileFault(
        "no_text",
        f"「{name}」只有图片，没有可读的文字，什么都没有存；请照图片用手填登记。",
    )


def encrypted(name: str) -> FileFault:
    """Answer the fault of a document that needs a password."""
    return FileFault(
        "unsafe_file", f"「{name}」已加密，什么都没有存；请取消密码后另存。"
    )


def encoding(name: str) -> FileFault:
    """Answer the fault of a text whose encoding nobody knows."""
    return FileFault(
        "unknown_encoding",
        f"认不出「{name}」的文字编码，什么都没有存；请另存为 UTF-8。",
    )


def no_columns(name: str) -> FileFault:
    """Answer the fault of a list whose columns have no known titles."""
    return FileFault(
        "no_column",
        f"「{name}」里没有文书号、当事人或内容一列，什么都没有存；请补上表头。",
    )
