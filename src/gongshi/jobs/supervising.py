"""Keeps workers running as children of the server, and ends them with the server."""

from __future__ import annotations

import fcntl
import logging
import subprocess
import sys
import time
from collections.abc import Callable
from threading import Event, Thread

from django.conf import settings

from gongshi.ledger.turns import nameless

_log = logging.getLogger(__name__)
#: Seconds before a worker that died is started again; doubled each time, up to the last.
#: Shorter than a lease: the job of the one that died waits for nothing else.
_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 5.0
#: A worker that lived so long, in seconds, was healthy: its death begins a new count.
_HEALTHY = 60.0
#: Seconds beyond the grace of its job in which a worker ends by itself.
_SPARE = 2.0
#: Seconds between two looks whether whoever has the worker in his care is gone.
_TURN = 0.5
# It follows its standard input: whatever ends this process closes that pipe.
_WORKER = (
    *(sys.executable, "-P", "-c", "from gongshi.cli import main; main()"),
    # Whoever waits for an answer comes first.
    *("worker", "--follow-stdin", "--nice", "10"),
)


class Supervisor:
    """So many workers that are there until `stop`, whatever happens to them.

    Made before a server's processes are forked, they are theirs together: for each worker
    one of them has it in its care, and another one does when that one is gone.
    """

    def __init__(self, workers: int = 1) -> None:
        self._is_over = Event()
        # The locks are a process's own and go with it; the files have no name.
        self._cares = [nameless() for _ in range(workers)]
        self._threads: list[Thread] = []

    def start(self, is_wanted: Callable[[], bool] = lambda: True) -> None:
        """Start each worker when it is this process's turn, and again when it dies.

        Args:
            is_wanted: Whether this process may still begin to keep one.
        """
        self._threads = [
            Thread(
                target=self._keep,
                args=(care, is_wanted),
                daemon=True,
                name="supervisor",
            )
            for care in self._cares
        ]
        for each in self._threads:
            each.start()

    def stop(self) -> None:
        """End the workers; returns when they are gone and nothing of them is left."""
        self._is_over.set()
        for each in self._threads:
            each.join()

    def _keep(self, care: int, is_wanted: Callable[[], bool]) -> None:
        while not (is_wanted() and _is_mine(care)):
            if self._is_over.wait(_TURN):
                return
        pause = _FIRST_PAUSE
        while not self._is_over.is_set():
            started = time.monotonic()
            try:
                # A group of its own: Ctrl+C is for the server, which then ends it.
                with subprocess.Popen(
                    _WORKER, stdin=subprocess.PIPE, process_group=0
                ) as child:
                    self._watch(child)
            except OSError as error:
                # Too many open files, no memory: there may be room after the pause.
                _log.warning("no worker: %s", type(error).__name__)
            if time.monotonic() - started > _HEALTHY:
                pause = _FIRST_PAUSE
            self._is_over.wait(pause)
            pause = min(2 * pause, _LONGEST_PAUSE)

    def _watch(self, child: subprocess.Popen[bytes]) -> None:
        """Wait for the end of a worker, or bring it about."""
        while child.poll() is None:
            if self._is_over.wait(0.2):
                child.terminate()
                _wait(child)


def _is_mine(care: int) -> bool:
    """Take a worker into this process's care, unless another one has it."""
    try:
        fcntl.lockf(care, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _wait(child: subprocess.Popen[bytes]) -> None:
    try:
        child.wait(settings.JOB_GRACE + _SPARE)
    except subprocess.TimeoutExpired:
        # Its job goes to the next worker when the lease is over.
        child.kill()
        child.wait()
