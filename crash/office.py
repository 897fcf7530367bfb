"""An office of its own for one trial: a ledger with units and people, and its programs."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from crash.books import Books
from crash.machine import ROOT, Program
from crash.visiting import CUT, Visitor
from gongshi.samples import CityUnit, load_city

PLACE = "pingdingshan"
#: Random kills hit one job again and again; no other setting is changed.
_SETTINGS = {"GONGSHI_JOB_ATTEMPTS": "1000"}
#: Workers that a server brings along.
BESIDE = 2
#: Seconds by which workers that run for themselves are started later than the pages, as
#: `deploy/` tells systemd.
_LATER = 2.0
#: Seconds until a site that is started first must answer.
_START = 30
#: Units whose clerks file.
_CLERKS = 4
PROGRAM = (str(Path(sys.executable).with_name("gongshi")),)
_OFFICE = (("analyst", "analyst"), ("head", "office_head"))


@dataclass
class Office:
    """A ledger, the programs that work on it, and the people who may log in."""

    books: Books
    env: dict[str, str]
    port: int
    server: Program
    #: Those that run for themselves; none in the embedded size.
    workers: list[Program]
    #: Login → its first password.
    passwords: dict[str, str] = field(default_factory=dict)

    @property
    def home(self) -> Path:
        return self.books.home

    def gongshi(
        self, *arguments: str | Path, env: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Run a command to its end."""
        return subprocess.run(
            [*PROGRAM, *arguments], env=env or self.env, capture_output=True, text=True
        )

    def visitor(self, login: str) -> Visitor:
        return Visitor(self.port, login, self.passwords[login])

    def answers(self) -> bool:
        """Tell whether the site is there."""
        try:
            return Visitor(self.port, "", "").get("/health").status == 200
        except CUT:
            return False

    def start(self) -> None:
        for each in (self.server, *self.workers):
            each.start()
        until(self.answers, _START, "the server answers")

    def stop(self) -> None:
        for each in (*self.workers, self.server):
            each.stop()


@contextmanager
def opened(
    home: Path,
    address: str | None,
    *,
    workers: int,
    launcher: Sequence[str] = PROGRAM,
    settings: Mapping[str, str] | None = None,
) -> Iterator[Office]:
    """Set an office up and start its programs; they end with the block.

    Args:
        home: An empty folder.
        address: Of an empty PostgreSQL database; None = SQLite.
        workers: How many run for themselves; with none the server brings `BESIDE`.
        launcher: What stands for `gongshi` in their command lines.
        settings: Further variables of the environment.
    """
    port = _free_port()
    ledger = home / "ledger"
    env = os.environ | _SETTINGS | {"GONGSHI_HOME": str(ledger)}
    env |= {"CRASH_ARMED": str(home / "armed"), **(settings or {})}
    env["PYTHONPATH"] = os.pathsep.join([str(ROOT), env.get("PYTHONPATH", "")])
    serve = [*launcher, "serve", "--port", str(port)]
    serve += ["--no-worker"] if workers else ["--workers", f"{BESIDE}"]
    server = Program(serve, env, home / "server.log")
    work = [*launcher, "worker", "--nice", "10"]
    beside = [
        Program(work, env, home / f"worker-{each}.log", _LATER)
        for each in range(workers)
    ]
    office = Office(Books(ledger, address), env, port, server, beside)
    _set_up(office)
    (home / "backups").mkdir()
    try:
        office.start()
        yield office
    finally:
        office.stop()


def until(holds: Callable[[], bool], seconds: float, what: str) -> None:
    """Wait for something.

    Raises:
        TimeoutError: It did not come.
    """
    last = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > last:
            raise TimeoutError(f"{seconds:g} s passed before {what}")
        time.sleep(0.05)


def clerks() -> dict[str, CityUnit]:
    """Give the logins of the clerks and their units."""
    return {f"clerk-{at}": unit for at, unit in enumerate(load_city()[:_CLERKS])}


def _set_up(office: Office) -> None:
    """Do what an office does first, on the command line, all in one process."""
    register = office.home.parent / "units.csv"
    lines = [f"{each.unit.name},{each.unit.code},{each.group}" for each in load_city()]
    register.write_text("\n".join(["name,code,group", *lines]), encoding="utf-8")
    database = ["--db", office.books.address] if office.books.address else []
    commands = [
        ["init", "--place", PLACE, *database],
        ["units", "import", f"{register}"],
        *(_adding(login, "clerk", "--unit", each.unit.name)
          for login, each in clerks().items()),
        *(_adding(login, role) for login, role in _OFFICE),
    ]  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", _ONE_BY_ONE], env=office.env, check=True, text=True,
        input=json.dumps(commands), stdout=subprocess.PIPE,
    )  # fmt: skip
    # The first one is that of the account which `init` makes.
    _, *found = re.findall(r"[a-z0-9]{4}(?:-[a-z0-9]{4}){3}", done.stdout)
    logins = [*clerks(), *(login for login, _ in _OFFICE)]
    office.passwords.update(zip(logins, found, strict=True))


def _adding(login: str, role: str, *more: str) -> list[str]:
    return ["people", "add", "--login", login, "--name", login, "--role", role, *more]


#: Each start of Python takes longer than what most commands do.
_ONE_BY_ONE = """
import json, sys
from gongshi.cli import gongshi
for each in json.load(sys.stdin):
    gongshi(each, standalone_mode=False)
"""


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])
