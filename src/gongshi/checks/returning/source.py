"""Reads a received file once more, in its own columns rather than today's fields."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from gongshi.intake.batch import Row
from gongshi.intake.folded import Folded
from gongshi.intake.headers import Heads
from gongshi.intake.reading import format_of
from gongshi.intake.table import Table
from gongshi.policy.standards import Standard

#: Rows taken out of a frame at a time.
_SLICE = 5_000


def own_table(content: bytes, *, file_name: str, standard: Standard) -> Table:
    """Read a received file as the unit laid it out.

    A batch has one column a field; here columns that were joined stand apart again.

    Args:
        content: The bytes as received.
        file_name: Their name.
        standard: By which it was read.

    Raises:
        FileFault: As `intake.read`.
    """
    return format_of(content, file_name).read(content, Heads(standard))


def own_rows(table: Table, numbers: Sequence[int]) -> Iterator[Row]:
    """Take rows out of a table.

    Args:
        table: As read.
        numbers: Row numbers in the file, ascending; each of them is there.

    Returns:
        Raw cells, one tuple a number, in the columns of the file.
    """
    for start in range(0, len(numbers), _SLICE):
        places = [
            bisect_left(table.row_numbers, number)
            for number in numbers[start : start + _SLICE]
        ]
        if isinstance(table.rows, list | Folded):
            yield from (table.rows[place] for place in places)
        else:
            yield from table.rows[places].iter_rows()
