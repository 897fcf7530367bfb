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
    table = columnar.finished(found, head, "parquet", None, shortened=True)
    assert not isinstance(table.rows, list)
    rows = table.rows.rows() if len(table.rows) <= FEW_ROWS else table.rows
    return replace(table, rows=rows)


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
    if isinstance(kind, pl.Datetime):
        return cell.dt.strftime("%Y-%m-%d %H:%M:%S").str.strip_suffix(" 00:00:00")
    return cell.cast(pl.String)
