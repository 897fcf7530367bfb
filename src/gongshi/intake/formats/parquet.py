"""Parquet: columns named by field code or Chinese title; everything becomes text."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import TYPE_CHECKING

from gongshi.intake import cells, columnar, faults
from gongshi.intake.batch import FEW_ROWS
from gongshi.intake.headers import Heads, shown
from gongshi.intake.table import MOST_COLUMNS, Table

if TYPE_CHECKING:
    import polars as pl

EXTENSIONS = (".parquet",)

#: Rows that are read into memory; larger files are scanned (`intake.scan`).
MOST_ROWS = 5_000_000
#: Days from 1970-01-01 to 1000-01-01 and to 9999-12-31; nanoseconds reach less far.
_FIRST_DAY, _LAST_DAY = -354_285, 2_932_896
_DAY_IN = {"ms": 86_400_000, "us": 86_400_000_000, "ns": 86_400_000_000_000}


def recognises(content: bytes) -> bool:
    """Say whether the content begins as Parquet does."""
    return content.startswith(b"PAR1")


def read(content: bytes, heads: Heads) -> Table:
    """Read a Parquet file.

    Args:
        content: The received bytes.
        heads: Finds the header, here the names of the columns.

    Returns:
        One row per non-blank row; row numbers count rows from 1.

    Raises:
        FileFault: Broken, too large, lists or structures as values, no known columns,
            no rows.
    """
    import polars as pl

    try:
        return _read(pl.scan_parquet(io.BytesIO(content)), heads)
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError) as error:
        raise faults.unreadable("Parquet 文件打不开") from error


def _read(frame: pl.LazyFrame, heads: Heads) -> Table:
    import polars as pl

    # Both stand in the footer: a small file may promise any number of rows.
    schema = frame.collect_schema()
    count = frame.select(pl.len()).collect().item()
    if len(schema) > MOST_COLUMNS or count > MOST_ROWS:
        raise faults.too_large(
            f"共有 {count} 行、{len(schema)} 列", "请拆成几个文件上传"
        )
    head = heads.find([schema.names()])
    if head is None:
        raise heads.missing([schema.names()])
    if count == 0:
        raise faults.no_rows()
    found = frame.select(texts(schema)).with_row_index(columnar.NUMBER, 1).collect()
    refuse_nul(found)
    table = columnar.finished(found, head, "parquet", None, shortened=True)
    assert not isinstance(table.rows, list)
    rows = table.rows.rows() if len(table.rows) <= FEW_ROWS else table.rows
    return replace(table, rows=rows)


def refuse_nul(found: pl.DataFrame) -> None:
    """Refuse rows with a NUL character in a text, which no ledger can store.

    Args:
        found: Rows of a file; columns that are no text are passed over.

    Raises:
        FileFault: There is one.
    """
    import polars as pl

    held = found.select(pl.col(pl.String).str.contains("\0", literal=True).any())
    if any(held.row(0)):
        raise faults.nul("单元格里")


def texts(schema: pl.Schema) -> list[pl.Expr]:
    """Answer what turns the columns of a file into columns c0 … of text.

    Args:
        schema: Names and types of the columns of the file.

    Returns:
        One expression per column; days as 2023-12-01, whole numbers without ".0".

    Raises:
        FileFault: A column holds lists or structures.
    """
    for name, kind in schema.items():
        if kind.is_nested():
            raise faults.nested(1, shown(name))
    return [
        _text(name, kind).alias(f"c{at}")
        for at, (name, kind) in enumerate(schema.items())
    ]


def _text(name: str, kind: pl.DataType) -> pl.Expr:
    import polars as pl

    cell = pl.col(name)
    if kind.is_float():
        return cell.map_elements(cells.number, return_dtype=pl.String)
    if kind == pl.Boolean:
        return cell.cast(pl.String).str.to_uppercase()
    if kind == pl.Binary:
        return cell.bin.encode("hex")
    if isinstance(kind, pl.Datetime | pl.Date):
        return _moment(cell, kind)
    return cell.cast(pl.String)


def _moment(cell: pl.Expr, kind: pl.DataType) -> pl.Expr:
    """Write a day or moment; a number that is none stays a number."""
    import polars as pl

    # polars gives up on moments that no calendar has, so they never reach it.
    number = cell.to_physical()
    a_day = 1
    if isinstance(kind, pl.Datetime):
        a_day = _DAY_IN[kind.time_unit]
    in_range = number.is_between(_FIRST_DAY * a_day, (_LAST_DAY + 1) * a_day - 1)
    safe = pl.when(in_range).then(number).cast(kind)
    form = "%Y-%m-%d" if isinstance(kind, pl.Date) else "%Y-%m-%d %H:%M:%S"
    shown = safe.dt.strftime(form).str.strip_suffix(" 00:00:00")
    return shown.fill_null(number.cast(pl.String))
