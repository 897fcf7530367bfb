"""Runs a program and measures its time and the memory of it and its children."""

import json
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
_EVERY = 0.02
_PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True)
class Run:
    """One run of a program."""

    #: Wall clock from start to end of the process.
    seconds: float
    #: Most bytes that the process and its children held at one moment.
    peak: int
    output: str

    @property
    def said(self) -> dict[str, Any]:
        """The JSON of its last line."""
        return json.loads(self.output.splitlines()[-1])


def run(
    command: Sequence[str | Path],
    *,
    env: Mapping[str, str] | None = None,
    codes: tuple[int, ...] = (0,),
) -> Run:
    """Run a program to its end.

    Args:
        command: Program and arguments.
        env: Added to the environment.
        codes: Exit codes that are good.
    """
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        started = time.perf_counter()
        process = subprocess.Popen(
            command, stdout=out, stderr=err, cwd=HERE, env={**os.environ, **(env or {})}
        )
        watch = _Watch(process.pid)
        process.wait()
        seconds = time.perf_counter() - started
        peak = watch.end()
        if process.returncode not in codes:
            err.seek(0)
            raise RuntimeError(f"{command}: {err.read().decode()[-3000:]}")
        out.seek(0)
        return Run(seconds, peak, out.read().decode())


def run_module(*arguments: str | Path, env: Mapping[str, str] | None = None) -> Run:
    """Run a module of this folder."""
    return run([sys.executable, "-m", *arguments], env=env)


def run_gongshi(home: Path, *arguments: str | Path) -> Run:
    """Run the command line on a ledger; what it finds in the data is no failure."""
    program = Path(sys.executable).with_name("gongshi")
    found = (0, 1, 3)
    return run([program, *arguments], env={"GONGSHI_HOME": str(home)}, codes=found)


class _Watch(threading.Thread):
    """Adds up the memory of a process and its children; it runs beside them."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self._pid, self._most, self._over = pid, 0, threading.Event()
        self.start()

    def run(self) -> None:
        while not self._over.wait(_EVERY):
            together = sum(map(_resident, _tree(self._pid)))
            self._most = max(self._most, together, _most_resident(self._pid))

    def end(self) -> int:
        """Stop looking, and give the most bytes seen."""
        self._over.set()
        self.join()
        return self._most


def _tree(pid: int) -> Iterator[int]:
    yield pid
    try:
        tasks = list(Path(f"/proc/{pid}/task").glob("*/children"))
    except OSError:
        return
    for task in tasks:
        try:
            children = task.read_text().split()
        except OSError:
            continue
        for child in children:
            yield from _tree(int(child))


def _most_resident(pid: int) -> int:
    """Give the most that a process alone ever held.

    `ru_maxrss` will not do: it starts with the memory of whoever started the process.
    """
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    found = re.search(r"VmHWM:\s*([0-9]+) kB", status)
    return int(found[1]) << 10 if found else 0


def _resident(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * _PAGE
    except (OSError, IndexError):
        return 0
