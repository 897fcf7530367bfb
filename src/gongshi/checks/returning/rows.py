"""The sheet of rows: as the unit typed them, wrong cells marked, notes at the right."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from gongshi.checks.findings import Finding
from gongshi.checks.returning.columns import Column
from gongshi.checks.returning.looks import Looks
from gongshi.checks.returning.returned import ReturnedRow
from gongshi.checks.returning.wording import (
    MUST,
    Cause,
    Wording,
    advices,
    clauses,
    comment,
    reasons,
)
from gongshi.checks.workbooks import measures
from gongshi.checks.workbooks.inert import clean, put
from gongshi.intake.batch import RETURN_NOTES, RETURN_REFERENCE

#: Rows whose cells get comments; each is a drawing that the program has to load.
_MOST_COMMENTED = 2_000
#: Rows by which the widths of columns are chosen.
_SAMPLE = 500
_WIDTHS = {"prose": (8, 28, 45, 60, 90), "title": (8, 20, 40, 60), "name": (8, 20, 40)}
_OTHER_WIDTHS = (8, 22, 40, 60)
_NOTE_WIDTHS = ((32, 44, 64, 90), (16, 30, 50, 80), (16, 26, 50, 80), (12, 22))


@dataclass
class RowSheet:
    """The sheet of rows while it is being written; needs state: rows come in a stream."""

    sheet: Worksheet
    looks: Looks
    columns: tuple[Column, ...]
    wording: Wording
    number: str | None
    widths: list[float] = field(default_factory=list)
    causes: dict[tuple[str, str], Cause] = field(default_factory=dict)

    @property
    def notes(self) -> tuple[str, ...]:
        """The headers of our columns, to the right of the unit's own."""
        return (
            RETURN_NOTES if self.number is None else (*RETURN_NOTES, RETURN_REFERENCE)
        )

    @property
    def headers(self) -> list[str]:
        """All headers, as written."""
        return [*(column.header for column in self.columns), *self.notes]

    def _texts(self, row: ReturnedRow) -> list[str]:
        """Give the cells of a row, ours included."""
        own = [
            "" if column.source is None else row.cells[column.source] or ""
            for column in self.columns
        ]
        ours = [
            reasons(row.findings, self.wording),
            advices(row.findings, self.wording),
            clauses(row.findings),
            f"{self.number}-{row.row_number}",
        ]
        return [clean(text) for text in (*own, *ours[: len(self.notes)])]

    def write(self, rows: Iterable[ReturnedRow]) -> None:
        """Write the header and all rows, one after the other."""
        stream: Iterator[ReturnedRow] = iter(rows)
        sample = list(islice(stream, _SAMPLE))
        self._lay_out(sample)
        for at, row in enumerate(chain(sample, stream), 1):
            self._write_row(at, row)

    def _lay_out(self, sample: list[ReturnedRow]) -> None:
        """Choose widths by some of the rows, and write the header."""
        heads = self.headers
        cells = list(zip(*map(self._texts, sample), strict=True))
        wanted = [*map(_widths, self.columns), *_NOTE_WIDTHS[: len(self.notes)]]
        self.widths = [
            measures.fitting(*each) for each in zip(heads, cells, wanted, strict=True)
        ]
        for at, wide in enumerate(self.widths):
            self.sheet.set_column(at, at, wide, self.looks.plain)
        pairs = zip(heads, self.widths, strict=True)
        self.sheet.set_row(0, max(30, measures.height(pairs)))
        for at, text in enumerate(heads):
            is_own = at < len(self.columns)
            look = self.looks.head if is_own else self.looks.note_head
            put(self.sheet, 0, at, text, look)

    def _write_row(self, at: int, row: ReturnedRow) -> None:
        """Write one row; `at` is its place in the sheet, the header being 0."""
        texts = self._texts(row)
        self.sheet.set_row(at, measures.height(zip(texts, self.widths, strict=True)))
        wrong = _by_field(row.findings)
        for place, (column, text) in enumerate(zip(self.columns, texts, strict=False)):
            found = wrong.get(column.field.code, []) if column.field else []
            put(self.sheet, at, place, text, self._look(found))
            if found and at <= _MOST_COMMENTED:
                self._comment(at, place, found)
        for place in range(len(self.columns), len(texts)):
            put(self.sheet, at, place, texts[place], self.looks.note)
        for finding in row.findings:
            key = finding.rule, finding.field
            cause = self.causes.setdefault(key, Cause(finding))
            cause.add(row.row_number, finding, self.wording.advice(finding))

    def _look(self, found: list[Finding]) -> Format:
        if not found:
            return self.looks.plain
        must = any(each.severity in MUST for each in found)
        return self.looks.wrong if must else self.looks.doubtful

    def _comment(self, at: int, place: int, found: list[Finding]) -> None:
        text = clean(comment(found, self.wording))
        self.sheet.write_comment(
            at,
            place,
            text,
            {
                "author": "公示",
                "font_name": "宋体",
                "font_size": 10,
                "width": 280,
                "height": measures.lines(text, 36) * 18 + 14,
                "color": "#FFFBE6",
            },
        )


def _by_field(findings: Sequence[Finding]) -> dict[str, list[Finding]]:
    found: dict[str, list[Finding]] = {}
    for each in findings:
        found.setdefault(each.field, []).append(each)
    return found


def _widths(column: Column) -> tuple[int, ...]:
    return _WIDTHS.get(column.field.form if column.field else "", _OTHER_WIDTHS)
