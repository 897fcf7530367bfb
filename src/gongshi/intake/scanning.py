"""Opens files too large for memory as lazy frames, to be streamed."""

from __future__ import annotations

import mmap
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from gongshi.errors import FileFault
from gongshi.intake import columnar, encoding, faults
from gongshi.intake.headers import Head, Heads
from gongshi.intake.table import Column, columns, expressions
from gongshi.intake.vocabulary import Standard

if TYPE_CHECKING:
    import polars as pl

#: Name of the column of row numbers, from 1, in every lazy frame.
ROW_NUMBER = columnar.NUMBER

#: The header and what stands above it lie within so many bytes.
_TOP = 1 << 20


@dataclass(frozen=True)
class Scan:
    """What is known of a scanned file before its rows are read."""

    standard: Standard
    edition: str
    format: str
    file_name: str
    #: The unit's own header texts, in its order.
    headers: tuple[str, ...]
    #: Field code of each column; None for an extra column.
    codes: tuple[str | None, ...]
    #: Name of each column in the lazy frame: its code, else its header.
    names: tuple[str, ...]

    def filled(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Leave out the blank rows of a part of the file that was collected.

        Raises:
            FileFault: A cell of Parquet holds a NUL character; a text table was looked
                through before.
        """
        from gongshi.intake.formats import parquet

        if self.format == "parquet":
            parquet.refuse_nul(rows)
        return columnar.without_blanks(rows, self.names)


def scan(
    path: Path, standard: Standard, others: Iterable[Standard] = ()
) -> tuple[pl.LazyFrame, Scan]:
    """Open a UTF-8 text table or a Parquet file without reading its rows.

    The one place of the core that opens a file: what does not fit into memory cannot
    be handed over as bytes.

    Args:
        path: The file.
        standard: The record standard the file is taken to follow.
        others: All standards, to name the right one when it follows another; looked
            into only when it may.

    Returns:
        Rows: `row_number` (from 1) and String columns named by field code, extra
        columns by their header; in the order of the file. Blank cells are null, or
        empty where the file quotes them; blank rows are there until `Scan.filled`
        takes them out. And what is known of the file.

    Raises:
        FileFault: As `read`; also text that is not UTF-8 or whose quotes are loose,
            which only `read` takes. A row wider than the header, or a byte further
            down that is not UTF-8, stops polars when the rows are collected.
    """
    with path.open("rb") as file:
        top = file.read(_TOP)
    heads = Heads(standard, others)
    if top.startswith(b"PAR1"):
        return _scan_parquet(path, heads)
    return _scan_text(path, top, heads)


def _scan_parquet(path: Path, heads: Heads) -> tuple[pl.LazyFrame, Scan]:
    import polars as pl

    from gongshi.intake.formats import parquet

    try:
        frame = pl.scan_parquet(path)
        schema = frame.collect_schema()
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException) as error:
        raise faults.unreadable("Parquet 文件打不开") from error
    head = heads.find([schema.names()])
    if head is None:
        raise heads.missing([schema.names()])
    rows = frame.select(parquet.texts(schema)).with_row_index(ROW_NUMBER, 1)
    return _named(rows, head, heads, path, "parquet")


def _scan_text(path: Path, top: bytes, heads: Heads) -> tuple[pl.LazyFrame, Scan]:
    import polars as pl

    from gongshi.intake.formats import csv

    if not top:
        raise faults.empty()
    encoding.refuse_other(top)
    mark = 3 if top.startswith(b"\xef\xbb\xbf") else 0
    whole = top[: top.rfind(b"\n") + 1] or top
    layout = csv.find_layout(whole[mark:], heads)
    with path.open("rb") as file:
        content = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        with content:
            seen = columnar.look_through(content, layout.separator)
    if seen.nul_at >= 0:
        raise faults.nul(f"第 {seen.nul_at + 1} 个字节处")
    if not seen.is_clean:
        raise _loose()
    rows = pl.scan_csv(
        path,
        schema=columnar.schema(len(layout.head.cells)),
        skip_lines=layout.lines_above,
        row_index_offset=layout.rows_above + 1,
        **columnar.options(layout.separator, quoted=seen.has_quotes),
    )
    return _named(rows, layout.head, heads, path, "csv")


def _loose() -> FileFault:
    return faults.unreadable("引号或换行不规范，不能按大文件读取")


def _named(
    rows: pl.LazyFrame, head: Head, heads: Heads, path: Path, form: str
) -> tuple[pl.LazyFrame, Scan]:
    import polars as pl

    plan = columns(head)
    names = _names(plan)
    made = (
        cell.alias(name) for name, cell in zip(names, expressions(plan), strict=True)
    )
    frame = rows.select(pl.col(ROW_NUMBER).cast(pl.Int64), *made)
    known = Scan(
        standard=heads.standard,
        edition=head.edition,
        format=form,
        file_name=path.name,
        headers=tuple(column.header for column in plan),
        codes=tuple(column.code for column in plan),
        names=names,
    )
    return frame, known


def _names(plan: tuple[Column, ...]) -> tuple[str, ...]:
    # Two extra columns may share a header, or have the name of a code.
    taken = {ROW_NUMBER, *(column.code for column in plan)}
    names: list[str] = []
    for at, column in enumerate(plan):
        name = column.code or column.header
        if column.code is None and (name in taken or not name):
            name = f"{column.header}#{at + 1}"
        taken.add(name)
        names.append(name)
    return tuple(names)
