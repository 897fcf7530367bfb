"""A real server with its worker on a ledger of its own, started as an office does."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import URLError

from tests import postgresql
from tests.patience import LONG

MARKET = "示例市市场监管局"
HEALTH = "示例市卫健委"
UNITS = (
    "name,code,group,functions\n"
    f"{MARKET},11100000000013039Y,departments,licence\n{HEALTH},,departments,licence\n"
)
#: Login → role and unit.
PEOPLE = {
    "market": ("clerk", MARKET),
    "market2": ("clerk", MARKET),
    "health": ("clerk", HEALTH),
    "analyst": ("analyst", ""),
    "reviewer": ("reviewer", ""),
    "head": ("office_head", ""),
}


@dataclass
class Site:
    """A running site; holds the passwords as people change them."""

    address: str
    env: dict[str, str]
    passwords: dict[str, str] = field(default_factory=dict)
    #: Login → secret of the phone that was enrolled.
    phones: dict[str, bytes] = field(default_factory=dict)

    def gongshi(self, *arguments: str | Path, fine: tuple[int, ...] = (0,)) -> str:
        """Run a command on the ledger; it ends with one of the codes that are fine."""
        program = Path(sys.executable).with_name("gongshi")
        done = subprocess.run(
            [program, *arguments], env=self.env, capture_output=True, text=True
        )
        assert done.returncode in fine, done.stderr
        return done.stdout

    def end_sessions(self) -> None:
        """Let half an hour pass for everybody who is logged in."""
        env = self.env | {"DJANGO_SETTINGS_MODULE": "gongshi.site.settings"}
        subprocess.run([sys.executable, "-c", _END], env=env, check=True)


def new_site(home: Path) -> Site:
    """Name an address and a folder of its own."""
    env = os.environ | {"GONGSHI_HOME": str(home)}
    return Site(f"http://127.0.0.1:{_free_port()}", env)


@contextmanager
def running(home: Path, database: str) -> Iterator[Site]:
    """Set up a ledger with units and people, and serve it."""
    site = new_site(home / "ledger")
    address = ["--db", postgresql.create("browser")] if database != "sqlite" else []
    site.gongshi("init", "--place", "pingdingshan", *address)
    units = home / "units.csv"
    units.write_text(UNITS, encoding="utf-8")
    site.gongshi("units", "import", units)
    for login, (role, unit) in PEOPLE.items():
        of = ["--unit", unit] if unit else []
        told = site.gongshi(
            "people", "add", "--login", login, "--name", login, "--role", role, *of
        )
        site.passwords[login] = _password(told)
    with serving(site):
        yield site


_END = """
import django
django.setup()
from django.contrib.sessions.models import Session
Session.objects.update(expire_date='2000-01-01T00:00Z')
"""


@contextmanager
def serving(site: Site) -> Iterator[None]:
    """Serve the pages of a ledger, worker included."""
    program = Path(sys.executable).with_name("gongshi")
    port = site.address.rpartition(":")[2]
    server = subprocess.Popen(
        [program, "serve", "--port", port],
        env=site.env,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _until_answers(f"{site.address}/health")
        yield
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=LONG)


def _password(told: str) -> str:
    found = re.search(r"[a-z0-9]{4}(?:-[a-z0-9]{4}){3}", told)
    assert found, told
    return found[0]


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def _until_answers(address: str, seconds: float = LONG) -> None:
    last = time.monotonic() + seconds
    while True:
        try:
            with urllib.request.urlopen(address, timeout=60):
                return
        except (URLError, ConnectionError):
            if time.monotonic() > last:
                raise
            time.sleep(0.1)
