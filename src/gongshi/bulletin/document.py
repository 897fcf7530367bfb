"""The one document model of a bulletin, which every format is rendered from.

A computed number travels as a `Figure`: the text as printed together with the query
that opens the rows behind it, so no format has to guess which digits are data.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import TypeAlias

_LINE_ENDS = re.compile(r"[\t\n\v\f\r\x85\u2028\u2029]+")
# Control characters and lone surrogates cannot be stored in XML or UTF-8; the marks that
# turn the direction of writing could make a name read as another one.
_UNPRINTABLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]"
)


@dataclass(frozen=True)
class Figure:
    """A computed number as printed, and what opens the rows it was counted from."""

    #: As printed: "866", "0.81", "99.57%", "-".
    text: str
    #: What `gongshi rows` is given: unit, period, outcome, late …
    query: Mapping[str, object]


Run: TypeAlias = str | Figure


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of the text, its figures kept apart from its words."""

    #: 0 body text, 1 「一、」 heading, 2 「（一）」 heading.
    level: int
    runs: tuple[Run, ...]

    @property
    def text(self) -> str:
        """The paragraph as printed."""
        return "".join(plain(run) for run in self.runs)


@dataclass(frozen=True)
class Span:
    """A group of neighbouring columns, in a row above their own titles."""

    #: The title of the group; blank: what stands below runs up through this row.
    text: str
    #: How many columns it covers.
    columns: int = 1

    @property
    def is_blank(self) -> bool:
        """Whether the cell below runs up through this one."""
        return not printable(self.text).strip()


@dataclass(frozen=True)
class Table:
    """A statistical table, inside the text or as an annex."""

    key: str
    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[Run, ...], ...]
    #: The line under the table, "" for none.
    note: str = ""
    #: Number of the annex the table stands in; None: it is part of the text.
    annex: int | None = None
    #: Place of the paragraph below which it stands, from 0; None: it follows the text.
    after: int | None = None
    #: Column widths in mm; columns of 0, or all when empty, share the rest evenly.
    widths: tuple[int, ...] = ()
    #: True when the last row is the total (合计).
    total: bool = False
    #: Rows above `header`, the topmost first; each covers all the columns.
    over: tuple[tuple[Span, ...], ...] = ()

    def __post_init__(self) -> None:
        """Refuse groups that do not cover the columns, or that cross each other."""
        for line in self.over:
            covered = sum(span.columns for span in line)
            assert covered == len(self.header), (
                f"table {self.key}: the row {_shown(line)} covers {covered} columns"
                f" of {len(self.header)}"
            )
            assert all(span.columns > 0 for span in line), (
                f"table {self.key}: a span of the row {_shown(line)} covers no column"
            )
        for upper, lower in pairwise(self.over):
            assert not (crossing := _crossing(upper, lower)), (
                f"table {self.key}: {crossing} stands half under another title"
                f" of the row {_shown(upper)}"
            )


def _shown(line: tuple[Span, ...]) -> str:
    return " | ".join(f"{span.text or '-'} x{span.columns}" for span in line)


def _crossing(upper: tuple[Span, ...], lower: tuple[Span, ...]) -> str:
    # Blank spans are one and the same: a title may run up through several of them.
    owners = [
        None if span.is_blank else at
        for at, span in enumerate(upper)
        for _ in range(span.columns)
    ]
    first = 0
    for span in lower:
        above = set(owners[first : first + span.columns])
        if len(above) > 1 and not span.is_blank:
            return span.text
        first += span.columns
    return ""


@dataclass(frozen=True)
class Document:
    """A whole bulletin; an empty text means the part is not printed."""

    #: 发文机关标志, the red head.
    organ: str
    #: 发文字号.
    number: str
    #: The title, broken where the lines shall break.
    title_lines: tuple[str, ...]
    period: str
    #: 主送机关, with its colon.
    recipients: str
    paragraphs: tuple[Paragraph, ...]
    tables: tuple[Table, ...]
    signed_by: str
    signed_on: date | None
    #: Names of the annexes, without numbers.
    attachments: tuple[str, ...] = ()
    #: 附注, such as 此件公开发布.
    note: str = ""
    #: 抄送机关.
    copies_to: str = ""
    #: 印发机关.
    printed_by: str = ""
    #: 印发日期.
    printed_on: date | None = None
    #: The moment at which the ledger was read.
    as_of: str = ""
    policy: str = ""
    #: Hash or edition of the rulebook.
    rulebook: str = ""

    @property
    def title(self) -> str:
        """The title in one line."""
        return "".join(self.title_lines)


def printable(text: str) -> str:
    """Return the text in one line, without characters that no document can hold.

    Args:
        text: Any text, also a hostile one.

    Returns:
        Line ends and tabs as one space; control and direction characters left out.
    """
    return _UNPRINTABLE.sub("", _LINE_ENDS.sub(" ", text))


def plain(run: Run) -> str:
    """Return a run as printed.

    Args:
        run: Words, or a figure.

    Returns:
        Its text, made `printable`.
    """
    return printable(run.text if isinstance(run, Figure) else run)
