"""Writes the returned workbook: rows as they were typed, wrong cells marked, notes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from io import BytesIO
from itertools import chain, groupby, islice

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from gongshi.checks.findings import Finding
from gongshi.checks.returning import measures
from gongshi.checks.returning.columns import (
    Column,
    choices,
    columns,
    names,
    old_values,
)
from gongshi.checks.returning.guidance import write_guidance
from gongshi.checks.returning.inert import clean, open_workbook, put, sheet_name
from gongshi.checks.returning.lists import offer, place_of, write_lists
from gongshi.checks.returning.returned import Returned, ReturnedRow
from gongshi.checks.returning.wording import (
    MUST,
    Cause,
    Wording,
    advices,
    clauses,
    comment,
    reasons,
)
from gongshi.intake.batch import RETURN_NOTES, RETURN_REFERENCE

#: From here on rows are written out one by one instead of kept in memory.
_LARGE = 20_000
#: Rows whose cells get comments; each is a drawing that the program has to load.
_MOST_COMMENTED = 2_000
#: Rows by which the widths of columns are chosen.
_SAMPLE = 500
_WIDTHS = {"prose": (8, 28, 45, 60, 90), "title": (8, 20, 40, 60), "name": (8, 20, 40)}
_OTHER_WIDTHS = (8, 22, 40, 60)
_NOTE_WIDTHS = ((32, 44, 64, 90), (16, 30, 50, 80), (16, 26, 50, 80), (12, 22))
#: A page as wide as this is still legible on A4, a wider one goes on A3.
_WIDEST_A4, _A4, _A3 = 190, 9, 8


@dataclass(frozen=True)
class _Looks:
    """How cells look."""

    head: Format
    note_head: Format
    plain: Format
    note: Format
    wrong: Format
    doubtful: Format


@dataclass
class _Sheet:
    """The sheet of rows while it is being written; needs state: rows come in a stream."""

    sheet: Worksheet
    looks: _Looks
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

    def texts(self, row: ReturnedRow) -> list[str]:
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

    def lay_out(self, sample: list[ReturnedRow]) -> None:
        """Choose widths by some of the rows, and write the header."""
        cells = list(zip(*map(self.texts, sample), strict=True)) or [()] * len(
            self.headers
        )
        wanted = [_widths(column) for column in self.columns]
        wanted += _NOTE_WIDTHS[: len(self.notes)]
        heads = self.headers
        self.widths = [
            measures.fitting(*each) for each in zip(heads, cells, wanted, strict=True)
        ]
        for at, wide in enumerate(self.widths):
            self.sheet.set_column(at, at, wide, self.looks.plain)
        pairs = zip(heads, self.widths, strict=True)
        self.sheet.set_row(0, max(30, measures.height(pairs)))
        for at, text in enumerate(heads):
            own = at < len(self.columns)
            put(
                self.sheet,
                0,
                at,
                text,
                self.looks.head if own else self.looks.note_head,
            )

    def write_row(self, at: int, row: ReturnedRow) -> None:
        """Write one row; `at` is its place in the sheet, the header being 0."""
        texts = self.texts(row)
        self.sheet.set_row(at, measures.height(zip(texts, self.widths, strict=True)))
        by_field = {
            code: list(found)
            for code, found in groupby(
                sorted(row.findings, key=lambda each: each.field),
                key=lambda each: each.field,
            )
        }
        for place, text in enumerate(texts):
            if place >= len(self.columns):
                put(self.sheet, at, place, text, self.looks.note)
                continue
            known = self.columns[place].field
            found = by_field.get(known.code, []) if known else []
            put(self.sheet, at, place, text, self._look(found))
            if found and at <= _MOST_COMMENTED:
                self._comment(at, place, found)
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


def write(returned: Returned) -> bytes:
    """Write the workbook that goes back to the unit.

    Args:
        returned: The rows to mend and what is wrong with them.

    Returns:
        An .xlsx file of text cells only, without formulas, links or macros: the unit's
        sheet, the sheet 怎么改, and a hidden sheet of code lists. Read by `intake`, it
        gives the unit's own columns and 退回编号.
    """
    file = BytesIO()
    book = open_workbook(file, returned.on, is_large=returned.count > _LARGE)
    own, guide = sheet_name(returned.sheet or "问题数据"), "怎么改"
    guide = sheet_name(guide, (own,))
    hidden = sheet_name("代码表", (own, guide))
    sheets = [book.add_worksheet(name) for name in (own, guide, hidden)]
    laid = columns(returned)
    old = old_values(returned.standard, returned.head.edition)
    looks = _make_looks(book)
    main = _Sheet(sheets[0], looks, laid, Wording(names(laid), old), returned.number)
    _write_rows(main, returned.rows)
    _finish(main, returned.count)
    write_guidance(book, sheets[1], returned, main.causes.values(), main.wording)
    _write_choices(main, sheets[2], hidden, [choices(each, laid, old) for each in laid],
                   returned.count)  # fmt: skip
    book.close()
    return file.getvalue()


def _write_rows(main: _Sheet, rows: Iterable[ReturnedRow]) -> None:
    stream: Iterator[ReturnedRow] = iter(rows)
    sample = list(islice(stream, _SAMPLE))
    main.lay_out(sample)
    for at, row in enumerate(chain(sample, stream), 1):
        main.write_row(at, row)


def _finish(main: _Sheet, count: int) -> None:
    sheet, last = main.sheet, len(main.headers) - 1
    # The subject's name stays in sight when it leads the row, as templates have it.
    leads = bool(main.columns and main.columns[0].field)
    sheet.freeze_panes(1, 1 if leads else 0)
    sheet.autofilter(0, 0, count, last)
    sheet.set_landscape()
    sheet.set_paper(_A4 if sum(main.widths) <= _WIDEST_A4 else _A3)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_footer("&C第 &P 页，共 &N 页")


def _write_choices(
    main: _Sheet,
    sheet: Worksheet,
    name: str,
    chosen: list[tuple[str, ...]],
    count: int,
) -> None:
    lists = list(dict.fromkeys(filter(None, chosen)))
    write_lists(sheet, lists, main.looks.plain)
    for at, (column, texts) in enumerate(zip(main.columns, chosen, strict=True)):
        if texts:
            source = place_of(name, lists.index(texts), len(texts))
            offer(main.sheet, at, column, source=source, last_row=count)


def _widths(column: Column) -> tuple[int, ...]:
    return _WIDTHS.get(column.field.form if column.field else "", _OTHER_WIDTHS)


def _make_looks(book: Workbook) -> _Looks:
    cell = {
        "font_name": "宋体",
        "font_size": 11,
        "valign": "vcenter",
        "text_wrap": 1,
        "border": 1,
        "border_color": "#B9C2CC",
        "num_format": "@",
    }
    head = {**cell, "bold": 1, "align": "center"}
    return _Looks(
        head=book.add_format({**head, "bg_color": "#DCE6F2"}),
        note_head=book.add_format({**head, "bg_color": "#F3DCDC"}),
        plain=book.add_format(cell),
        note=book.add_format({**cell, "bg_color": "#FBF7F4"}),
        wrong=book.add_format({**cell, "bg_color": "#FFD9D9", "font_color": "#A61B1B"}),
        doubtful=book.add_format(
            {**cell, "bg_color": "#FFEBC2", "font_color": "#7A4B00"}
        ),
    )
