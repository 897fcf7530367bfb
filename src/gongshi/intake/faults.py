"""The sentences with which intake refuses a file: what is wrong, where, what to do."""

from gongshi.errors import FileFault


def empty() -> FileFault:
    """Answer the fault of a file without any content."""
    return FileFault("empty_file", "文件是空的，请检查后重新上传。")


def no_rows(where: str | None = None) -> FileFault:
    """Answer the fault of a table that has a header and nothing below it."""
    place = f"工作表「{where}」" if where else "文件"
    return FileFault(
        "no_rows", f"{place}只有表头，没有数据行，请在表头下面逐行填写后重新上传。"
    )


def unknown_kind(found: str, advice: str) -> FileFault:
    """Answer the fault of a file of a kind that is not read."""
    return FileFault("unknown_kind", f"{found}，{advice}。")


def unreadable(what: str) -> FileFault:
    """Answer the fault of a file that breaks off or contradicts itself."""
    return FileFault(
        "unreadable", f"{what}，文件可能已损坏或没有传完，请重新导出后上传。"
    )


def unsafe(what: str, advice: str) -> FileFault:
    """Answer the fault of a workbook that carries what no record file needs."""
    return FileFault("unsafe_file", f"{what}，为安全起见不予读取，{advice}。")


def too_large(what: str, advice: str) -> FileFault:
    """Answer the fault of a file beyond a limit."""
    return FileFault("too_large", f"{what}，{advice}。")


def encoding() -> FileFault:
    """Answer the fault of a text file in no encoding that is known."""
    return FileFault(
        "unknown_encoding",
        "无法识别文件的文字编码，请另存为「CSV UTF-8」或 .xlsx 后重新上传。",
    )


def no_header(title: str, listed_by: str) -> FileFault:
    """Answer the fault of a file in which no row reads like a header."""
    return FileFault(
        "no_header",
        f"前 20 行里没有找到「{title}」模板的表头，请保留模板的表头行，"
        f"栏目见 {listed_by}。",
    )


def wrong_template(found: str, found_key: str, wanted: str) -> FileFault:
    """Answer the fault of a file filled in on the template of another category."""
    return FileFault(
        "wrong_template",
        f"表头像是「{found}」模板，请用 --category {found_key} 或改用「{wanted}」模板。",
    )


def mixed_template(title: str, other: str) -> FileFault:
    """Answer the fault of one table that mixes the columns of two categories."""
    return FileFault(
        "mixed_template",
        f"同一张表里混有「{title}」和「{other}」两种模板的列，请分成两个文件分别上传。",
    )


def two_columns(first: str, second: str, title: str) -> FileFault:
    """Answer the fault of two columns that claim the same field."""
    return FileFault(
        "two_columns",
        f"「{first}」和「{second}」两列都是「{title}」，请只保留一列。",
    )


def two_sheets(first: str, second: str) -> FileFault:
    """Answer the fault of a workbook with data on two sheets."""
    return FileFault(
        "two_sheets",
        f"工作表「{first}」和「{second}」都有数据，请每个文件只保留一张工作表。",
    )


def nul(where: str) -> FileFault:
    """Answer the fault of a NUL character in a text."""
    return FileFault(
        "nul_character",
        f"{where}含有空字符（NUL），文件可能已损坏，请重新导出后上传。",
    )


def half(where: str) -> FileFault:
    """Answer the fault of half a character, which only the escapes of JSON can write."""
    return FileFault(
        "half_character",
        f"{where}含有半个字符（单独的代理码，如 \\ud800），不成文字，"
        "请用生成文件的软件重新导出后上传。",
    )


def nested(row: int, key: str) -> FileFault:
    """Answer the fault of a list or an object where a plain value belongs."""
    return FileFault(
        "nested_value",
        f"第 {row} 行的「{key}」是列表或对象，请改为一个文本值。",
    )
