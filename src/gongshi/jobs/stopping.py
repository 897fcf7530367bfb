"""How a worker is asked to stop: by a signal, or by the end of whoever started it."""

from __future__ import annotations

import os
import signal
from threading import Thread
from types import FrameType

from django.conf import settings


class Stopped(BaseException):  # no Exception: no kind of job may catch it
    """The time in which a running job might have ended is over."""


class Stop:
    """Whether the worker was asked to stop, and when it must have let go."""

    def __init__(self) -> None:
        self._is_asked = False
        self._is_busy = False

    def listen(self) -> None:
        """Take SIGTERM and SIGINT for the wish to stop."""
        for each in (signal.SIGTERM, signal.SIGINT):
            signal.signal(each, self._ask)
        signal.signal(signal.SIGALRM, self._let_go)

    def follow_stdin(self) -> None:
        """Stop when the other end of standard input is gone, however it ended."""
        Thread(target=_follow, daemon=True).start()

    def is_asked(self) -> bool:
        """Tell whether no further job may be begun."""
        return self._is_asked

    def __enter__(self) -> None:
        self._is_busy = True

    def __exit__(self, *_: object) -> None:
        self._is_busy = False

    def _ask(self, _number: int, _frame: FrameType | None) -> None:
        if not self._is_asked:
            self._is_asked = True
            signal.setitimer(signal.ITIMER_REAL, max(settings.JOB_GRACE, 0.001))

    def _let_go(self, _number: int, _frame: FrameType | None) -> None:
        if self._is_busy:
            # Once: giving back must not be interrupted in its turn.
            self._is_busy = False
            raise Stopped


def _follow() -> None:
    # Not `sys.stdin`: its lock would be held when the process ends.
    while os.read(0, 1):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
