"""The head of a table cell by cell: which title stands where, over how many cells.

Three columns under `over = ((Span(""), Span("行政许可", 2)),)` and
`header = ("单位", "数量", "合规率")` have the cells 单位 (two rows high), 行政许可 (two
columns broad) and, under it, 数量 and 合规率.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from gongshi.bulletin.document import Span, Table

#: Between a group and the title of its column, where a head has one row only.
_JOINT = "·"


@dataclass(frozen=True)
class Cell:
    """A cell of the head; rows and columns are counted from 0."""

    text: str
    row: int
    column: int
    rows: int
    columns: int

    @property
    def is_merged(self) -> bool:
        """Whether the cell is higher or broader than one."""
        return self.rows > 1 or self.columns > 1


def head_rows(table: Table) -> int:
    """Return how many rows the head has.

    Args:
        table: The table.

    Returns:
        1 for a table without groups.
    """
    return 1 + len(table.over)


def head_cells(table: Table) -> tuple[tuple[Cell, ...], ...]:
    """Return the cells of the head, each in the row it begins in.

    Args:
        table: The table.

    Returns:
        One tuple per row of the head, the cells from left to right. Together they cover
        every place of the head exactly once.
    """
    cells = [cell for row in range(head_rows(table)) for cell in _row(table, row)]
    cells.sort(key=lambda cell: cell.column)
    return tuple(
        tuple(cell for cell in cells if cell.row == row)
        for row in range(head_rows(table))
    )


def flat_titles(table: Table) -> tuple[str, ...]:
    """Return the titles of the columns for a head of one row.

    Args:
        table: The table.

    Returns:
        「行政许可·数量」: each title behind its nearest group, or behind all its groups
        where the nearest would leave two columns of the same name.
    """
    paths = [(*_groups(table, at), title) for at, title in enumerate(table.header)]
    near = [_JOINT.join(path[-2:]) for path in paths]
    counts = Counter(near)
    return tuple(
        _JOINT.join(path) if counts[name] > 1 else name
        for path, name in zip(paths, near, strict=True)
    )


def _row(table: Table, row: int) -> Iterator[Cell]:
    is_leaf = row == len(table.over)
    line = tuple(map(Span, table.header)) if is_leaf else table.over[row]
    column = 0
    for span in line:
        if is_leaf or not span.is_blank:
            top = _top(table, row, column)
            yield Cell(span.text, top, column, row - top + 1, span.columns)
        column += span.columns


def _top(table: Table, row: int, column: int) -> int:
    while row and _over(table, row - 1, column).is_blank:
        row -= 1
    return row


def _groups(table: Table, column: int) -> list[str]:
    spans = (_over(table, row, column) for row in range(len(table.over)))
    return [span.text for span in spans if not span.is_blank]


def _over(table: Table, row: int, column: int) -> Span:
    spans = (span for span in table.over[row] for _ in range(span.columns))
    return tuple(spans)[column]
