"""Gives every request a number, counts it, and writes its one line into the log."""

from __future__ import annotations

import fcntl
import logging
import mmap
import secrets
import struct
import time
from collections.abc import Callable, Mapping
from threading import Lock

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from gongshi.ledger.turns import nameless
from gongshi.people import audit

_log = logging.getLogger(__name__)
_lock = Lock()
#: Status → requests that were answered with it, a whole number of 8 bytes each, in memory
#: that the processes of one server share; and what they lock to count in turn.
_STATUSES, _NUMBER = 1000, struct.Struct("Q")
_answered = mmap.mmap(-1, _STATUSES * _NUMBER.size)
_turn = nameless()


class Requests:
    """Django middleware, the outermost; it needs state because Django asks so."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer a request."""
        started, number = time.perf_counter(), secrets.token_hex(8)
        token = audit.REQUEST.set(number)
        try:
            response = self._answer(request)
        finally:
            audit.REQUEST.reset(token)
        response.headers["X-Request-ID"] = number
        _count(response.status_code)
        match = request.resolver_match
        told = {
            "id": number,
            "method": request.method if request.method in _METHODS else "",
            # Never the path: it names rows, units and what was searched for.
            "route": (match.url_name if match else "") or "",
            "status": response.status_code,
            "ms": round((time.perf_counter() - started) * 1000),
            "role": getattr(request, "role", ""),
        }
        _log.info("request", extra=told)
        return without_body(response) if request.method == "HEAD" else response


_METHODS = ("GET", "HEAD", "POST", "OPTIONS", "PUT", "DELETE", "PATCH")


def answered() -> Mapping[int, int]:
    """Count the requests that this server has answered, by status."""
    numbers = (number for (number,) in _NUMBER.iter_unpack(_answered[:]))
    return {status: number for status, number in enumerate(numbers) if number}


def without_body(response: HttpResponseBase) -> HttpResponseBase:
    """Leave the headers, its length among them, and nothing else.

    Django leaves the body of an answer to HEAD to the server, which drops it and warns.
    """
    if isinstance(response, HttpResponse):
        response.headers.setdefault("Content-Length", str(len(response.content)))
        response.content = b""
    elif response.streaming:
        # What it holds open is closed with it.
        response.streaming_content = ()  # type: ignore[attr-defined]
    return response


def _count(status: int) -> None:
    at = status * _NUMBER.size
    # The lock of the file goes with a process that dies.
    with _lock:
        fcntl.lockf(_turn, fcntl.LOCK_EX)
        (before,) = _NUMBER.unpack_from(_answered, at)
        _NUMBER.pack_into(_answered, at, before + 1)
        fcntl.lockf(_turn, fcntl.LOCK_UN)
