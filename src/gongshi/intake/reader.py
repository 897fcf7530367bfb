"""The child process that opens a workbook, within limits of memory and time.

A hostile workbook may end the process that reads it, without an exception; so this
program reads it, and `formats.xlsx` watches. Bytes come in on standard input; for each
visible sheet a line of JSON goes out, and behind it as many bytes of tab-separated rows
as it says: row number first, blank rows left out, line breaks and tabs escaped.
"""

import io
import json
import resource
import sys
from collections.abc import Iterator
from typing import Any, BinaryIO

from gongshi.intake import cells, failed_cells

#: Address space of the child, in bytes.
MOST_MEMORY = 2 << 30
#: Processor time of the child, in seconds.
MOST_SECONDS = 60

#: Outcome: the bytes are no workbook that can be read.
UNREADABLE = 3
#: Outcome: a cell holds a NUL character.
NUL = 4
#: Outcome: the memory did not suffice.
EXHAUSTED = 5

_ESCAPING = str.maketrans(cells.ESCAPES)


class NulFound(Exception):
    """A cell holds a NUL character, which no ledger can store."""


def main() -> int:  # pragma: no cover  # runs in the child, where nothing is counted
    """Read a workbook from standard input and write its sheets to standard output."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    return write_sheets(sys.stdin.buffer.read(), sys.stdout.buffer)


def write_sheets(content: bytes, out: BinaryIO) -> int:
    """Write the visible sheets of a workbook as text.

    Args:
        content: A workbook that passed `guard.inspect`.
        out: Takes the sheets.

    Returns:
        0, `UNREADABLE`, `NUL` or `EXHAUSTED`.
    """
    import python_calamine

    failed = failed_cells.find(content)
    try:
        book = python_calamine.load_workbook(io.BytesIO(content))
        for data in book.sheets_metadata:
            if _is_shown(data):
                sheet = book.get_sheet_by_name(data.name)
                _write(data.name, sheet, failed.get(data.name, {}), out)
    except NulFound:
        return NUL
    except MemoryError:  # pragma: no cover  # only under the limits of the child
        return EXHAUSTED
    except python_calamine.CalamineError:
        return UNREADABLE
    return 0


def _is_shown(data: Any) -> bool:
    import python_calamine as calamine

    shown = data.visible == calamine.SheetVisibleEnum.Visible
    return bool(shown and data.typ == calamine.SheetTypeEnum.WorkSheet)


def _write(
    name: str, sheet: Any, failed: dict[tuple[int, int], str], out: BinaryIO
) -> None:
    damage: list[tuple[int, int, str, str]] = []
    body = io.BytesIO()
    count = 0
    for line in _lines(sheet, failed, damage):
        body.write(line.encode())
        count += 1
    head = {"sheet": name, "rows": count, "bytes": body.tell(), "damage": damage}
    out.write(json.dumps(head).encode() + b"\n")
    out.write(body.getbuffer())


def _lines(
    sheet: Any,
    failed: dict[tuple[int, int], str],
    damage: list[tuple[int, int, str, str]],
) -> Iterator[str]:
    left = sheet.start[1] if sheet.start else 0
    by_row: dict[int, dict[int, str]] = {}
    for (row, column), text in failed.items():
        by_row.setdefault(row, {})[column - left] = text
    for number, row in enumerate(sheet.iter_rows(), start=1):
        texts = [
            c if type(c) is str else _text(c, number, at, damage)
            for at, c in enumerate(row)
        ]
        shown = by_row.get(number, {})
        for at in sorted(shown.keys() & range(len(texts))):
            texts[at] = shown[at]
            damage.append((number, at, "error", shown[at]))
        if line := _line(texts):
            yield f"{number}\t{line}\n"


def _text(
    cell: object, number: int, at: int, damage: list[tuple[int, int, str, str]]
) -> str:
    text = cells.text(cell) or ""
    if cells.is_long(cell):
        damage.append((number, at, "scientific", text))
    return text


def _line(texts: list[str]) -> str:
    line = "\t".join(texts)
    if "\0" in line:
        raise NulFound
    clean = line.count("\t") == len(texts) - 1 and not _needs_escaping(line)
    if not line.strip():
        return ""
    return line if clean else "\t".join(text.translate(_ESCAPING) for text in texts)


def _needs_escaping(line: str) -> bool:
    return "\\" in line or "\n" in line or "\r" in line


if __name__ == "__main__":  # pragma: no cover  # the child
    sys.exit(main())
