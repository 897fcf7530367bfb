"""The objects of a PDF: dictionaries, arrays, strings, and streams as far as inflated.

Only what saved pages and exported documents have is read: plain and object streams
with Flate. All that is read is bounded, so that no file takes long or much room.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

#: Inflated bytes of all streams; objects; tokens of one stream; objects in each other.
MOST_BYTES, _MOST_OBJECTS, _MOST_TOKENS, _DEEPEST = 12 << 20, 100_000, 500_000, 40
#: What naming a stream once more costs of those bytes, however short it is.
_LEAST = 512
_OBJECT = re.compile(
    rb"(?<![0-9])([0-9]{1,8})[ \t\r\n]{1,4}[0-9]{1,5}[ \t\r\n]{1,4}obj\b"
)
_TOKEN = re.compile(
    rb"[\s\0]+|%[^\r\n]*|(?P<ref>[0-9]{1,8}\s{1,4}[0-9]{1,5}\s{1,4}R(?![A-Za-z]))"
    rb"|(?P<mark><<|>>|\[|\])|/(?P<name>[^\s\0<>\[\](){}/%]*)|(?P<open>\()"
    rb"|<(?P<hex>[0-9A-Fa-f\s]*)>|(?P<number>[+-]?(?:[0-9]{1,20}\.?[0-9]{0,20}|\.[0-9]{1,20}))(?![A-Za-z])"
    rb"|(?P<word>[^\s\0<>\[\](){}/%]+)|."
, re.DOTALL)  # fmt: skip
_ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
_IN_STRING = re.compile(rb"\\([0-7]{1,3}|\r\n|.)|([()])|[^\\()]+", re.DOTALL)


@dataclass(frozen=True)
class Ref:
    """A reference to another object."""

    number: int


@dataclass(frozen=True)
class Word:
    """An operator, as `Tj`, or true, false, null."""

    text: bytes


@dataclass(frozen=True, eq=False)
class Stream:
    """A dictionary with packed bytes behind it."""

    about: dict[str, Any]
    packed: bytes


class Objects:
    """The objects by number; inflates within one budget, which is its state."""

    def __init__(self, content: bytes) -> None:
        self._left = MOST_BYTES
        self._known: dict[int, Any] = {}
        for number, value in _objects(content):
            self._known[number] = value
        for value in list(self._known.values()):
            if isinstance(value, Stream) and value.about.get("Type") == "ObjStm":
                self._unpack(value)

    def __iter__(self) -> Iterator[Any]:
        """Go through the objects in their order in the file."""
        return iter(list(self._known.values()))

    def get(self, value: Any) -> Any:
        """Follow references to what they name; None where it is not there."""
        for _ in range(_DEEPEST):
            if not isinstance(value, Ref):
                return value
            value = self._known.get(value.number)
        return None

    def table(self, value: Any) -> dict[str, Any]:
        """Follow to a dictionary, that of a stream too; {} where it is none."""
        found = self.get(value)
        found = found.about if isinstance(found, Stream) else found
        return found if isinstance(found, dict) else {}

    def inflated(self, value: Any) -> bytes:
        """Give the bytes of a stream; b"" where it is none or packed otherwise."""
        stream = self.get(value)
        if not isinstance(stream, Stream) or self._left <= 0:
            return b""
        # One stream may be named a thousand times, however short it is.
        self._left -= _LEAST
        filters = self.get(stream.about.get("Filter"))
        names = filters if isinstance(filters, list) else [filters] if filters else []
        if names not in ([], ["FlateDecode"]):
            return b""
        most = max(self._left, 1)
        try:
            data = (
                zlib.decompressobj().decompress(stream.packed, most)
                if names
                else stream.packed[:most]
            )
        except zlib.error:
            return b""
        self._left -= len(data)
        return data

    def _unpack(self, stream: Stream) -> None:
        first, count = stream.about.get("First"), stream.about.get("N")
        data = self.inflated(stream)
        if not isinstance(first, int | float) or not isinstance(count, int | float):
            return
        heads = [each for each in tokens(data[: int(first)]) if isinstance(each, float)]
        for number, at in zip(heads[::2], heads[1::2], strict=False):
            value = next(values(data[int(first) + int(at) :][: 1 << 20]), None)
            self._known.setdefault(int(number), value)


def _objects(content: bytes) -> Iterator[tuple[int, Any]]:
    at = 0
    for _ in range(_MOST_OBJECTS):
        found = _OBJECT.search(content, at)
        if found is None:
            return
        end = content.find(b"endobj", found.end())
        end = len(content) if end < 0 else end
        begin = content.find(b"stream", found.end(), end)
        about = next(values(content[found.end() : begin if begin >= 0 else end]), None)
        at = end
        if begin >= 0 and isinstance(about, dict):
            start = begin + 6 + (2 if content[begin + 6 : begin + 8] == b"\r\n" else 1)
            size = about.get("Length")
            stop = start + int(size) if isinstance(size, float) else -1
            if stop < 0 or content[stop : stop + 20].lstrip()[:9] != b"endstream":
                stop = content.find(b"endstream", start)
                stop = len(content) if stop < 0 else stop
            yield int(found[1]), Stream(about, content[start:stop])
            at = max(stop, found.end())
        elif about is not None:
            yield int(found[1]), about


def values(data: bytes) -> Iterator[Any]:
    """Read values and operators one after another: arrays and dictionaries whole."""
    stack: list[list[Any]] = []
    for token in tokens(data):
        if token in ("<<", "["):
            if len(stack) >= _DEEPEST:
                return
            stack.append([])
            continue
        if token in (">>", "]"):
            if not stack:
                continue
            inner = stack.pop()
            token = _paired(inner) if token == ">>" else inner
        if stack:
            stack[-1].append(token)
        else:
            yield token


def _paired(inner: list[Any]) -> dict[str, Any]:
    keys = inner[::2]
    return {
        key[1:]: _bare(value)
        for key, value in zip(keys, inner[1::2], strict=False)
        if isinstance(key, str)
    }


def _bare(value: Any) -> Any:
    if isinstance(value, list):
        return [_bare(each) for each in value]
    return value[1:] if isinstance(value, str) and value.startswith("/") else value


def tokens(data: bytes) -> Iterator[Any]:
    """Cut bytes into tokens: numbers are floats, names begin with /, strings are bytes."""
    at = 0
    for _ in range(_MOST_TOKENS):
        found = _TOKEN.match(data, at)
        if found is None:
            return
        at = found.end()
        if found["open"]:
            text, at = _string(data, at)
            yield text
        elif (kind := found.lastgroup) is not None:
            yield _token(kind, found[kind])


def _token(kind: str, text: bytes) -> Any:
    if kind == "ref":
        return Ref(int(text.split()[0]))
    if kind == "number":
        return float(text)
    if kind == "name":
        plain = re.sub(
            rb"#([0-9A-Fa-f]{2})", lambda code: bytes([int(code[1], 16)]), text
        )
        return "/" + plain.decode("latin-1")
    if kind == "hex":
        digits = b"".join(text.split())
        return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode())
    return text.decode() if kind == "mark" else Word(text)


def _string(data: bytes, at: int) -> tuple[bytes, int]:
    """Read a string in brackets, which may stand in each other."""
    parts: list[bytes] = []
    depth = 1
    while depth and (found := _IN_STRING.match(data, at)):
        at = found.end()
        if found[2]:
            depth += 1 if found[2] == b"(" else -1
            if depth:
                parts.append(found[2])
        elif found[1]:
            parts.append(_escaped(found[1]))
        else:
            parts.append(found[0])
    return b"".join(parts), at


def _escaped(code: bytes) -> bytes:
    if code[:1] in b"01234567":
        return bytes([int(code, 8) & 255])
    return b"" if code in (b"\n", b"\r", b"\r\n") else _ESCAPES.get(code, code)
