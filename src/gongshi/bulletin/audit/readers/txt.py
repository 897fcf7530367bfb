"""Plain text: a paragraph per line, tables as lines with tabs or wide gaps.

A bulletin that was copied out of pages breaks sentences where pages end; a line that
stops inside a sentence goes on in the next.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from gongshi.bulletin.audit.numbers import in_cell
from gongshi.bulletin.audit.writing import Grid, Paragraph, Writing, grid

_GAP = re.compile(r"[ \u3000]{2,}|\t")
_ENDS = tuple("。：；！？:;!?）)》”")
_MARKS = re.compile("[，。；：、]")
#: What begins a new paragraph whatever stood before it.
_BEGINS = re.compile(
    r"\s*(?:[一二三四五六七八九十]+、|[(（][一二三四五六七八九十]+[)）]|[0-9]+[.．、]"
    r"|附件|附：|抄送|第[一二三四五六七八九十]+|[-*] |#)"
)
#: A shorter line is a heading or a signature, in characters.
_SHORTEST = 12


def read(text: str) -> Writing:
    """Read a plain text."""
    return of_lines(text.splitlines())


def of_lines(lines: list[str]) -> Writing:
    """Put lines together to paragraphs and tables."""
    blocks: list[Paragraph | Grid] = []
    tables = paragraphs = 0
    for is_table, block in _blocks(lines):
        if is_table:
            tables += 1
            blocks.append(grid([cells_of(line) for line in block], f"表 {tables}"))
            continue
        for line in block:
            before = blocks[-1] if blocks else None
            if isinstance(before, Paragraph) and _goes_on(before.text, line):
                blocks[-1] = Paragraph(before.text + line.strip(), before.place)
                continue
            paragraphs += 1
            blocks.append(Paragraph(line.strip(), f"第 {paragraphs} 段"))
    return Writing(tuple(blocks))


def cells_of(line: str) -> list[str]:
    """Take a line of a table apart."""
    if "\t" in line:
        return line.split("\t")
    return _GAP.split(line.strip())


def _is_row(line: str) -> bool:
    return ("\t" in line and bool(line.strip())) or len(_GAP.split(line.strip())) > 2


def _has_number(line: str) -> bool:
    return any(in_cell(cell) for cell in cells_of(line))


def _blocks(lines: list[str]) -> Iterator[tuple[bool, list[str]]]:
    """Group lines: neighbours that are rows are a table, the others stand alone."""
    rows: list[str] = []
    for line, after in pairwise([*lines, "", ""]):
        # 「市直部门」 alone on its line between rows is a row of the table.
        is_inside = rows and line.strip() and _is_row(after) and _has_number(after)
        if _is_row(line) or is_inside:
            rows.append(line)
            continue
        if rows:
            yield len(rows) > 1, rows
            rows = []
        if line.strip():
            yield False, [line]


def _goes_on(before: str, line: str) -> bool:
    return (
        len(before) > _SHORTEST
        and not before.rstrip().endswith(_ENDS)
        and bool(_MARKS.search(before))
        and not _BEGINS.match(line)
        and not _BEGINS.match(before)
    )
