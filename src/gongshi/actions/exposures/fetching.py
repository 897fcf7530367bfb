"""Fetches one address politely: slowly, in bounds, with leave, and never inside the house.

A host is asked at most once in so many seconds, and what its robots.txt forbids is not
asked. Names are looked up once and the addresses checked before a line is opened, so
that no feed leads into the office's own network.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urljoin, urlsplit
from urllib.request import (
    HTTPHandler,
    HTTPRedirectHandler,
    HTTPSHandler,
    ProxyHandler,
    Request,
    build_opener,
)
from urllib.robotparser import RobotFileParser

from gongshi.policy.exposures import ExposureTerms

#: How we are called in requests and in robots.txt.
AGENT = "gongshi"
_ASKING = {"User-Agent": f"{AGENT} (feed reader of a credit office)",
           "Accept": "application/rss+xml, application/atom+xml, text/xml, */*;q=0.5"}  # fmt: skip
_MOVED = (301, 302, 303, 307, 308)
_NOT_MODIFIED = 304
_CHUNK = 1 << 16
#: IPv6 addresses whose end is one of IPv4, to which a gateway leads.
_THROUGH = ipaddress.ip_network("64:ff9b::/96")
#: One fetch may take so many times the patience for one answer.
_PATIENCE = 3


class Refused(Exception):
    """It was not fetched; the Chinese sentence in `args` says why."""


@dataclass(frozen=True)
class Fetched:
    """An answer."""

    #: None where it has not changed since the last time.
    content: bytes | None
    etag: str = ""
    last_modified: str = ""


@dataclass(eq=False)
class Fetcher:
    """Keeps when each host may be asked again; that is its state."""

    terms: ExposureTerms
    #: Whether addresses of this machine and its network may be asked.
    is_private_allowed: bool = False
    #: Host → moment (monotonic) from which on it may be asked.
    free_at: dict[str, float] = field(default_factory=dict)
    _rules: dict[str, RobotFileParser] = field(default_factory=dict)

    def fetch(self, address: str, etag: str = "", last_modified: str = "") -> Fetched:
        """Fetch an address, unless it has not changed.

        Args:
            address: http or https.
            etag: Of the last answer, as `Fetched` gave it; likewise last_modified.

        Raises:
            Refused: It was not fetched.
        """
        headers = {"If-None-Match": etag, "If-Modified-Since": last_modified}
        asked = {key: value for key, value in headers.items() if value}
        for _ in range(self.terms.whole("redirects") + 1):
            self._refuse_forbidden(address)
            status, answered, content = self._get(address, asked)
            if status not in _MOVED:
                return _read(status, answered, content)
            address = urljoin(address, answered.get("Location", ""))
        raise Refused("转址次数太多，没有取到。")

    def _refuse_forbidden(self, address: str) -> None:
        parts = _parts(address)
        place = f"{parts.scheme}://{parts.netloc}"
        if place not in self._rules:
            rules = RobotFileParser()
            status, _, content = self._get(f"{place}/robots.txt", {})
            if 400 <= status < 500:
                content = b""
            elif status != 200:
                raise Refused(f"对方的 robots.txt 取不到（{status}），这次不取。")
            rules.parse(content.decode(errors="replace").splitlines())
            self._rules[place] = rules
        if not self._rules[place].can_fetch(AGENT, address):
            raise Refused("对方的 robots.txt 不许取这个地址。")

    def _wait(self, host: str, place: str) -> float:
        """Wait until a host may be asked; gives how long it is left alone then."""
        rules = self._rules.get(place)
        asked = rules.crawl_delay(AGENT) if rules else None
        pause = max(self.terms.limits["pause_seconds"], float(asked or 0))
        left = self.free_at.get(host, 0.0) - time.monotonic()
        if left > self.terms.limits["longest_pause_seconds"]:
            raise Refused("对方要求隔很久再取，留到下一次。")
        if left > 0:
            time.sleep(left)
        return pause

    def _get(
        self, address: str, headers: Mapping[str, str]
    ) -> tuple[int, Mapping[str, str], bytes]:
        parts = _parts(address)
        host = parts.hostname or ""
        pause = self._wait(host, f"{parts.scheme}://{parts.netloc}")
        line = _Line(self.is_private_allowed)
        patience = self.terms.limits["timeout_seconds"]
        watch = threading.Timer(patience * _PATIENCE, line.cut)
        watch.start()
        try:
            request = Request(address, headers={**_ASKING, **headers})
            try:
                answer: Any = _opener(line).open(request, timeout=patience)
            except HTTPError as error:
                answer = error
            with answer:
                return answer.status, answer.headers, self._body(answer)
        except Refused:
            raise
        except URLError as error:
            raise _why(error.reason, line) from error
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise _why(error, line) from error
        finally:
            watch.cancel()
            self.free_at[host] = time.monotonic() + pause

    def _body(self, answer: Any) -> bytes:
        most, content = self.terms.whole("fetch_bytes"), bytearray()
        while piece := answer.read(_CHUNK):
            content += piece
            if len(content) > most:
                raise Refused(f"对方给的超过 {most // 1_000_000} MB，没有收。")
        told = answer.headers.get("Content-Length", "")
        if told.isdecimal() and len(content) < int(told) and answer.status == 200:
            raise Refused("对方没有给完，没有收。")
        return bytes(content)


class _Line:
    """A connection that is checked before it opens and can be cut from outside."""

    def __init__(self, is_private_allowed: bool) -> None:
        self._is_private_allowed = is_private_allowed
        self._socket: socket.socket | None = None
        self.is_cut = False

    def open(self, host: str, port: int, timeout: float) -> socket.socket:
        """Connect to the first address of a host that answers; none may be private."""
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        addresses = [each[4] for each in found]
        if not self._is_private_allowed and not all(
            _is_public(str(each[0])) for each in addresses
        ):
            raise Refused("这个地址在内部网络，不取。")
        fault: OSError | None = None
        for each in addresses:
            try:
                self._socket = socket.create_connection((str(each[0]), port), timeout)
            except OSError as error:
                fault = error
            else:
                return self._socket
        raise fault or OSError("no address")

    def cut(self) -> None:
        """End what takes too long."""
        self.is_cut = True
        if self._socket is not None:
            try:
                self._socket.shutdown(socket.SHUT_RDWR)
            except OSError:
                return


class _Plain(http.client.HTTPConnection):
    """A connection over a checked line; inheritance is how the library is told."""

    def __init__(self, host: str, *, line: _Line, **kept: Any) -> None:
        super().__init__(host, **kept)
        self._line = line

    def connect(self) -> None:
        """Open the line; TLS is laid over it by the class below."""
        self.sock = self._line.open(self.host, self.port, float(self.timeout or 0))


class _Sealed(http.client.HTTPSConnection, _Plain):
    """The same under TLS: it connects by the class beside it, then seals."""


def _opener(line: _Line) -> Any:
    class Plain(HTTPHandler):
        def http_open(self, request: Request) -> Any:
            return self.do_open(_with(_Plain, line), request)

    class Sealed(HTTPSHandler):
        def https_open(self, request: Request) -> Any:
            return self.do_open(_with(_Sealed, line), request)

    # No proxy: it would be the proxy's address that is checked.
    return build_opener(ProxyHandler({}), Plain, Sealed, _Staying)


def _with(kind: Any, line: _Line) -> Callable[..., Any]:
    return lambda host, **kept: kind(host, line=line, **kept)


class _Staying(HTTPRedirectHandler):
    """Leaves it to us to follow, who look at every address first."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        """Follow nothing."""


def _parts(address: str) -> Any:
    try:
        parts = urlsplit(address)
        _ = parts.port
    except ValueError as error:
        raise Refused("网址写得不对。") from error
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise Refused("只取 http 和 https 的网址。")
    if parts.username or parts.password:
        raise Refused("网址里不能带用户名和口令。")
    return parts


def _is_public(address: str) -> bool:
    told = ipaddress.ip_address(address.partition("%")[0])
    if told in _THROUGH:
        told = ipaddress.ip_address(int(told) & 0xFFFFFFFF)
    told = (
        getattr(told, "ipv4_mapped", None) or getattr(told, "sixtofour", None) or told
    )
    return told.is_global and not told.is_multicast


def _read(status: int, headers: Mapping[str, str], content: bytes) -> Fetched:
    if status == _NOT_MODIFIED:
        return Fetched(None)
    if status != 200:
        raise Refused(f"对方答复 {status}，没有取到。")
    if headers.get("Content-Encoding", "identity") not in ("", "identity"):
        raise Refused("对方给的是压缩内容，没有收。")
    return Fetched(
        content,
        headers.get("ETag", "")[:300],
        headers.get("Last-Modified", "")[:100],
    )


def _why(reason: object, line: _Line) -> Refused:
    if isinstance(reason, Refused):
        return reason
    if line.is_cut or isinstance(reason, TimeoutError):
        return Refused("对方太慢，没有等到答复。")
    if isinstance(reason, socket.gaierror):
        return Refused("找不到这个网站（域名解析不到）。")
    return Refused(f"连不上对方（{type(reason).__name__}）。")
