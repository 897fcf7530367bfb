"""A person's browser without the person: one connection, cookies, and a real log-in."""

from __future__ import annotations

import base64
import hashlib
import hmac
import http.client
import re
import secrets
import select
import struct
import time
from collections.abc import Mapping
from dataclasses import dataclass
from http.cookies import SimpleCookie
from urllib.parse import urlencode

_HOST = "127.0.0.1"
_FORM = "application/x-www-form-urlencoded"
_SECRET = re.compile(r"[A-Z2-7]{4}(?: [A-Z2-7]{4}){3,}")
#: Seconds for which a code from a phone holds.
_STEP = 30
#: Seconds after which nobody waits any longer.
_PATIENCE = 120


@dataclass(frozen=True)
class Answer:
    """What came back, and how long that took: from the first byte sent to the last."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    seconds: float


@dataclass
class Login:
    """What a person logs in with; the secret is learned when a phone is set up."""

    login: str
    role: str
    password: str
    secret: str = ""
    #: Name of the unit of clerks and unit heads.
    unit: str = ""


class Browser:
    """Keeps a connection and cookies; that is its state."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._cookies: dict[str, str] = {}
        self._open = self._connection()

    def get(self, path: str, *, is_part: bool = False) -> Answer:
        """Open a page, or only the part of it that changes."""
        return self._ask("GET", path, None, {"HX-Request": "true"} if is_part else {})

    def post(self, path: str, **fields: str) -> Answer:
        """Send a form."""
        token = {"csrfmiddlewaretoken": self._cookies.get("csrftoken", "")}
        body = urlencode(token | fields).encode()
        return self._ask("POST", path, body, {"Content-Type": _FORM})

    def upload(
        self,
        path: str,
        name: str,
        content: bytes,
        *,
        is_part: bool = False,
        **fields: str,
    ) -> Answer:
        """Send a form with a file in it."""
        fields["csrfmiddlewaretoken"] = self._cookies.get("csrftoken", "")
        mark = secrets.token_hex(16)
        parts = [
            f'--{mark}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'
            for key, value in fields.items()
        ]
        head = (
            f'--{mark}\r\nContent-Disposition: form-data; name="file"; '
            f'filename="{name}"\r\nContent-Type: application/octet-stream\r\n\r\n'
        )
        body = (
            "".join([*parts, head]).encode() + content + f"\r\n--{mark}--\r\n".encode()
        )
        kind = {"Content-Type": f"multipart/form-data; boundary={mark}"}
        kind |= {"HX-Request": "true"} if is_part else {}
        return self._ask("POST", path, body, kind)

    def log_in(self, who: Login) -> float:
        """Go through the door, with the code from the phone; gives the seconds."""
        self.get("/login/")
        answer = self.post("/login/", login=who.login, password=who.password)
        taken, factor = answer.seconds, self.get("/notices/")
        if factor.status == 302 and "/login/code/" in factor.headers["Location"]:
            self.get("/login/code/")
            self._prove("/login/code/", who.secret)
            factor = self.get("/notices/")
        assert factor.status == 200, (who.login, answer.status, factor.headers)
        return taken

    def begin(self, who: Login, password: str) -> None:
        """Log in for the first time: choose a password, and set a phone up."""
        self.get("/login/")
        assert self.post("/login/", login=who.login, password=who.password).status < 400
        self.get("/password/")
        told = {"old": who.password, "new": password, "again": password}
        answer = self.post("/password/", **told)
        assert answer.status < 400, answer.body.decode()
        who.password = password
        if "/login/phone/" in self.get("/notices/").headers.get("Location", ""):
            found = _SECRET.search(self.get("/login/phone/").body.decode())
            assert found, "the page spells the secret"
            who.secret = found[0].replace(" ", "")
            self._prove("/login/phone/", who.secret)

    def _prove(self, path: str, secret: str) -> None:
        for at in range(3):
            if self.post(path, code=_code(secret)).status == 302:
                return
            # Each code counts once: the next one comes within half a minute.
            time.sleep(_STEP - time.time() % _STEP + at)
        raise AssertionError("no code was taken")

    def _ask(
        self, method: str, path: str, body: bytes | None, headers: dict[str, str]
    ) -> Answer:
        cookies = "; ".join(f"{key}={value}" for key, value in self._cookies.items())
        started = time.perf_counter()
        self._close_if_stale()
        self._open.request(method, path, body, headers | {"Cookie": cookies})
        response = self._open.getresponse()
        content = response.read()
        seconds = time.perf_counter() - started
        for line in response.headers.get_all("Set-Cookie", []):
            for key, morsel in SimpleCookie(line).items():
                self._cookies[key] = morsel.value
        return Answer(response.status, dict(response.headers), content, seconds)

    def _close_if_stale(self) -> None:
        """Servers close connections that nobody uses; browsers open another."""
        sock = self._open.sock
        if sock and select.select([sock], [], [], 0)[0]:
            self._open.close()

    def _connection(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection(_HOST, self._port, timeout=_PATIENCE)


def _code(secret: str) -> str:
    """Give the six digits that a phone shows now (RFC 6238)."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    moment = struct.pack(">Q", int(time.time()) // _STEP)
    digest = hmac.new(key, moment, hashlib.sha1).digest()
    at = digest[-1] & 15
    number = int.from_bytes(digest[at : at + 4], "big") & 0x7FFFFFFF
    return f"{number % 10**6:06d}"
