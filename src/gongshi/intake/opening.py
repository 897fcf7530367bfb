"""Opens workbooks in processes of their own, one for each.

A hostile workbook can hurt only its own process. To start one takes longer than to read
most workbooks, so a process that opens a second workbook keeps a `reader` ready, which
forks for each and reads none itself.
"""

from __future__ import annotations

import os
import signal
import struct
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from threading import Lock
from typing import IO

#: The child limits itself (see there); -P keeps the working directory out of it.
_READER = (sys.executable, "-P", "-m", "gongshi.intake.reader")
#: Seconds in which a reader ends when its input is closed.
_PATIENCE = 2.0


@dataclass(frozen=True)
class Opened:
    """What came of a workbook."""

    #: Of the process that read it; negative: the signal that ended it.
    outcome: int
    output: bytes


def open_apart(content: bytes) -> Opened:
    """Let another process read a workbook.

    Args:
        content: A workbook that passed `guard.inspect`.
    """
    opened = _ready(os.getpid()).open(content) or _alone(content)
    if opened.outcome == -signal.SIGKILL:
        # Its own limits end it otherwise. Killed with it, we do not come here again;
        # killed alone, for want of memory, it will be once more.
        opened = _alone(content)
    return opened


def get_ready() -> None:
    """Have a reader wait before the first workbook comes."""
    _ready(os.getpid()).begin()


def _alone(content: bytes) -> Opened:
    done = subprocess.run(_READER, input=content, capture_output=True, check=False)
    return Opened(done.returncode, done.stdout)


@cache
def _ready(_process: int) -> _Ready:
    """Give what this process keeps ready; after a fork that is another one."""
    return _Ready()


class _Ready:
    """A reader that waits for workbooks; needs state, since it may end at any time."""

    def __init__(self) -> None:
        # One workbook at a time; another thread does not wait, it starts its own.
        self._lock = Lock()
        self._opened = 0
        self._reader: subprocess.Popen[bytes] | None = None

    def begin(self) -> None:
        """Start the reader for the first workbook already, not with the second."""
        with self._lock:
            self._opened += 1
            if self._reader is None:
                self._start()

    def open(self, content: bytes) -> Opened | None:
        """Let a fork of the reader read; None when none can be had."""
        self._opened += 1
        if self._opened == 1 or not self._lock.acquire(blocking=False):
            return None
        try:
            return self._forked(content)
        except OSError:
            # It was idle for long, or somebody killed it: the next time gets another.
            self._end()
            return None
        except BaseException:
            self._end()
            raise
        finally:
            self._lock.release()

    def _forked(self, content: bytes) -> Opened:
        reader = self._reader or self._start()
        assert reader.stdin is not None
        assert reader.stdout is not None
        reader.stdin.write(struct.pack("Q", len(content)))
        reader.stdin.write(content)
        reader.stdin.flush()
        pieces = []
        while size := _number(reader.stdout):
            pieces.append(reader.stdout.read(size))
        return Opened(_number(reader.stdout), b"".join(pieces))

    def _start(self) -> subprocess.Popen[bytes]:
        self._reader = subprocess.Popen(
            (*_READER, "--stay"),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        return self._reader

    def _end(self) -> None:
        if self._reader is None:
            return
        for pipe in (self._reader.stdin, self._reader.stdout):
            assert pipe is not None
            # What was not sent any more has nobody to read it.
            with suppress(OSError):
                pipe.close()
        try:
            self._reader.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            self._reader.kill()
            self._reader.wait()
        self._reader = None


def _number(told: IO[bytes]) -> int:
    written = told.read(4)
    if len(written) < 4:
        raise BrokenPipeError
    (number,) = struct.unpack("i", written)
    return int(number)
