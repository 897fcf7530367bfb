"""Reads large text into polars frames, only where the outcome is beyond doubt."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gongshi.intake import cells, faults
from gongshi.intake.batch import Damage, Row
from gongshi.intake.headers import Head
from gongshi.intake.table import Table

if TYPE_CHECKING:
    from mmap import mmap

    import polars as pl

#: In characters; the longest field of any standard has some thousands.
LONGEST_CELL = 1 << 20

#: Bytes of text that are looked at at a time.
_STEP = 1 << 16

#: Name of the column of row numbers while a frame is being read.
NUMBER = "row_number"


def frame(rows: list[Row], width: int) -> pl.DataFrame:
    """Make a frame of String columns c0 … of rows, in their order."""
    import polars as pl

    return pl.DataFrame(rows, schema=schema(width), orient="row")


def stacked(frames: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """Put frames of the same columns below each other."""
    import polars as pl

    return pl.concat(frames)


def schema(width: int) -> dict[str, pl.DataType]:
    """Answer the columns c0 … of text of a table of so many columns."""
    import polars as pl

    return {f"c{at}": pl.String() for at in range(width)}


def options(separator: str, *, quoted: bool) -> dict[str, Any]:
    """Answer how polars must read a text table so that text stays what it is."""
    return {
        "has_header": False,
        "infer_schema": False,
        "separator": separator,
        "quote_char": '"' if quoted else None,
        "row_index_name": NUMBER,
    }


def read_text(
    plain: bytes, separator: str, head: Head, *, lines_above: int, rows_above: int
) -> Table | None:
    """Read a large text table by polars.

    Args:
        plain: The text as UTF-8 without a mark.
        separator: The mark between cells.
        head: The header, whose cells say how many columns there are.
        lines_above: Lines above the first data row.
        rows_above: Records above the first data row.

    Returns:
        The table, or None where the standard library might read it otherwise: loose
        quoting, lone carriage returns, rows wider than the header, endless cells.

    Raises:
        FileFault: All rows are blank.
    """
    import polars as pl

    seen = look_through(plain, separator)
    if not seen.is_clean:
        return None
    reading = options(separator, quoted=seen.has_quotes)
    try:
        found = pl.read_csv(
            io.BytesIO(plain),
            schema=schema(len(head.cells)),
            skip_lines=lines_above,
            row_index_offset=rows_above + 1,
            **reading,
        )
    except pl.exceptions.PolarsError:
        return None
    if _longest(found) > LONGEST_CELL:
        return None
    return finished(
        found, head, "csv", None, shortened=b"E+" in plain or b"e+" in plain
    )


def read_lines(body: memoryview, width: int, above: int) -> pl.DataFrame:
    """Read the lines that the child process writes (see `reader`).

    Args:
        body: Tab-separated lines: row number, then as many cells as the width says.
        width: Cells per line.
        above: Lines above the first data row.

    Returns:
        One row per line: `row_number` and c0 … of text, escapes resolved.
    """
    import polars as pl

    names = {NUMBER: pl.Int64()} | schema(width)
    found = pl.read_csv(
        io.BytesIO(body),
        has_header=False,
        separator="\t",
        quote_char=None,
        skip_lines=above,
        schema=names,
    )
    marks = {shown: mark for mark, shown in cells.ESCAPES.items()}
    return found.with_columns(
        pl.col(name).str.replace_many(marks)
        for name in found.columns[1:]
        if found[name].str.contains("\\", literal=True).any()
    )


def finished(
    found: pl.DataFrame,
    head: Head,
    form: str,
    sheet: str | None,
    *,
    shortened: bool,
) -> Table:
    """Drop blank rows, make blank cells null, and list what was spoilt.

    Args:
        found: Columns `row_number` and c0 … of text.
        head: The header.
        form: Key of the format.
        sheet: The sheet that was read.
        shortened: Whether the text may hold numbers such as 4.1E+17.

    Returns:
        The table; row numbers as a range where no row is missing.

    Raises:
        FileFault: All rows are blank.
    """
    import polars as pl

    names = found.columns[1 : len(head.cells) + 1]
    kept = without_blanks(found, names)
    if kept.is_empty():
        raise faults.no_rows(sheet)
    kept = kept.with_columns(
        pl.when(pl.col(name) != "").then(pl.col(name)).alias(name)
        for name in names
        if (kept[name] == "").any()
    )
    damage = _surplus(found, len(head.cells))
    if shortened:
        damage += _shortened(kept, names)
    return Table(form, sheet, head, numbers(kept[NUMBER]), kept.select(names), damage)


def numbers(found: pl.Series) -> Sequence[int]:
    """Answer row numbers as a range where no row is missing, else as a list."""
    first, last = int(found[0]), int(found[-1])
    if last - first + 1 == len(found):
        return range(first, last + 1)
    return [int(number) for number in found.to_list()]


def begins_with(table: Table, first: list[Row]) -> bool:
    """Say whether the first rows of a table are those another reader found."""
    assert not isinstance(table.rows, list)
    return table.rows.head(len(first)).rows() == first


@dataclass(frozen=True)
class Look:
    """What a first look through a text found."""

    #: Position of the first NUL; -1 where there is none.
    nul_at: int
    #: Whether polars and the standard library must read it alike.
    is_clean: bool
    has_quotes: bool


def look_through(plain: bytes | mmap, separator: str) -> Look:
    """Look through a text once, a part at a time that fits the processor's cache.

    Args:
        plain: The text as UTF-8.
        separator: The mark between cells.

    Returns:
        Not clean are carriage returns without a line feed, and quotes that do not
        open at the beginning and close at the end of a cell.
    """
    turns, is_clean, has_quotes = 0, True, False
    for at in range(0, len(plain), _STEP):
        own = plain[at : at + _STEP]
        if b"\0" in own:
            return Look(at + own.index(b"\0"), is_clean=False, has_quotes=has_quotes)
        if not is_clean:
            continue
        before = plain[at - 1 : at] or b"\n"
        behind = plain[at + _STEP : at + _STEP + 1] or b"\n"
        # Most text has neither of these.
        if b"\r" in own and own.count(b"\r") != (own + behind).count(b"\r\n"):
            is_clean = False
        elif b'"' in own:
            has_quotes = True
            found = _turns(before + own + behind, separator, turns)
            is_clean = found is not None
            turns += found or 0
    return Look(-1, is_clean=is_clean and turns % 2 == 0, has_quotes=has_quotes)


def _turns(text: bytes, separator: str, before: int) -> int | None:
    # Reading on, each quote turns "inside" on or off; a doubled one does both at once.
    # So the 1st, 3rd … must follow a border or a quote, the 2nd, 4th … precede one.
    import numpy as np

    marks = np.frombuffer(text, dtype=np.uint8)
    quotes = np.flatnonzero(marks[1:-1] == ord('"')) + 1
    first = before % 2
    opening, closing = quotes[first::2], quotes[1 - first :: 2]
    borders = np.frombuffer(b'"\n' + separator.encode(), dtype=np.uint8)
    opens = np.isin(marks[opening - 1], borders)
    closes = np.isin(marks[closing + 1], np.append(borders, ord("\r")))
    return len(quotes) if opens.all() and closes.all() else None


def without_blanks(found: pl.DataFrame, names: Sequence[str]) -> pl.DataFrame:
    """Leave out the rows in which all these columns are blank."""
    # Few rows begin with a blank cell; only those are looked at in full.
    import polars as pl

    first = found[names[0]]
    doubtful = (first.is_null() | first.str.contains(r"^\s*$")).arg_true()
    if not len(doubtful):
        return found
    blank = found[doubtful].select(
        pl.all_horizontal(
            pl.col(name).fill_null("").str.strip_chars() == "" for name in names
        )
    )
    gone = doubtful.filter(blank.to_series())
    if not len(gone):
        return found
    kept = pl.Series([True]).new_from_index(0, found.height).scatter(gone, values=False)
    return found.filter(kept)


def _surplus(found: pl.DataFrame, width: int) -> tuple[Damage, ...]:
    import polars as pl

    return tuple(
        Damage(number, at, "surplus", text)
        for at, name in enumerate(found.columns[1:])
        if at >= width
        for number, text in found.select(NUMBER, name)
        .filter(pl.col(name).str.strip_chars() != "")
        .iter_rows()
    )


def _shortened(found: pl.DataFrame, names: Sequence[str]) -> tuple[Damage, ...]:
    import polars as pl

    return tuple(
        Damage(number, at, "scientific", text)
        for at, name in enumerate(names)
        for number, text in found.select(NUMBER, name)
        .filter(pl.col(name).str.contains(cells.SCIENTIFIC))
        .iter_rows()
    )


def _longest(found: pl.DataFrame) -> int:
    import polars as pl

    sizes = found.select(pl.col(pl.String).str.len_bytes().max()).row(0)
    return max((size for size in sizes if size is not None), default=0)
