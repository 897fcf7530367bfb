"""The fixed words of an official document, as every format prints them.

Source: GB/T 9704-2012 §7.3.3 (附件说明), §7.3.5 (成文日期), §7.3.6 (附注), §7.4 (版记).
"""

from collections.abc import Iterator
from datetime import date
from itertools import takewhile

from gongshi.bulletin.document import (
    Document,
    Paragraph,
    Table,
    plain,
    printable,
)

#: The day of a document that bears none; the first one a zip file can hold.
_UNDATED = date(1980, 1, 1)


def chinese_date(day: date | None) -> str:
    """Return a day as official documents write it.

    Args:
        day: A day, or None when the document is not dated.

    Returns:
        「2024年1月8日」 without leading zeros; "" for None.
    """
    return f"{day.year}年{day.month}月{day.day}日" if day else ""


def file_date(document: Document) -> date:
    """Return the day stored in a file's properties, so equal documents are equal bytes.

    Args:
        document: The bulletin.

    Returns:
        The day of signing, else of printing, else 1 January 1980.
    """
    return document.signed_on or document.printed_on or _UNDATED


def origin(document: Document) -> str:
    """Return the sentence that tells from what the document was computed.

    Args:
        document: The bulletin.

    Returns:
        Moment, policy and rulebook, as far as they are given.
    """
    parts = (
        ("数据截至", document.as_of),
        ("口径", document.policy),
        ("规则包", document.rulebook),
    )
    return "；".join(f"{name} {printable(text)}" for name, text in parts if text)


def attachment_lines(document: Document) -> tuple[str, ...]:
    """Return the list of annexes that stands above the signature.

    Args:
        document: The bulletin.

    Returns:
        One line per annex; numbered when there are several, no mark at the end.
    """
    names = document.attachments
    if len(names) == 1:
        return (f"附件：{names[0]}",)
    lines = [f"{number}.{name}" for number, name in enumerate(names, 1)]
    return tuple(
        ("附件：" if not index else "") + line for index, line in enumerate(lines)
    )


def annex_label(document: Document, table: Table) -> str:
    """Return the word at the top left of an annex.

    Args:
        document: The bulletin.
        table: One of its annexed tables.

    Returns:
        「附件」 when it is the only annex, else 「附件2」.
    """
    numbers = {each.annex for each in document.tables if each.annex is not None}
    alone = len(numbers) <= 1 and len(document.attachments) <= 1
    return "附件" if alone else f"附件{table.annex}"


def text_parts(document: Document) -> Iterator[Paragraph | Table]:
    """Go through the text: its paragraphs, and the tables that are part of it.

    Args:
        document: The bulletin.

    Yields:
        Each paragraph with the tables below it, then those that follow the text.
    """
    inside = [table for table in document.tables if table.annex is None]
    for at, paragraph in enumerate(document.paragraphs):
        yield paragraph
        yield from (table for table in inside if table.after == at)
    yield from (table for table in inside if table.after is None)


def annex_tables(document: Document) -> tuple[tuple[str, Table], ...]:
    """Return the annexed tables, each with the label that opens a new page.

    Args:
        document: The bulletin.

    Returns:
        (label, table) by annex number; the label is "" for a further table of an annex.
    """
    annexed = [table for table in document.tables if table.annex is not None]
    annexed.sort(key=lambda table: table.annex or 0)
    before = [None, *(table.annex for table in annexed)]
    return tuple(
        ("" if table.annex == last else annex_label(document, table), table)
        for last, table in zip(before, annexed, strict=False)
    )


def note_line(document: Document) -> str:
    """Return the note in its round brackets.

    Args:
        document: The bulletin.

    Returns:
        「（此件公开发布）」, or "" when there is none.
    """
    note = document.note
    return note if not note or note.startswith("（") else f"（{note}）"


def imprint_lines(document: Document) -> tuple[tuple[str, str], ...]:
    """Return the lines between the rules at the foot of the last page.

    Args:
        document: The bulletin.

    Returns:
        (left, right) of each line; empty when nobody is copied and no printer is named.
    """
    copies = document.copies_to.removeprefix("抄送：").rstrip("。")
    printed = chinese_date(document.printed_on)
    lines = [(f"抄送：{copies}。", "")] if copies else []
    if document.printed_by:
        lines.append((document.printed_by, f"{printed}印发" if printed else ""))
    return tuple(lines)


def total_span(table: Table) -> int:
    """Return over how many columns the word 合计 of the last row stretches.

    Args:
        table: The table.

    Returns:
        1 without a total row, else 1 + the empty cells right after the first cell.
    """
    if not (table.total and table.rows):
        return 1
    empty = takewhile(lambda run: not plain(run), table.rows[-1][1:])
    return 1 + len(tuple(empty))
