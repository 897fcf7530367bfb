"""Runs the real program with every named point wrapped: `python -m crash.launch serve …`.

Fault injection from outside: the wrappers look for a file that names one place; the call
it names sends SIGKILL to its own process, once. Without the file nothing happens.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from collections.abc import Callable
from functools import wraps
from importlib import import_module
from pathlib import Path
from threading import local
from typing import Any

from crash.points import AFTER, BEFORE, HALF, PLACES

#: Names the file, for the program and for whoever writes it.
VARIABLE = "CRASH_ARMED"
#: Beside it: which place was met.
STRUCK = ".struck"

_here = local()


def main() -> None:
    """Wrap, and be the program."""
    from gongshi.cli import main as be_gongshi
    from gongshi.cli.ledger_home import open_ledger

    open_ledger()
    for target in sorted({t for each in PLACES
                          for t in (each.target, each.since, each.slow) if t}):  # fmt: skip
        _wrap(target)
    be_gongshi()


def _wrap(target: str) -> None:
    module, _, names = target.partition(":")
    *inner, last = names.split(".")
    owner: Any = import_module(module)
    for each in inner:
        owner = getattr(owner, each)
    setattr(owner, last, _wrapped(target, getattr(owner, last)))


def _wrapped(target: str, original: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(original)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        armed = _armed()
        if armed is None:
            return original(*args, **kwargs)
        _entered(armed).add(target)
        if armed["slow"] == target:
            time.sleep(armed["slow_by"])
        is_met = _is_met(armed, target)
        if is_met and armed["side"] == BEFORE:
            _strike()
        done = original(*args, **kwargs)
        if is_met and armed["side"] == AFTER:
            _strike()
        return _Half(done) if is_met and armed["side"] == HALF else done

    return wrapper


class _Half:
    """A file of which half of the first write reaches the disk."""

    def __init__(self, file: Any) -> None:
        self._file = file

    def __enter__(self) -> _Half:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def write(self, content: bytes) -> None:
        self._file.write(content[: len(content) // 2])
        self._file.flush()
        _strike()


def _armed() -> dict[str, Any] | None:
    try:
        # Not by `Path.open`, which is wrapped itself.
        handle = os.open(os.environ[VARIABLE], os.O_RDONLY)
    except OSError:
        return None
    with os.fdopen(handle, "rb") as file:
        armed: dict[str, Any] = json.loads(file.read())
    return armed


def _entered(armed: dict[str, Any]) -> set[str]:
    """Give what this thread has entered since the place was armed."""
    if getattr(_here, "place", None) != armed["place"]:
        _here.place, _here.entered, _here.calls = armed["place"], set(), 0
    return _here.entered


def _is_met(armed: dict[str, Any], target: str) -> bool:
    if armed["target"] != target:
        return False
    if armed["since"] and armed["since"] not in _entered(armed):
        return False
    _here.calls += 1
    return bool(_here.calls == armed["nth"])


def _strike() -> None:
    armed_file = Path(os.environ[VARIABLE])
    try:
        # First to come takes the file away: nobody is killed twice by it.
        os.rename(armed_file, armed_file.with_suffix(STRUCK))  # noqa: PTH104
    except FileNotFoundError:
        return
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    sys.argv[0] = "gongshi"
    main()
