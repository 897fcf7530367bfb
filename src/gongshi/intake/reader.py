"""The child process that opens a workbook, within limits of memory and time.

A hostile workbook may end the process that reads it, without an exception; so this
program reads it, and `formats.xlsx` watches. Bytes come in on standard input; for each
visible sheet a line of JSON goes out, and behind it as many bytes of tab-separated rows
as it says: row number first, blank rows left out, line breaks and tabs escaped.

With `--stay` it waits for workbooks on a socket, its standard input: each message brings
the socket of one workbook, and its outcome goes back as four bytes. It forks for each
and reads none itself, so that all begin alike.
"""

import gc
import io
import json
import os
import resource
import select
import signal
import socket
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
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    return write_sheets(sys.stdin.buffer.read(), sys.stdout.buffer)


def stay() -> int:  # pragma: no cover  # runs in the child, where nothing is counted
    """Read every workbook that is sent, until nobody sends any more."""
    import python_calamine  # noqa: F401  # once for all forks

    _ignore_signals()
    gc.freeze()
    with socket.socket(fileno=os.dup(0)) as line:
        while select.select([line], [], [], _IDLE)[0]:
            told, (*received,), *_ = socket.recv_fds(line, 1, 1)
            if not told:
                break
            outcome = _forked(line, received[0])
            line.send(struct.pack("i", outcome))
    return 0


def _ignore_signals() -> None:  # pragma: no cover
    # They are for whoever sent the workbook: he ends this, or lets it come to an end.
    # A workbook whose process a signal ended would be refused as too large.
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _forked(line: socket.socket, workbook: int) -> int:  # pragma: no cover
    """Read one workbook in a process of its own, and tell its outcome."""
    ended, alive = os.pipe()
    child = os.fork()
    if child == 0:
        _read_one(line, workbook)
    os.close(alive)
    os.close(workbook)
    # The pipe closes when the child ends, the line when whoever sent the workbook does.
    if ended not in select.select([ended, line.fileno()], [], [])[0]:
        os.kill(child, signal.SIGKILL)
    os.close(ended)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _read_one(line: socket.socket, workbook: int) -> None:  # pragma: no cover
    outcome = 1
    try:
        line.close()
        os.dup2(workbook, 0)
        os.dup2(workbook, 1)
        os.close(workbook)
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
