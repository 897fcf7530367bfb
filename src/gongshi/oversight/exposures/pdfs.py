"""PDF documents: the words that are text in them, line by line.

Saved pages and documents exported by office programs are read; what is only a picture,
or encrypted, is refused.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import islice
from typing import Any

from gongshi.oversight.exposures import faults
from gongshi.oversight.exposures.pdf_objects import (
    Objects,
    Stream,
    Word,
    tokens,
    values,
)

_MOST_PAGES, _MOST_CHARS, _MOST_NODES = 300, 400_000, 3000
_RADICALS = re.compile("[\u2e80-\u2fdf\ufb00-\ufb06]")
#: Predefined encodings of fonts that carry no table.
_ENCODINGS = {"UniGB-UCS2-H": "utf-16-be", "UniGB-UTF16-H": "utf-16-be",
              "GBK-EUC-H": "gb18030", "GB-EUC-H": "gb18030", "GBKp-EUC-H": "gb18030"}  # fmt: skip
#: Code of a glyph, in hexadecimal → text.
_Table = dict[bytes, str]


def words_of(content: bytes, name: str) -> str:
    """Take the words out of a PDF.

    Args:
        content: The whole file.
        name: Of the file, for what is said of it.

    Raises:
        FileFault: Encrypted, broken, or without any text.
    """
    if re.search(rb"/Encrypt\s{1,4}[0-9]{1,8}\s{1,4}[0-9]{1,5}\s{1,4}R", content):
        raise faults.encrypted(name)
    objects = Objects(content)
    pages = _pages(objects)
    if not pages:
        raise faults.unreadable(name)
    text = "\n".join(_page(objects, each) for each in pages[:_MOST_PAGES])[:_MOST_CHARS]
    if not text.strip():
        raise faults.pictures(name)
    # Fonts often name the radical ⽇ where the character 日 is meant.
    return _RADICALS.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text)


def _pages(objects: Objects) -> list[dict[str, Any]]:
    """List pages in reading order; as they stand in the file where no tree holds."""
    tables = [objects.table(each) for each in objects]
    root = next((each for each in tables if each.get("Type") == "Catalog"), {})
    found = list(islice(_leaves(objects, root.get("Pages")), _MOST_PAGES))
    return found or [each for each in tables if each.get("Type") == "Page"]


def _leaves(objects: Objects, root: Any) -> Iterator[dict[str, Any]]:
    """Go through the pages of a tree, which may hold itself."""
    waiting: list[tuple[Any, Any]] = [(root, None)]
    for _ in range(_MOST_NODES):
        if not waiting:
            return
        node, resources = waiting.pop()
        table = objects.table(node)
        own = table.get("Resources", resources)
        kids = objects.get(table.get("Kids"))
        if isinstance(kids, list):
            waiting += [(kid, own) for kid in reversed(kids[:_MOST_PAGES])]
        elif table:
            yield {**table, "Resources": own}


def _page(objects: Objects, page: dict[str, Any]) -> str:
    streams = objects.get(page.get("Contents"))
    streams = streams if isinstance(streams, list) else [page.get("Contents")]
    data = b"\n".join(objects.inflated(each) for each in streams)
    return _Typing(objects).read(data, objects.table(page.get("Resources")))


class _Typing:
    """Follows the operators of a page; where it stands on the page is its state."""

    def __init__(self, objects: Objects) -> None:
        self._objects = objects
        self._fonts: dict[str, _Table | str] = {}
        self._font: _Table | str = "latin-1"
        self._size = self._scale = 1.0
        #: Where the line began, where the last glyph ended, and how far lines are apart.
        self._x = self._y = self._end = self._leading = 0.0
        self._last_y: float | None = None
        self._is_wide = False
        self._parts: list[str] = []

    def read(self, data: bytes, resources: dict[str, Any], depth: int = 0) -> str:
        """Give the words of a stream."""
        before: list[Any] = []
        for value in values(data):
            if isinstance(value, Word):
                self._do(value.text, before, resources, depth)
                before = []
            else:
                before = [*before[-8:], value]
        return "".join(self._parts)

    def _do(
        self, operator: bytes, told: list[Any], resources: dict[str, Any], depth: int
    ) -> None:
        numbers = [each for each in told if isinstance(each, float)]
        if operator == b"Tf" and told and isinstance(told[0], str) and numbers:
            self._font = self._table(told[0][1:], resources)
            self._size = abs(numbers[-1]) or 1.0
        elif operator == b"BT":
            self._x = self._y = 0.0
            self._scale = 1.0
        elif operator == b"Tm" and len(numbers) >= 6:
            self._scale = abs(numbers[-6]) or abs(numbers[-5]) or 1.0
            self._x, self._y = numbers[-2], numbers[-1]
        elif operator in (b"Td", b"TD") and len(numbers) >= 2:
            self._x += numbers[-2] * self._scale
            self._y += numbers[-1] * self._scale
            self._leading = -numbers[-1] if operator == b"TD" else self._leading
        elif operator == b"TL" and numbers:
            self._leading = numbers[-1]
        elif operator in (b"T*", b"'", b'"'):
            self._y -= (self._leading or self._size) * self._scale
        elif operator == b"Do" and told and isinstance(told[-1], str) and depth < 4:
            self._form(told[-1][1:], resources, depth)
        if operator in (b"Tj", b"'", b'"') and told and isinstance(told[-1], bytes):
            self._type(self._decoded(told[-1]))
        elif operator == b"TJ" and told and isinstance(told[-1], list):
            parts = (
                self._decoded(each) for each in told[-1] if isinstance(each, bytes)
            )
            self._type("".join(parts))

    def _form(self, name: str, resources: dict[str, Any], depth: int) -> None:
        form = self._objects.get(
            self._objects.table(resources.get("XObject")).get(name)
        )
        if isinstance(form, Stream) and form.about.get("Subtype") == "Form":
            own = self._objects.table(form.about.get("Resources")) or resources
            fonts, self._fonts = self._fonts, {}
            self._last_y = None
            self.read(self._objects.inflated(form), own, depth + 1)
            self._fonts = fonts

    def _type(self, text: str) -> None:
        em = self._size * self._scale
        if self._last_y is None or abs(self._y - self._last_y) > em / 2:
            self._parts.append("\n")
        elif self._x - self._end > (0.2 if self._is_wide else 0.8) * em:
            self._parts.append("\t")
        self._parts.append(text)
        self._last_y = self._y
        wide = sum(1.0 if ord(mark) > 0x2E7F else 0.5 for mark in text)
        # Chinese characters are as wide as high; of others the width is a guess.
        self._is_wide = wide == len(text)
        self._end = (
            max(self._end if self._x < self._end else self._x, self._x) + wide * em
        )

    def _decoded(self, text: bytes) -> str:
        if isinstance(self._font, str):
            return text.decode(self._font, errors="replace")
        size = max(map(len, self._font), default=1)
        codes = (text[at : at + size] for at in range(0, len(text), size))
        return "".join(self._font.get(code, "") for code in codes)

    def _table(self, name: str, resources: dict[str, Any]) -> _Table | str:
        if name not in self._fonts:
            fonts = self._objects.table(resources.get("Font"))
            font = self._objects.table(fonts.get(name))
            data = self._objects.inflated(font.get("ToUnicode"))
            encoding = self._objects.get(font.get("Encoding"))
            own = (
                _ENCODINGS.get(encoding, "latin-1")
                if isinstance(encoding, str)
                else "latin-1"
            )
            self._fonts[name] = _table_of(data) or own
        return self._fonts[name]


def _table_of(data: bytes) -> _Table:
    """Read a font's table from glyphs to text."""
    table: _Table = {}
    group: list[Any] = []
    ranges: list[Any] = []
    for token in tokens(data):
        if isinstance(token, Word):
            if token.text == b"endbfchar":
                _fill(table, zip(group[::2], group[1::2], strict=False))
            elif token.text == b"endbfrange":
                _spread(table, ranges)
            group, ranges = [], []
        elif isinstance(token, bytes):
            group.append(token)
            ranges.append(token)
        elif token in ("[", "]"):
            ranges.append(token)
    return table


def _fill(table: _Table, pairs: Any) -> None:
    for code, text in pairs:
        table[code] = text.decode("utf-16-be", errors="ignore")


def _spread(table: _Table, told: list[Any]) -> None:
    """Write ranges out: first, last, then the first text or a list of texts."""
    at = 0
    while at + 2 < len(told):
        first, last, text = told[at : at + 3]
        if not isinstance(first, bytes) or not isinstance(last, bytes) or not first:
            return
        low, high = int.from_bytes(first), int.from_bytes(last)
        codes = [
            code.to_bytes(len(first))
            for code in range(low, min(high, low + 65535) + 1)
            if code < 256 ** len(first)
        ]
        at += 3
        if text == "[":
            texts = []
            while at < len(told) and told[at] != "]":
                texts.append(told[at])
                at += 1
            at += 1
            _fill(table, zip(codes, texts, strict=False))
        elif isinstance(text, bytes) and text:
            start = int.from_bytes(text)
            size = len(text)
            _fill(
                table,
                (
                    (code, (start + step).to_bytes(size + 1)[-size:])
                    for step, code in enumerate(codes)
                ),
            )
