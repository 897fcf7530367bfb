"""The office's machine: keeps server and workers running, as systemd does, and kills."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from threading import Event, Thread

ROOT = Path(__file__).parents[1]
#: Seconds between two attempts of a program that ends at once.
_PAUSE = 0.1


class Program:
    """One program that is started again whenever it ends, after so many seconds."""

    def __init__(
        self, command: Sequence[str], env: dict[str, str], log: Path, rest: float = 0
    ) -> None:
        self._command, self._env, self._log = command, env, log
        self._rest = rest
        self._is_over = Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._thread = Thread(target=self._keep, daemon=True)
        self.starts = 0

    def start(self) -> None:
        self._thread.start()

    @property
    def pid(self) -> int:
        """Number of its first process; 0 while there is none."""
        process = self._process
        return process.pid if process and process.poll() is None else 0

    def kill(self) -> None:
        """Kill its first process alone."""
        if pid := self.pid:
            strike(pid)

    def stop(self) -> None:
        """End it as systemd does, and for good."""
        self._is_over.set()
        while self._thread.is_alive():
            if pid := self.pid:
                strike(pid, signal.SIGTERM)
            self._thread.join(1)

    def _keep(self) -> None:
        with self._log.open("ab") as log:
            while not self._is_over.is_set():
                # A group of its own: Ctrl+C is for the suite, which then ends it.
                self._process = subprocess.Popen(
                    self._command, env=self._env, cwd=ROOT, stdin=subprocess.DEVNULL,
                    stdout=log, stderr=log, process_group=0,
                )  # fmt: skip
                self.starts += 1
                began = time.monotonic()
                self._process.wait()
                is_quick = time.monotonic() - began < 1
                self._is_over.wait(max(self._rest, _PAUSE if is_quick else 0))


def strike(pid: int, number: int = signal.SIGKILL) -> bool:
    """Send a signal to one process; tells whether it was still there."""
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return False
    return True


def below(pid: int) -> list[int]:
    """List the processes that a process has started, theirs included."""
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            children = [int(each) for each in task.read_text().split()]
        except OSError:
            continue
        for each in children:
            found += [each, *below(each)]
    return found


def words_of(pid: int) -> list[str]:
    """Give the command line of a process; nothing when it has ended."""
    try:
        told = Path(f"/proc/{pid}/cmdline").read_bytes()
        return told.decode(errors="replace").split("\0")
    except OSError:
        return []


def workers_of(home: Path) -> list[int]:
    """List the workers of a ledger, whoever started them."""
    wanted = f"GONGSHI_HOME={home}".encode()
    found = []
    for each in Path("/proc").iterdir():
        try:
            if (
                each.name.isdigit()
                and "worker" in words_of(int(each.name))
                and wanted in (each / "environ").read_bytes().split(b"\0")
            ):
                found.append(int(each.name))
        except OSError:
            continue
    return found


def has_opened(pid: int, home: Path) -> bool:
    """Tell whether a worker has opened its ledger: it is at work, or about to be."""
    wanted = f"{home / 'ledger.sqlite3'}"
    try:
        open_files = [
            str(each.readlink()) for each in Path(f"/proc/{pid}/fd").iterdir()
        ]
    except OSError:
        return False
    return any(each == wanted or each.startswith("socket:") for each in open_files)


def alive(pid: int) -> bool:
    """Tell whether a process is there and not a mere entry in the table."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state not in "ZX"
