"""Opens workbooks in processes of their own, one for each.

A hostile workbook can hurt only its own process. To start one takes longer than to read
most workbooks, so a process that opens a second workbook keeps a `reader` ready, which
forks for each and reads none itself.
"""

from __future__ import annotations

import os
import socket
import struct
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from threading import Lock

#: The child limits itself (see there); -P keeps the working directory out of it.
_READER = (sys.executable, "-P", "-m", "gongshi.intake.reader")
#: Seconds in which a reader ends when its line is closed.
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
    return _ready(os.getpid()).open(content) or _alone(content)


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
        self._line: socket.socket | None = None
        self._reader: subprocess.Popen[bytes] | None = None

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
        line = self._line or self._start()
        mine, theirs = socket.socketpair()
        with mine:
            with theirs:
                socket.send_fds(line, [b"\0"], [theirs.fileno()])
            output = _exchange(mine, content)
        told = line.recv(4)
        if len(told) < 4:
            raise ConnectionResetError
        (outcome,) = struct.unpack("i", told)
        return Opened(outcome, output)

    def _start(self) -> socket.socket:
        self._line, theirs = socket.socketpair()
        with theirs:
            self._reader = subprocess.Popen(
                (*_READER, "--stay"),
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        return self._line

    def _end(self) -> None:
        if self._line:
            self._line.close()
        self._line = None
        if self._reader:
            try:
                self._reader.wait(_PATIENCE)
            except subprocess.TimeoutExpired:
                self._reader.kill()
                self._reader.wait()
        self._reader = None


def _exchange(line: socket.socket, content: bytes) -> bytes:
    """Send a workbook and take its sheets, as far as its process lives."""
    pieces = []
    try:
        line.sendall(content)
        line.shutdown(socket.SHUT_WR)
        while piece := line.recv(1 << 20):
            pieces.append(piece)
    except (BrokenPipeError, ConnectionResetError):
        # Its outcome says why.
        pass
    return b"".join(pieces)
