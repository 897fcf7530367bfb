"""The bulletin as Markdown with GitHub tables, for mail and version control."""

import re
from collections.abc import Iterable, Iterator

from gongshi.bulletin.document import Document, Table, plain, printable
from gongshi.bulletin.gongwen import columns, wording

_HEADINGS = ("", "## ", "### ")
# A name is text, never markup: all that GitHub reads as a mark is escaped.
_MARKS = re.compile(r"([\\`*_{}\[\]<>#|~!&$@]|:(?=//))")
_LIST = re.compile(r"^(\s*)([-+=]|\d+(?=[.)]))")


def render(document: Document) -> bytes:
    """Return the bulletin as Markdown.

    Args:
        document: The bulletin.

    Returns:
        UTF-8; one empty line between the parts.
    """
    parts = [*_text(document), *_annexes(document), *_imprint(document)]
    return ("\n\n".join(part for part in parts if part) + "\n").encode()


def _text(document: Document) -> Iterator[str]:
    yield _line(document.organ)
    yield _line(document.number)
    yield f"# {_inline(document.title)}"
    yield _line(document.recipients)
    for part in wording.text_parts(document):
        if isinstance(part, Table):
            yield from _table(part)
        else:
            yield _HEADINGS[part.level] + _line(part.text)
    yield from map(_line, wording.attachment_lines(document))
    yield _line(document.signed_by)
    yield wording.chinese_date(document.signed_on)
    yield _line(wording.note_line(document))


def _annexes(document: Document) -> Iterator[str]:
    for label, table in wording.annex_tables(document):
        yield label
        yield from _table(table)


def _imprint(document: Document) -> Iterator[str]:
    for left, right in wording.imprint_lines(document):
        yield _line(f"{left} {right}".strip())


def _table(table: Table) -> Iterator[str]:
    yield f"### {_inline(table.title)}" if table.title else ""
    rows = (map(plain, row) for row in table.rows)
    marks = "|" + " --- |" * len(table.header)
    yield "\n".join([_row(columns.flat_titles(table)), marks, *map(_row, rows)])
    yield _line(table.note)


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(_inline(cell) for cell in cells) + " |"


def _line(text: str) -> str:
    return _LIST.sub(_escaped_list, _inline(text))


def _escaped_list(match: re.Match[str]) -> str:
    space, mark = match.groups()
    return space + (mark + "\\" if mark.isdigit() else "\\" + mark)


def _inline(text: str) -> str:
    return _MARKS.sub(r"\\\1", printable(text))
