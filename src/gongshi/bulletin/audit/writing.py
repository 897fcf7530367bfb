"""What any file is read into: paragraphs and tables in reading order, with places."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property

# A full-width comma never divides thousands, so it is kept apart from the half-width one.
_COMMA = "，"
_GAPS = re.compile(
    r"(?<=[^\x00-\x7f])[ \t\u3000]+|[ \t\u3000]+(?=[^\x00-\x7f])|^[ ]+|[ ]+$"
)
_WIDE = str.maketrans("(),:;", "（），：；")
_ODD_DASHES = str.maketrans("‐‑‒–—―−", "-------")


def plain(text: str) -> str:
    """Bring a text into the form that checks compare.

    Returns:
        Half-width signs except the comma, no spaces beside Chinese characters.
    """
    parts = (unicodedata.normalize("NFKC", each) for each in text.split(_COMMA))
    return _GAPS.sub("", _COMMA.join(parts)).replace("\n", "")


def quoted(text: str) -> str:
    """Bring a plain text back into the signs that people read, brackets closed."""
    wide = text.translate(_WIDE)
    return wide + "）" * max(0, wide.count("（") - wide.count("）"))


def dashed(text: str) -> str:
    """Bring every kind of dash into the plain one."""
    return text.translate(_ODD_DASHES)


@dataclass(frozen=True)
class Paragraph:
    """A paragraph or a heading."""

    text: str
    #: As people say it: 「第 3 段」.
    place: str

    @cached_property
    def plain(self) -> str:
        """The text in the form that checks compare."""
        return plain(self.text)


@dataclass(frozen=True)
class Grid:
    """A table as it stands: a merged cell has its text in its first place only."""

    rows: tuple[tuple[str, ...], ...]
    #: As people say it: 「表 2」.
    place: str
    #: What people call each row: its number in the table or on the sheet.
    numbers: tuple[int, ...]
    #: What each row really has of cells, blanks at the end not counted.
    widths: tuple[int, ...]


@dataclass(frozen=True)
class Writing:
    """A bulletin as read, whoever wrote it."""

    blocks: tuple[Paragraph | Grid, ...]

    @cached_property
    def paragraphs(self) -> tuple[tuple[int, Paragraph], ...]:
        """Paragraphs with their positions in the document."""
        return tuple(
            (at, each)
            for at, each in enumerate(self.blocks)
            if isinstance(each, Paragraph)
        )


def grid(rows: list[list[str]], place: str, numbers: list[int] | None = None) -> Grid:
    """Make a table of rows of any lengths; at least one row, one column wide."""
    cells = [[cell.strip() for cell in row] for row in rows]
    widths = tuple(_filled(row) for row in cells)
    wide = max(1, *widths)
    return Grid(
        rows=tuple(tuple((row + [""] * wide)[:wide]) for row in cells),
        place=place,
        numbers=tuple(numbers or range(1, len(rows) + 1)),
        widths=widths,
    )


def _filled(row: list[str]) -> int:
    return max((at for at, cell in enumerate(row, 1) if cell), default=0)
