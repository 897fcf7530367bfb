"""One after the other: threads of a process, and processes that were forked from it."""

from __future__ import annotations

import fcntl
import os
import tempfile
import time
import weakref
from pathlib import Path
from threading import Lock
from types import TracebackType

#: Seconds between two looks whether another process is done.
_LOOK = 0.001


def nameless() -> int:
    """Open a file to lock, which is gone with those who have it open."""
    if hasattr(os, "memfd_create"):
        # In no folder, which may be full.
        return os.memfd_create("gongshi")
    file, name = tempfile.mkstemp(prefix="gongshi-")
    Path(name).unlink()
    return file


class Turn:
    """A lock that goes with a process which is killed; made before the fork."""

    def __init__(self) -> None:
        self._threads = Lock()
        self._file = nameless()  # between threads it does nothing
        weakref.finalize(self, os.close, self._file)

    def __enter__(self) -> None:
        self._threads.acquire()
        # Not by waiting for it: where threads wait for two of these, the system takes
        # their processes for waiting for one another.
        while not self._is_mine():
            time.sleep(_LOOK)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        fcntl.lockf(self._file, fcntl.LOCK_UN)
        self._threads.release()

    def _is_mine(self) -> bool:
        try:
            fcntl.lockf(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
