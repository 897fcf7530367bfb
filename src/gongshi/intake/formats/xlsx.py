"""Workbooks (.xlsx): the one sheet with a known header, typed cells as text.

The bytes are guarded, then read in a child process of limited memory and time, for a
hostile workbook may end the process that reads it. Numbers come as typed ("866"), days
as 2023-12-01; a number that lost its digits is marked and never repaired.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from gongshi.errors import FileFault
from gongshi.intake import columnar, faults, guard, opening, reader
from gongshi.intake.batch import FEW_ROWS, Damage, Row
from gongshi.intake.cells import ESCAPES
from gongshi.intake.headers import TOP_ROWS, Head, Heads
from gongshi.intake.table import MOST_COLUMNS, Table

EXTENSIONS = (".xlsx", ".xlsm")

_MARKS = {shown: mark for mark, shown in ESCAPES.items()}
_ESCAPE = re.compile(r"\\[\\tnr]")


@dataclass(frozen=True)
class Sheet:
    """One visible sheet as the child wrote it."""

    name: str
    rows: int
    #: Tab-separated lines: row number, then the cells.
    body: memoryview
    damage: tuple[Damage, ...]

    def top(self, count: int) -> list[Row]:
        """Answer the cells of the first so many rows."""
        lines = _first_lines(self.body, count)
        return [_cells(line)[1] for line in lines]

    def lines(self) -> list[tuple[int, Row]]:
        """Answer every row that is not blank, with its number on the sheet."""
        return [_cells(line) for line in _first_lines(self.body, self.rows)]


def recognises(content: bytes) -> bool:
    """Say whether the content begins as a zip does."""
    return content.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def read(content: bytes, heads: Heads) -> Table:
    """Read a workbook.

    Args:
        content: The received bytes.
        heads: Finds the header.

    Returns:
        One row per non-blank row below the header, hidden rows included; of merged
        cells the first holds the value. Formulas give their last result.

    Raises:
        FileFault: What `guard.inspect` refuses; no sheet or several with a known
            header and data; the child died.
    """
    guard.inspect(content)
    sheets = _sheets(_run(content))
    found = [(sheet, head) for sheet in sheets if (head := _head(sheet, heads))]
    if not found:
        raise _nothing(sheets, heads)
    filled = [(sheet, head) for sheet, head in found if sheet.rows > head.below]
    if not filled:
        raise faults.no_rows(found[0][0].name)
    if len(filled) > 1:
        raise faults.two_sheets(filled[0][0].name, filled[1][0].name)
    return _table(*filled[0])


def visible_sheets(content: bytes) -> list[Sheet]:
    """Read every visible sheet of a workbook, whatever its rows mean.

    Raises:
        FileFault: What `guard.inspect` refuses; the child died.
    """
    guard.inspect(content)
    return _sheets(_run(content))


def _run(content: bytes) -> bytes:
    opened = opening.open_apart(content)
    if opened.outcome == reader.NUL:
        raise faults.nul("工作簿里有单元格")
    # Negative: ended by a signal, as when memory or time runs out.
    if opened.outcome < 0 or opened.outcome == reader.EXHAUSTED:
        raise _exhausted()
    if opened.outcome != 0:
        raise faults.unreadable("工作簿打不开")
    return opened.output


def _exhausted() -> FileFault:
    return faults.too_large(
        "读取工作簿时超出内存或时间限制", "请拆成几个文件，或只保留数据后另存"
    )


def _sheets(output: bytes) -> list[Sheet]:
    sheets: list[Sheet] = []
    view = memoryview(output)
    at = 0
    while at < len(output):
        end = output.index(b"\n", at) + 1
        head = json.loads(output[at:end])
        damage = tuple(Damage(*each) for each in head["damage"])
        at = end + head["bytes"]
        sheets.append(Sheet(head["sheet"], head["rows"], view[end:at], damage))
    return sheets


def _head(sheet: Sheet, heads: Heads) -> Head | None:
    top = sheet.top(TOP_ROWS + 1)
    wide = max((len(row) for row in top), default=0)
    return heads.find([row[:MOST_COLUMNS] for row in top]) if wide else None


def _nothing(sheets: list[Sheet], heads: Heads) -> FileFault:
    tops = [row[:MOST_COLUMNS] for sheet in sheets for row in sheet.top(TOP_ROWS)]
    return heads.missing(tops) if tops else faults.empty()


def _table(sheet: Sheet, head: Head) -> Table:
    if sheet.rows - head.below > FEW_ROWS:
        return _large(sheet, head)
    lines = [_cells(line) for line in _first_lines(sheet.body, sheet.rows)]
    below = lines[head.below :]
    numbers = [number for number, _ in below]
    rows = [row[: len(head.cells)] for _, row in below]
    damage = (*_damage(sheet, numbers[0], head), *_surplus(below, len(head.cells)))
    return Table("xlsx", sheet.name, head, numbers, rows, damage)


def _large(sheet: Sheet, head: Head) -> Table:
    found = columnar.read_lines(sheet.body, len(sheet.top(1)[0]), head.below)
    table = columnar.finished(found, head, "xlsx", sheet.name, shortened=False)
    return replace(
        table, damage=(*table.damage, *_damage(sheet, table.row_numbers[0], head))
    )


def _surplus(below: list[tuple[int, Row]], width: int) -> Iterator[Damage]:
    for number, row in below:
        for at, cell in enumerate(row[width:], start=width):
            if cell is not None:
                yield Damage(number, at, "surplus", cell)


def _damage(sheet: Sheet, first: int, head: Head) -> Iterator[Damage]:
    width = len(head.cells)
    return (d for d in sheet.damage if d.row_number >= first and d.column < width)


def _first_lines(body: memoryview, count: int) -> list[bytes]:
    # Lines are some hundred bytes long; the body is looked at in growing pieces.
    size = 1 << 16
    while size < len(body) and bytes(body[:size]).count(b"\n") < count:
        size *= 4
    lines = bytes(body[:size]).split(b"\n", count)
    return [line for line in lines[:count] if line]


def _cells(line: bytes) -> tuple[int, Row]:
    number, *texts = line.decode().split("\t")
    if b"\\" in line:
        texts = [_ESCAPE.sub(_unescaped, text) for text in texts]
    return int(number), tuple(text or None for text in texts)


def _unescaped(found: re.Match[str]) -> str:
    return _MARKS[found[0]]
