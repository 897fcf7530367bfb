"""From the table of one file to its batch: joins, drops and keeps columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from gongshi.intake.batch import RETURN_NOTES, Batch, Damage, Row
from gongshi.intake.faults import no_rows
from gongshi.intake.footers import MOST, below, text
from gongshi.intake.headers import Head
from gongshi.intake.vocabulary import Standard, plain

if TYPE_CHECKING:
    import polars as pl

#: No file may have more columns; templates have about thirty.
MOST_COLUMNS = 500


@dataclass(frozen=True)
class Table:
    """The rows below one header, in the columns of the file."""

    format: str
    sheet: str | None
    head: Head
    row_numbers: Sequence[int]
    #: One entry per non-blank row, as wide as `head.cells`.
    rows: list[Row] | pl.DataFrame
    damage: tuple[Damage, ...] = ()


@dataclass(frozen=True)
class Column:
    """One column of the batch and the columns of the file that fill it."""

    header: str
    code: str | None
    sources: tuple[int, ...]


def columns(head: Head) -> tuple[Column, ...]:
    """Say which columns of the file make which columns of the batch.

    Args:
        head: The header that was found.

    Returns:
        Columns in the order of the file. Those of one code are joined at the place of
        the first (earlier editions split one field); our own notes are left out.
    """
    found: dict[object, Column] = {}
    for at, (cell, code) in enumerate(zip(head.cells, head.codes, strict=True)):
        if code is None and plain(cell) in RETURN_NOTES:
            continue
        before = found.get(code or at)
        header = f"{before.header};{cell}" if before else cell
        sources = (*before.sources, at) if before else (at,)
        found[code or at] = Column(header, code, sources)
    return tuple(found.values())


def assemble(
    table: Table, *, standard: Standard, file_name: str, file_hash: str
) -> Batch:
    """Make the batch of a table.

    Args:
        table: The rows below the header, in the columns of the file.
        standard: The standard by which the header was read.
        file_name: The name under which the file was received.
        file_hash: SM3 of its bytes, in hexadecimal digits.

    Returns:
        One row per record: lines below the table are told apart.

    Raises:
        FileFault: Nothing else stands below the header.
    """
    table, footers = _without_footers(table)
    plan = columns(table.head)
    return Batch(
        standard=standard,
        edition=table.head.edition,
        format=table.format,
        file_name=file_name,
        file_hash=file_hash,
        sheet=table.sheet,
        headers=tuple(column.header for column in plan),
        codes=tuple(column.code for column in plan),
        first_row=table.row_numbers[0],
        row_numbers=table.row_numbers,
        rows=_arranged(table.rows, plan, len(table.head.cells)),
        damage=_moved(table.damage, plan, len(table.head.cells)),
        footers=footers,
    )


def _without_footers(table: Table) -> tuple[Table, tuple[tuple[int, str], ...]]:
    rows, numbers = table.rows, table.row_numbers
    last = rows[-MOST:] if isinstance(rows, list) else rows.tail(MOST).rows()
    count = below(last)
    if not count:
        return table, ()
    kept = len(numbers) - count
    if not kept:
        raise no_rows(table.sheet)
    told = tuple(zip(numbers[kept:], map(text, last[-count:]), strict=True))
    gone = set(numbers[kept:])
    return (
        replace(
            table,
            rows=rows[:kept],
            row_numbers=numbers[:kept],
            damage=tuple(d for d in table.damage if d.row_number not in gone),
        ),
        told,
    )


def expressions(plan: Sequence[Column]) -> list[pl.Expr]:
    """Answer what makes the planned columns, in their order, of columns c0 …."""
    return [_joined(column.sources) for column in plan]


def _arranged(
    rows: list[Row] | pl.DataFrame, plan: Sequence[Column], width: int
) -> list[Row] | pl.DataFrame:
    if [c.sources for c in plan] == [(at,) for at in range(width)]:
        return rows
    if not isinstance(rows, list):
        return rows.select(
            made.alias(f"c{at}") for at, made in enumerate(expressions(plan))
        )
    return [tuple(_filled(row, column.sources) for column in plan) for row in rows]


def _filled(row: Row, sources: tuple[int, ...]) -> str | None:
    if len(sources) == 1:
        return row[sources[0]]
    texts = dict.fromkeys(row[at] for at in sources)
    return ";".join(text for text in texts if text is not None) or None


def _joined(sources: tuple[int, ...]) -> pl.Expr:
    import polars as pl

    cells = [pl.col(f"c{at}") for at in sources]
    if len(cells) == 1:
        return cells[0]
    texts = pl.concat_list(cells).list.drop_nulls()
    joined = texts.list.unique(maintain_order=True).list.join(";")
    return pl.when(joined != "").then(joined)


def _moved(
    damage: Sequence[Damage], plan: Sequence[Column], width: int
) -> tuple[Damage, ...]:
    places = {source: at for at, c in enumerate(plan) for source in c.sources}
    gone = width - len(plan)
    moved = (
        replace(d, column=places.get(d.column, d.column - gone))
        for d in damage
        if d.column in places or d.column >= width
    )
    return tuple(sorted(moved, key=lambda d: (d.row_number, d.column)))
