"""Reads what a browser sends, and takes nothing for whole that is not.

A line that breaks in the middle of an upload looks, to the reader of a form, like the
end of it: the rest of the file would be missing, and nobody told. So what arrives is
counted, and a form with files must end with the mark that closes it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Protocol

from django.http import HttpRequest
from django.http.response import HttpResponseBase

#: Seconds without a single byte after which a sender is taken to be gone: one of a few
#: threads waits for him.
_PATIENCE = 60
#: Bytes a second that an upload has on the whole, after that; a slow line has more.
_SLOWEST = 4 << 10
#: Bytes of the end in which the closing mark is looked for.
_TAIL = 1 << 10


class _Source(Protocol):
    def read(self, size: int = ..., /) -> bytes: ...
    def readline(self, size: int = ..., /) -> bytes: ...


class Uploads:
    """Django middleware; it needs state because Django asks for it so."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer a request."""
        length = str(request.META.get("CONTENT_LENGTH") or "")
        if not (length.isascii() and length.isdigit() and int(length)):
            return self._answer(request)
        told: Any = request
        # Django names no other place where a body can be looked at as it comes.
        upload = Upload(request, told._stream, int(length))
        told._stream = told.upload = upload
        response = self._answer(request)
        if not upload.is_whole:
            # Django forgets the temporary file of a form that it could not read.
            for handler in request.upload_handlers:
                handler.upload_interrupted()
        return response


def is_cut(request: HttpRequest) -> bool:
    """Tell whether less arrived than was announced."""
    upload = getattr(request, "upload", None)
    return isinstance(upload, Upload) and upload.is_cut


class Upload:
    """A body as it comes in; a file, as far as forms are read from one."""

    def __init__(self, request: HttpRequest, source: _Source, length: int) -> None:
        boundary = (request.content_params or {}).get("boundary", "")
        is_form = request.content_type == "multipart/form-data"
        self._closing = f"--{boundary}--".encode() if is_form else b""
        self._source, self._left, self._tail = source, length, b""
        self._socket = getattr(request, "environ", {}).get("gunicorn.socket")
        self._until = time.monotonic() + _PATIENCE
        self.is_cut = False

    @property
    def is_whole(self) -> bool:
        """Tell whether all of it was read."""
        return not self._left and not self.is_cut

    def close(self) -> None:
        """Do nothing: the line stays open for the answer."""

    def read(self, size: int | None = -1, /) -> bytes:
        """Read some bytes, or all.

        Raises:
            OSError: The sender broke off, or is gone.
        """
        wanted = self._left if size is None or size < 0 else min(size, self._left)
        if not wanted:
            return b""
        with self._patient():
            piece = self._source.read(wanted)
        self._count(piece)
        if len(piece) < wanted:
            raise self._cut()
        return piece

    def readline(self, size: int | None = -1, /) -> bytes:
        """Read a line.

        Raises:
            OSError: The sender broke off, or is gone.
        """
        wanted = self._left if size is None or size < 0 else min(size, self._left)
        if not wanted:
            return b""
        with self._patient():
            line = self._source.readline(wanted)
        self._count(line)
        if not line:
            raise self._cut()
        return line

    def _count(self, piece: bytes) -> None:
        self._left -= len(piece)
        self._until += len(piece) / _SLOWEST
        self._tail = (self._tail + piece)[-_TAIL:]
        if not self._left and self._closing not in self._tail:
            raise self._cut()

    def _cut(self) -> OSError:
        self.is_cut = True
        return ConnectionError("the body is not whole")

    @contextmanager
    def _patient(self) -> Iterator[None]:
        """Wait for the next bytes, but not for ever."""
        if self._socket is None:
            yield
            return
        self._socket.settimeout(
            max(min(self._until - time.monotonic(), _PATIENCE), 0.1)
        )
        try:
            yield
        except OSError:
            self.is_cut = True
            raise
        finally:
            # What is answered may take a slow line as long as it likes.
            self._socket.settimeout(None)
