"""The child process that opens a workbook, within limits of memory and time.

A hostile workbook may end the process that reads it, without an exception; so this
program reads it, and `formats.xlsx` watches. Bytes come in on standard input; for each
visible sheet a line of JSON goes out, and behind it as many bytes of tab-separated rows
as it says: row number first, blank rows left out, line breaks and tabs escaped.

With `--stay` it waits for workbooks, each behind its length in eight bytes. It forks for
each and reads none itself: it hands bytes on. What the fork writes goes back in pieces
behind their lengths in four bytes; after a length of 0 its outcome follows.
"""

import gc
import io
import json
import os
import resource
import select
import signal
import struct
import sys
from collections.abc import Iterator
from typing import Any, BinaryIO

from gongshi.intake import cells, failed_cells

#: Address space of the child, in bytes.
MOST_MEMORY = 2 << 30
#: Processor time of the child, in seconds.
MOST_SECONDS = 60

#: Seconds without a workbook after which a reader that stays ends.
_IDLE = 300.0
#: Bytes handed on at a time.
_PIECE = 1 << 16

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
    _ignore_signals()
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    # The soft limit ends it by a signal of its own; SIGKILL then is somebody else.
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    return write_sheets(sys.stdin.buffer.read(), sys.stdout.buffer)


def stay() -> int:  # pragma: no cover  # runs in the child, where nothing is counted
    """Read every workbook that is sent, until nobody sends any more."""
    import python_calamine  # noqa: F401  # once for all forks

    _ignore_signals()
    gc.freeze()
    while select.select([0], [], [], _IDLE)[0] and (told := os.read(0, 8)):
        (size,) = struct.unpack("Q", told)
        outcome = _forked(size)
        _write_all(1, struct.pack("ii", 0, outcome))
    return 0


def _ignore_signals() -> None:  # pragma: no cover
    # They are for whoever sent the workbook: he ends this, or lets it come to an end.
    # A workbook whose process a signal ended would be refused as too large.
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _forked(size: int) -> int:  # pragma: no cover
    """Read one workbook in a process of its own, and tell its outcome."""
    content, into = os.pipe()
    out, sheets = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(into)
        os.close(out)
        _read_one(content, sheets)
    os.close(content)
    os.close(sheets)
    _hand_in(size, into)
    # Nothing more comes in but the end of whoever sent the workbook.
    while out in select.select([out, 0], [], [])[0]:
        if not (piece := os.read(out, _PIECE)):
            break
        _write_all(1, struct.pack("i", len(piece)) + piece)
    else:
        os.kill(child, signal.SIGKILL)
    os.close(out)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _hand_in(size: int, into: int) -> None:  # pragma: no cover
    """Hand a workbook on, to its end even when its process has ended already."""
    is_open = True
    while size and (piece := os.read(0, min(size, _PIECE))):
        size -= len(piece)
        try:
            if is_open:
                _write_all(into, piece)
        except BrokenPipeError:
            is_open = False
    os.close(into)


def _write_all(file: int, content: bytes) -> None:  # pragma: no cover
    rest = memoryview(content)
    while rest:
        rest = rest[os.write(file, rest) :]


def _read_one(content: int, sheets: int) -> None:  # pragma: no cover
    outcome = 1
    try:
        os.dup2(content, 0)
        os.dup2(sheets, 1)
        os.close(content)
        os.close(sheets)
        outcome = main()
        sys.stdout.flush()
    finally:
        os._exit(outcome)


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
    sys.exit(stay() if "--stay" in sys.argv else main())
