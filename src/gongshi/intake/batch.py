"""What intake gives: one file's rows as text cells, and where each came from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from gongshi.intake.folded import Folded

if TYPE_CHECKING:
    import polars as pl

#: One row as text cells, in the order of `Batch.codes`; None is a blank cell.
Row: TypeAlias = tuple[str | None, ...]

#: Up to this many rows are handed on as tuples; beyond it as a polars frame, whose
#: import and planning cost more than a thousand plain rows do.
FEW_ROWS = 1_000

#: The column that leads a mended row back to the entry it replaces.
RETURN_REFERENCE = "退回编号"

#: The columns that a returned workbook adds for its reader; dropped when it comes back.
RETURN_NOTES = ("问题说明", "修改建议", "依据")


@dataclass(frozen=True)
class Damage:
    """One cell that was already spoilt when it arrived; it is never repaired."""

    #: Row number in the file or sheet, from 1.
    row_number: int
    #: Position in `Batch.codes`, from 0; beyond its end for a surplus cell.
    column: int
    #: "scientific" (a long number lost its digits), "error" (a formula that failed)
    #: or "surplus" (a cell to the right of the last headed column).
    kind: str
    #: The cell as it was found.
    text: str


@dataclass(frozen=True)
class Batch:
    """One file's table: text cells under the field codes of a standard."""

    #: The standard the file was read by (see `vocabulary.Standard`).
    standard: Any
    #: Edition of the standard on which the file was filled in, such as "E2016".
    edition: str
    #: Key of the format: "csv", "json", "parquet" or "xlsx".
    format: str
    file_name: str
    #: SM3 of the received bytes, 64 hexadecimal digits.
    file_hash: str
    #: Sheet that was read; None for formats without sheets.
    sheet: str | None
    #: The unit's own header texts, in its order; sources that were joined share one.
    headers: tuple[str, ...]
    #: Field code of each column; None for an extra column, which is kept.
    codes: tuple[str | None, ...]
    #: Row number in the file or sheet of the first data row, from 1.
    first_row: int
    #: Row number in the file or sheet of each row; blank lines leave gaps.
    row_numbers: Sequence[int]
    #: One entry per row; a frame has the String columns c0, c1 … in order of `codes`.
    rows: list[Row] | pl.DataFrame | Folded
    damage: tuple[Damage, ...] = ()
    #: Lines below the table that are no records: (row number, what they say).
    footers: tuple[tuple[int, str], ...] = ()

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def reference_column(self) -> int | None:
        """The position of the column 退回编号, None where the file has none."""
        return reference_column(self.headers)

    def tuples(self) -> list[Row]:
        """Answer the rows as tuples of text cells, in file order."""
        if isinstance(self.rows, Folded):
            return list(self.rows)
        return self.rows if isinstance(self.rows, list) else self.rows.rows()

    def frame(self) -> pl.DataFrame:
        """Answer the rows as a frame of String columns c0 … cN, in file order."""
        if not isinstance(self.rows, list | Folded):
            return self.rows
        import polars as pl

        schema = {f"c{i}": pl.String() for i in range(len(self.codes))}
        return pl.DataFrame(self.tuples(), schema=schema, orient="row")


def reference_column(headers: Sequence[str]) -> int | None:
    """Answer the position of the column 退回编号 among headers, None without one."""
    stripped = [header.strip() for header in headers]
    return stripped.index(RETURN_REFERENCE) if RETURN_REFERENCE in stripped else None
