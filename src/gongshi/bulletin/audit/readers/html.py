"""Web pages: text of blocks, and tables with their merged cells."""

import re
from html.parser import HTMLParser

from gongshi.bulletin.audit.readers import faults
from gongshi.bulletin.audit.writing import Grid, Paragraph, Writing, grid
from gongshi.errors import FileFault

_BLOCKS = re.compile(
    "p|div|h[1-6]|li|dt|dd|section|article|header|footer|main|body|hr|blockquote|pre"
    "|caption|figcaption|address"
)
_HIDDEN = frozenset(("head", "title", "script", "style", "template", "noscript"))
#: Cells a merged cell may cover in one direction.
_MOST_SPAN = 200


class _Pages(HTMLParser):
    """Gathers blocks while the page goes by; that is its state."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[Paragraph | Grid] = []
        self._text: list[str] = []
        self._hidden = 0
        self._tables = 0
        self._paragraphs = 0
        self._depth = 0
        self._rows: list[dict[int, str]] = []
        #: (row, column) that a merged cell covers.
        self._covered: set[tuple[int, int]] = set()
        self._cell: tuple[int, int] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _HIDDEN:
            self._hidden += 1
        elif tag == "table":
            self._open_table()
        elif self._depth == 1 and tag == "tr":
            self._close_cell()
            self._rows.append({})
        elif self._depth == 1 and tag in ("td", "th"):
            self._close_cell()
            self._open_cell(dict(attrs))
        elif _BLOCKS.fullmatch(tag) and self._cell is None:
            self._flush()

    def handle_endtag(self, tag: str) -> None:
        if tag in _HIDDEN:
            self._hidden = max(0, self._hidden - 1)
        elif tag == "table":
            self._close_table()
        elif self._depth == 1 and tag in ("td", "th", "tr"):
            self._close_cell()
        elif _BLOCKS.fullmatch(tag) and self._cell is None:
            self._flush()

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self._text.append(data)

    def close(self) -> None:
        super().close()
        while self._depth:
            self._close_table()
        self._flush()

    def _open_table(self) -> None:
        self._depth += 1
        if self._depth == 1:
            self._flush()
            self._rows, self._covered = [], set()

    def _close_table(self) -> None:
        if self._depth == 1:
            self._close_cell()
            self._flush()
            rows = [row for row in self._rows if row]
            if rows:
                self._tables += 1
                lists = [
                    [row.get(at, "") for at in range(max(row) + 1)] for row in rows
                ]
                self.blocks.append(grid(lists, f"表 {self._tables}"))
        self._depth = max(0, self._depth - 1)

    def _open_cell(self, attrs: dict[str, str | None]) -> None:
        if not self._rows:
            self._rows.append({})
        row, column = len(self._rows) - 1, 0
        while column in self._rows[row] or (row, column) in self._covered:
            column += 1
        self._rows[row][column] = ""
        across, down = (_span(attrs.get(name)) for name in ("colspan", "rowspan"))
        for right in range(across):
            if right:
                self._rows[row][column + right] = ""
            self._covered |= {(row + below, column + right) for below in range(1, down)}
        if len(self._covered) > faults.MOST_CELLS:
            raise FileFault("too_large", "")
        self._text, self._cell = [], (row, column)

    def _close_cell(self) -> None:
        if self._cell is None:
            return
        row, column = self._cell
        self._rows[row][column] = _joined(self._text)
        self._text, self._cell = [], None

    def _flush(self) -> None:
        text = _joined(self._text)
        self._text = []
        if text and not self._rows_open:
            self._paragraphs += 1
            self.blocks.append(Paragraph(text, f"第 {self._paragraphs} 段"))

    @property
    def _rows_open(self) -> bool:
        # A caption stands inside its table but before its rows.
        return self._depth > 0 and bool(self._rows)


def read(text: str) -> Writing:
    """Read a web page."""
    pages = _Pages()
    pages.feed(text)
    pages.close()
    return Writing(tuple(pages.blocks))


def _span(text: str | None) -> int:
    return min(int(text), _MOST_SPAN) if text and text.isdecimal() and int(text) else 1


def _joined(parts: list[str]) -> str:
    return " ".join("".join(parts).split())
