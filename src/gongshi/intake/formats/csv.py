"""Text tables: comma, tab, semicolon or bar between cells, in any usual encoding.

Written by spreadsheets and exchange systems: UTF-8 with or without a mark, UTF-16 with
a mark, GBK; quoted cells may hold line breaks. Text that looks like a formula stays
text. Up to a thousand rows are read by the standard library alone; more by polars where
that gives exactly the same.
"""

import csv
import io
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Protocol

from gongshi.errors import FileFault
from gongshi.intake import cells, columnar, encoding, faults
from gongshi.intake.batch import FEW_ROWS, Damage, Row
from gongshi.intake.headers import TOP_ROWS, Head, Heads
from gongshi.intake.table import MOST_COLUMNS, Table

if TYPE_CHECKING:
    import polars as pl

EXTENSIONS = (".csv", ".tsv", ".txt")

_SEPARATORS = "\t,;|"


class Records(Protocol):
    """The standard library's reader of records."""

    #: Lines taken so far.
    line_num: int

    def __iter__(self) -> Iterator[list[str]]: ...
    def __next__(self) -> list[str]: ...


@dataclass(frozen=True)
class Layout:
    """Where the data of a text table begin and how its cells are parted."""

    separator: str
    head: Head
    #: Lines above the first data row.
    lines_above: int
    #: Records above the first data row; a quoted cell may span lines.
    rows_above: int


def recognises(content: bytes) -> bool:
    """Say that no content is surely a text table: only its name tells."""
    del content
    return False


def read(content: bytes, heads: Heads) -> Table:
    """Read a text table.

    Args:
        content: The received bytes.
        heads: Finds the header.

    Returns:
        One row per non-blank record below the header. Row numbers count records, as a
        spreadsheet that opens the file does.

    Raises:
        FileFault: Not text, no header, no rows, too wide, or broken off.
    """
    plain = encoding.utf8(content)
    # Strict first: only then is a quote that nobody closes told from a long cell.
    try:
        return _read(plain, heads, strict=True)
    except csv.Error as error:
        _refuse(error)
    try:
        return _read(plain, heads, strict=False)
    except csv.Error as error:
        raise _long_cell() from error


def find_layout(plain: bytes, heads: Heads, *, strict: bool = False) -> Layout:
    """Find the separator, the header and the first data row.

    Args:
        plain: The text as UTF-8, or its beginning.
        heads: Finds the header.
        strict: Whether a stray quote is a fault.

    Returns:
        The layout whose separator makes most known headers.

    Raises:
        FileFault: No header, or none of this standard.
    """
    best = heads.choose({mark: _top(plain, mark) for mark in _SEPARATORS})
    top = list(islice(records(plain, best, strict=strict), TOP_ROWS + 1))
    _refuse_wide(top)
    head = heads.find(top)
    if head is None:
        raise heads.missing(top)
    reader = records(plain, best, strict=strict)
    lines_above = [reader.line_num for _ in islice(reader, head.below)][-1]
    return Layout(best, head, lines_above, head.below)


def records(plain: bytes, separator: str, *, strict: bool) -> Records:
    """Read the records of a text, one after another."""
    csv.field_size_limit(columnar.LONGEST_CELL)
    lines = io.TextIOWrapper(io.BytesIO(plain), encoding="utf-8", newline="")
    return csv.reader(lines, delimiter=separator, strict=strict)


def _read(plain: bytes, heads: Heads, *, strict: bool) -> Table:
    layout = find_layout(plain, heads, strict=strict)
    below = _below(plain, layout, strict=strict)
    rows, numbers, damage = _listed(islice(below, FEW_ROWS), layout.head)
    if next(below, None) is None:
        return _table(layout.head, rows, numbers, damage)
    return _large(plain, layout, rows, strict=strict)


def _large(plain: bytes, layout: Layout, first: list[Row], *, strict: bool) -> Table:
    table = columnar.read_text(
        plain,
        layout.separator,
        layout.head,
        lines_above=layout.lines_above,
        rows_above=layout.rows_above,
    )
    if table is not None and columnar.begins_with(table, first):
        return table
    return _by_parts(_below(plain, layout, strict=strict), layout.head)


def _by_parts(below: Iterator[tuple[int, list[str]]], head: Head) -> Table:
    frames: list[pl.DataFrame] = []
    numbers: list[int] = []
    damage: list[Damage] = []
    while part := list(islice(below, 50_000)):
        rows, found, spoilt = _listed(part, head)
        frames.append(columnar.frame(rows, len(head.cells)))
        numbers += found
        damage += spoilt
    return Table("csv", None, head, numbers, columnar.stacked(frames), tuple(damage))


def _table(
    head: Head, rows: list[Row], numbers: list[int], damage: list[Damage]
) -> Table:
    if not rows:
        raise faults.no_rows()
    return Table("csv", None, head, numbers, rows, tuple(damage))


def _below(
    plain: bytes, layout: Layout, *, strict: bool
) -> Iterator[tuple[int, list[str]]]:
    reader = records(plain, layout.separator, strict=strict)
    numbered = enumerate(reader, start=1)
    return islice(numbered, layout.rows_above, None)


def _listed(
    below: Iterable[tuple[int, list[str]]], head: Head
) -> tuple[list[Row], list[int], list[Damage]]:
    rows: list[Row] = []
    numbers: list[int] = []
    damage: list[Damage] = []
    width = len(head.cells)
    for number, found in below:
        if not "".join(found).strip():
            continue
        short = [None] * (width - len(found))
        rows.append((*(cell or None for cell in found[:width]), *short))
        numbers.append(number)
        damage += _damage(number, found, width)
    return rows, numbers, damage


def _damage(number: int, found: list[str], width: int) -> Iterator[Damage]:
    for at, cell in enumerate(found):
        if at >= width and cell.strip():
            yield Damage(number, at, "surplus", cell)
        elif cells.is_scientific(cell):
            yield Damage(number, at, "scientific", cell)


def _top(plain: bytes, separator: str) -> list[list[str]]:
    # Under a wrong separator anything may happen; the right one is read again.
    top: list[list[str]] = []
    with suppress(csv.Error):
        top.extend(islice(records(plain, separator, strict=False), TOP_ROWS))
    return [row[:MOST_COLUMNS] for row in top]


def _refuse_wide(top: list[list[str]]) -> None:
    for number, row in enumerate(top, start=1):
        if len(row) > MOST_COLUMNS and any(row[MOST_COLUMNS:]):
            raise faults.too_large(
                f"第 {number} 行有 {len(row)} 列，超过 {MOST_COLUMNS} 列",
                "请使用模板，不要增加过多的列",
            )


def _refuse(error: csv.Error) -> None:
    reason = str(error)
    if "field larger" in reason:
        raise _long_cell() from error
    if "unexpected end" in reason:
        raise faults.unreadable("有一个引号直到文件末尾都没有成对") from error


def _long_cell() -> FileFault:
    return faults.too_large(
        "有单元格超过 100 万字", "请检查该单元格的引号是否成对、内容是否正确"
    )
