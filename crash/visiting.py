"""A person at the pages: logs in by HTTP, keeps the cookies, fills in forms."""

from __future__ import annotations

import base64
import hmac
import http.client
import re
import struct
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from urllib.parse import urlencode

#: What a killed server does to whoever is talking to it.
CUT = (OSError, http.client.HTTPException)
#: Seconds without an answer after which a person tries again.
_PATIENCE = 20
_FORM = "application/x-www-form-urlencoded"
_PASSWORD = "Kangxin-{}-2026"


class Refused(Exception):
    """The site answered, and not as it should."""


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    #: Where it leads; "" when it stays.
    location: str
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode(errors="replace")


@dataclass(frozen=True)
class File:
    """A file in a form."""

    name: str
    content: bytes
    #: How many it holds.
    rows: int


@dataclass
class Visitor:
    """One person with one browser."""

    port: int
    login: str
    #: The first one, as the command line printed it.
    password: str
    _cookies: dict[str, str] = field(default_factory=dict)

    def get(self, path: str) -> Answer:
        return self._ask("GET", path)

    def post(
        self, path: str, fields: Mapping[str, str], file: File | None = None
    ) -> Answer:
        """Send a form.

        Raises:
            OSError: The connection was cut; nobody knows what was done.
        """
        told = {"csrfmiddlewaretoken": self._cookies.get("csrftoken", ""), **fields}
        if file is None:
            return self._ask("POST", path, urlencode(told).encode(), _FORM)
        mark = uuid.uuid4().hex
        kind = f"multipart/form-data; boundary={mark}"
        return self._ask("POST", path, _parts(told, file, mark), kind)

    def enter(self) -> None:
        """Log in, choose an own password, and set the phone up if that is asked for."""
        self.get("/login/")
        came = self.post("/login/", {"login": self.login, "password": self.password})
        came = self._follow(came)
        if came.startswith("/password/"):
            new = _PASSWORD.format(self.login)
            told = {"old": self.password, "new": new, "again": new}
            came = self._follow(self.post("/password/", told))
        if came.startswith("/login/phone/"):
            came = self._follow(self._enrol())
        if came.startswith(("/login/", "/password/")):
            raise Refused(f"{self.login} was led to {came}")

    def _follow(self, answer: Answer) -> str:
        """Give the address of the page that opens in the end."""
        came = ""
        while answer.location:
            came = answer.location
            answer = self.get(came)
        if answer.status != 200:
            raise Refused(f"{self.login}: {answer.status} at {came}: {said(answer)}")
        return came

    def _enrol(self) -> Answer:
        found = re.search(r'<code class="mono">([A-Z2-7 ]+)</code>', self._phone())
        assert found, "the page for the phone spells no secret"
        secret = base64.b32decode(found[1].replace(" ", ""))
        return self.post("/login/phone/", {"code": _code(secret)})

    def _phone(self) -> str:
        return self.get("/login/phone/").text

    def _ask(
        self, method: str, path: str, body: bytes | None = None, kind: str = ""
    ) -> Answer:
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=_PATIENCE)
        cookies = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        headers = {"Connection": "close", "Cookie": cookies}
        if kind:
            headers["Content-Type"] = kind
        try:
            link.request(method, path, body, headers)
            answer = link.getresponse()
            content = answer.read()
        finally:
            link.close()
        self._remember(answer.headers.get_all("Set-Cookie") or [])
        return Answer(answer.status, answer.headers.get("Location", ""), content)

    def _remember(self, lines: list[str]) -> None:
        for line in lines:
            for name, morsel in SimpleCookie(line).items():
                self._cookies[name] = morsel.value


def said(answer: Answer) -> str:
    """Give what a page says was wrong, shortly."""
    words = re.sub(r"<[^>]+>|\s+", " ", answer.text.partition("<main")[2])
    return " ".join(words.split())[:300]


def _parts(fields: Mapping[str, str], file: File, mark: str) -> bytes:
    head = "".join(
        f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    )
    head += (
        f'--{mark}\r\nContent-Disposition: form-data; name="file"; '
        f'filename="{file.name}"\r\nContent-Type: application/octet-stream\r\n\r\n'
    )
    return head.encode() + file.content + f"\r\n--{mark}--\r\n".encode()


def _code(secret: bytes) -> str:
    """Be the phone: RFC 6238, six digits, thirty seconds."""
    told = hmac.digest(secret, struct.pack(">Q", int(time.time()) // 30), "sha1")
    at = told[-1] & 15
    return f"{(struct.unpack('>I', told[at : at + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"
