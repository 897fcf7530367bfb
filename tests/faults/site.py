"""A real server with its worker on a ledger of its own, and visitors who are logged in."""

from __future__ import annotations

import http.client
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.patience import LONG
from tests.web.unit.conftest import KEY

GONGSHI = (sys.executable, "-P", "-c", "from gongshi.cli import main; main()")
#: A token of our forms, as one of our pages would have set it.
TOKEN = "t" * 32
#: Sets up a ledger with units and logged-in people; prints their sessions.
_SET_UP = """
import json, time
from gongshi.cli.ledger_home import open_ledger
open_ledger()
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from gongshi.actions.setting_up import set_up
from gongshi.people.rights import ROLES
from gongshi.ledger.models import Unit
from tests.people.persons import person
from tests.web import city
set_up("pingdingshan")
# The key was made just now; what signs the sessions must be that of the server.
settings.SECRET_KEY = settings.SECRET_KEY_FILE.read_text().strip()
city.set_up_units()
sessions = {}
for role in ROLES:
    for name in ("市公安局", "市审计局") if ROLES[role].is_of_unit else ("",):
        unit = Unit.objects.get(name=name) if name else None
        login = f"{role}@{name}" if name else role
        who = person(role, unit, login)
        session = SessionStore()
        session["_auth_user_id"] = str(who.pk)
        session["_auth_user_backend"] = "django.contrib.auth.backends.ModelBackend"
        session["_auth_user_hash"] = who.get_session_auth_hash()
        session["factor"], session["seen"] = "done", int(time.time())
        session.save()
        sessions[login] = session.session_key
units = dict(Unit.objects.values_list("name", "pk"))
print(json.dumps({"sessions": sessions, "units": units}))
"""


@dataclass
class Site:
    """A ledger that is served, or was."""

    home: Path
    env: dict[str, str]
    port: int
    sessions: dict[str, str]
    units: dict[str, int]
    servers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def log(self) -> str:
        """Give all that server and worker wrote."""
        return self.log_file.read_text(encoding="utf-8")

    @property
    def log_file(self) -> Path:
        return self.home.parent / "server.log"

    def start(self, *limits: str) -> None:
        """Serve it; `limits` are words of `prlimit`."""
        command = [*limits, *GONGSHI, "serve", "--port", str(self.port)]
        with self.log_file.open("ab") as log:
            server = subprocess.Popen(
                command, env=self.env, stdout=log, stderr=subprocess.STDOUT
            )
        self.servers.append(server)
        until(lambda: self.visitor("").get("/health").status == 200)

    def stop(self) -> None:
        server = self.servers.pop()
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=LONG)

    def processor(self) -> float:
        """Tell how many seconds of processor the server and its children have had."""
        told = []
        for pid in family(self.servers[0].pid):
            with suppress(OSError):  # it ended meanwhile, and its parent has its time
                told.append(Path(f"/proc/{pid}/stat").read_text())
        # Its own, and that of children which ended: fields 14 to 17.
        ticks = [sum(map(int, each.rpartition(")")[2].split()[11:15])) for each in told]
        return sum(ticks) / os.sysconf("SC_CLK_TCK")

    def visitor(self, login: str) -> Visitor:
        return Visitor(self, login)

    def stored(self) -> dict[str, int]:
        """Count what is stored, once nothing is under way any more."""
        until(lambda: not self._waiting())
        lines = self._metrics()
        names = ("gongshi_filings_total", "gongshi_batches_total")
        archive = [
            each for each in (self.home / "archive").rglob("*") if each.is_file()
        ]
        return {
            **{name: int(lines[name]) for name in names},
            "jobs": sum(int(lines[each]) for each in lines if "_jobs{" in each),
            "files": len(archive),
        }

    def _waiting(self) -> int:
        states = ("queued", "running")
        lines = self._metrics()
        return sum(int(lines[f'gongshi_jobs{{state="{each}"}}']) for each in states)

    def _metrics(self) -> dict[str, str]:
        told = self.visitor("").get("/metrics").text.splitlines()
        return dict(each.rsplit(" ", 1) for each in told if each[0] != "#")

    def ask(self, script: str) -> object:
        """Run Python on the ledger, and read the JSON that it prints."""
        head = "from gongshi.cli.ledger_home import open_ledger\nopen_ledger()\n"
        return json.loads(_python(head + script, self.env))

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run a command on the ledger."""
        return subprocess.run(
            [*GONGSHI, *words], env=self.env, capture_output=True, text=True
        )


@dataclass(frozen=True)
class Answer:
    """What the server said."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8-sig", errors="replace")


@dataclass(frozen=True)
class Visitor:
    """A browser without JavaScript, at the far end of a real connection."""

    site: Site
    login: str

    def get(self, address: str, **headers: str) -> Answer:
        return self.send("GET", address, b"", headers)

    def post(self, address: str, **boxes: str) -> Answer:
        return self.send("POST", address, *form(boxes))

    def upload(
        self, address: str, content: bytes, *, name: str = "一周.csv", **boxes: str
    ) -> Answer:
        return self.send("POST", address, *form(boxes, content, name))

    def file(
        self, content: bytes, *, name: str = "一周.csv", key: str = "", **more: str
    ) -> Answer:
        """Send the filing form."""
        return self.upload("/file/", content, name=name, **self.filing(key), **more)

    def filing(self, key: str = "") -> dict[str, str]:
        """Give what stands in the filing form beside the file."""
        unit = str(self.site.units[self.login.partition("@")[2] or "市公安局"])
        act = key or secrets.token_urlsafe(16)
        return {"category": "licence", "unit": unit, "key": act}

    def send(
        self, method: str, address: str, body: bytes, headers: Mapping[str, str]
    ) -> Answer:
        line = http.client.HTTPConnection("127.0.0.1", self.site.port, timeout=LONG)
        try:
            line.request(method, address, body or None, {**self.headers, **headers})
            got = line.getresponse()
            return Answer(got.status, dict(got.getheaders()), got.read())
        finally:
            line.close()

    @property
    def headers(self) -> dict[str, str]:
        session = self.site.sessions.get(self.login, "")
        return {"Cookie": f"sessionid={session}; csrftoken={TOKEN}"}

    def raw(self, address: str, body: bytes, headers: Mapping[str, str]) -> bytes:
        """Write a POST as it goes over the line."""
        told = {
            "Host": f"127.0.0.1:{self.site.port}",
            "Content-Length": str(len(body)),
            **self.headers,
            **headers,
        }
        lines = [f"POST {address} HTTP/1.1", *(f"{k}: {v}" for k, v in told.items())]
        return "\r\n".join([*lines, "", ""]).encode() + body


def form(
    boxes: Mapping[str, str], content: bytes | None = None, name: str = ""
) -> tuple[bytes, dict[str, str]]:
    """Write a form as browsers do: body, and the header that goes with it."""
    edge = "----gongshi" + KEY
    parts = []
    for key, value in {"csrfmiddlewaretoken": TOKEN, **boxes}.items():
        head = f'Content-Disposition: form-data; name="{key}"\r\n\r\n'
        parts.append(head.encode() + value.encode())
    if content is not None:
        # As browsers write it: quotes and line breaks escaped, the rest in UTF-8.
        told = name.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
        where = f'filename="{told}"'
        if name.startswith("filename"):
            # Written by no browser.
            where = name
        head = f'Content-Disposition: form-data; name="file"; {where}\r\n'
        kind = "Content-Type: application/octet-stream\r\n\r\n"
        parts.append((head + kind).encode() + content)
    body = b"".join(f"--{edge}\r\n".encode() + each + b"\r\n" for each in parts)
    kind = f"multipart/form-data; boundary={edge}"
    return body + f"--{edge}--\r\n".encode(), {"Content-Type": kind}


@contextmanager
def served(home: Path, url: str = "", limits: Sequence[str] = ()) -> Iterator[Site]:
    """Set up a ledger and serve it.

    Args:
        home: A folder that is not there yet.
        url: Of an empty PostgreSQL database; without one it is SQLite.
        limits: Words of `prlimit` before the server's.
    """
    env = {
        **os.environ,
        "GONGSHI_HOME": str(home),
        "GONGSHI_DB": url,
        "PYTHONUNBUFFERED": "1",
        "TMPDIR": str(home.parent / "tmp"),
    }
    (home.parent / "tmp").mkdir(parents=True, exist_ok=True)
    told = json.loads(_python(_SET_UP, env))
    site = Site(home, env, _free_port(), told["sessions"], told["units"])
    try:
        site.start(*limits)
        yield site
    finally:
        while site.servers:
            site.stop()


def family(pid: int) -> list[int]:
    """List a process and all below it."""
    found = [pid]
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            found += family(int(child))
    return found


def until(holds, seconds: float = LONG) -> None:
    """Wait until something holds; a line that is refused holds nothing."""
    last = time.monotonic() + seconds
    while True:
        with suppress(OSError, http.client.HTTPException):
            if holds():
                return
        assert time.monotonic() < last, "it never came to hold"
        time.sleep(0.1)


def _python(script: str, env: Mapping[str, str]) -> str:
    done = subprocess.run(
        [sys.executable, "-c", script], env=env, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])
