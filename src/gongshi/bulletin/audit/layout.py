"""What a table means: its header, what each column holds, which rows are totals."""

import re
from dataclasses import dataclass
from functools import cached_property

from gongshi.bulletin.audit.numbers import Number, in_cell
from gongshi.bulletin.audit.writing import Grid, dashed, plain, quoted
from gongshi.policy.audits import AuditTerms

#: A header of more rows than this is no header.
_MOST_HEADER_ROWS = 4
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True)
class Column:
    """One column."""

    at: int
    #: What the header says over it, from the top down, in plain form.
    path: tuple[str, ...]
    #: serial, name, note, rank, score, share, rate, count, number or text.
    kind: str
    #: Key of its measure, or "".
    measure: str = ""
    #: Key of the category its header names, or "".
    category: str = ""

    @property
    def label(self) -> str:
        """The header as people quote it."""
        return quoted("—".join(self.path))

    @property
    def leaf(self) -> str:
        """The lowest header cell."""
        return self.path[-1] if self.path else ""


@dataclass(frozen=True)
class Row:
    """One row below the header."""

    at: int
    cells: tuple[str, ...]
    label: str
    #: True for 合计, 小计 and the like.
    is_total: bool
    #: True for a row that is part of another one (其中).
    is_within: bool

    def number(self, column: Column) -> Number | None:
        """Give the number in a column, if one stands there."""
        return in_cell(self.cells[column.at])


@dataclass(frozen=True)
class Layout:
    """A table and what it means."""

    grid: Grid
    #: Position in the document.
    order: int
    #: The paragraph over it, in plain form; "" for none.
    title: str
    #: Lines below it up to the next table, in plain form.
    notes: tuple[str, ...]
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    #: Rows of the grid that are the header.
    header: int

    @property
    def plain_rows(self) -> tuple[Row, ...]:
        """Rows that are neither totals nor parts of others."""
        return tuple(
            each for each in self.rows if not (each.is_total or each.is_within)
        )

    def of_kind(self, *kinds: str) -> tuple[Column, ...]:
        """List the columns of some kinds."""
        return tuple(each for each in self.columns if each.kind in kinds)

    @property
    def name_column(self) -> Column | None:
        """The column with the names of units; None where there is none."""
        return next(iter(self.of_kind("name")), None)

    @cached_property
    def where(self) -> str:
        """The table as people say it: 「表 2「…统计表」」."""
        # A sheet has its own name already.
        has_name = "「" in self.grid.place or not self.title
        title = quoted(self.title)
        return self.grid.place if has_name else f"{self.grid.place}「{title}」"

    def place(self, row: Row, column: Column | None = None) -> str:
        """Say where a row or a cell is."""
        gap = "" if self.where.endswith("」") else " "
        spot = f"{self.where}{gap}第 {self.grid.numbers[row.at]} 行"
        if column is None:
            return spot
        return f"{spot}第 {column.at + 1} 列"


def layout(
    grid: Grid, terms: AuditTerms, order: int, title: str, notes: tuple[str, ...]
) -> Layout:
    """Find out what a table means."""
    header = _header_rows(grid)
    paths = _paths(grid.rows[:header], len(grid.rows[0]) if grid.rows else 0)
    body = grid.rows[header:]
    columns = _columns(paths, body, terms)
    rows = tuple(
        _row(at, cells, columns, terms) for at, cells in enumerate(body, header)
    )
    return Layout(grid, order, title, notes, columns, rows, header)


def is_blank(text: str, terms: AuditTerms) -> bool:
    """Tell whether a cell says nothing."""
    return plain(text) in terms.words["blanks"]


def is_habit(same: int, cells: int, terms: AuditTerms) -> bool:
    """Tell whether so many of a column's cells show what the column holds.

    One cell of a few may be the odd one that is looked for.
    """
    odd = cells - same
    return same > odd and odd <= max(1, (1 - terms.limits["column_kind"]) * cells)


def measure_of(text: str, terms: AuditTerms) -> str:
    """Find the measure a text names last, the longest word first; or ""."""
    best = (-1, 0, "")
    for measure in terms.measures:
        for word in measure.words:
            at = text.rfind(word)
            if at >= 0:
                best = max(best, (at + len(word), len(word), measure.key))
    return best[2]


def category_of(text: str, terms: AuditTerms) -> str:
    """Find the one category a text names; "" for none, "several" for more."""
    found = {
        key
        for key, words in terms.categories.items()
        if any(word in text for word in words)
    }
    if len(found) > 1:
        return "several"
    return next(iter(found), "")


def _header_rows(grid: Grid) -> int:
    for at, row in enumerate(grid.rows[: _MOST_HEADER_ROWS + 1]):
        if any(in_cell(cell) for cell in row):
            return at
    # A table without numbers has one row of heads.
    return min(1, len(grid.rows))


def _paths(head: tuple[tuple[str, ...], ...], wide: int) -> list[tuple[str, ...]]:
    """Give every column its heads from the top, merged ones carried to the right."""
    filled: list[list[str]] = []
    for level, row in enumerate(head):
        texts = [_SPACES.sub("", plain(cell)) for cell in row]
        if level + 1 < len(head):
            for at in range(1, wide):
                same = all(above[at] == above[at - 1] for above in filled)
                if not texts[at] and same and _has_below(head[level + 1 :], at):
                    texts[at] = texts[at - 1]
        filled.append(texts)
    paths = [tuple(row[at] for row in filled if row[at]) for at in range(wide)]
    # Where a format has one row of heads, groups are joined to theirs: 「行政许可·数量」.
    return [tuple(part for head in path for part in head.split("·")) for path in paths]


def _has_below(rows: tuple[tuple[str, ...], ...], at: int) -> bool:
    return any(row[at] for row in rows)


def _columns(
    paths: list[tuple[str, ...]], body: tuple[tuple[str, ...], ...], terms: AuditTerms
) -> tuple[Column, ...]:
    columns: list[Column] = []
    for at, path in enumerate(paths):
        kind = _kind(at, path, body, terms)
        if kind == "name" and any(each.kind == "name" for each in columns):
            kind = "text"
        measure = measure_of(path[-1], terms) if path else ""
        if measure and terms.kind_of(measure) != kind:
            measure = ""
        # The lowest head decides: what is carried over from the left may be another's.
        leaf = category_of(path[-1], terms) if path else ""
        category = leaf or category_of("".join(path), terms)
        if kind == "count" and not measure and category:
            measure = "volume"
        columns.append(Column(at, path, kind, measure, category))
    return tuple(columns)


def _kind(
    at: int,
    path: tuple[str, ...],
    body: tuple[tuple[str, ...], ...],
    terms: AuditTerms,
) -> str:
    leaf = path[-1] if path else ""
    for kind in ("serial", "note", "rank", "score", "share", "rate"):
        if _says(leaf, kind, terms):
            return kind
    cells = [row[at] for row in body if not is_blank(row[at], terms)]
    numeric = sum(in_cell(cell) is not None for cell in cells)
    if is_habit(numeric, len(cells), terms):
        additive = not any(
            word in "".join(path) for word in terms.words["not_additive"]
        )
        return "count" if additive and leaf else "number"
    is_name = any(leaf.endswith(word) for word in terms.words["names"])
    return "name" if is_name and numeric <= len(cells) / 2 else "text"


def _says(leaf: str, kind: str, terms: AuditTerms) -> bool:
    words = terms.words[f"{kind}s"]
    if kind in ("serial", "note"):
        return leaf in words
    return any(word in leaf for word in words)


def _row(
    at: int, cells: tuple[str, ...], columns: tuple[Column, ...], terms: AuditTerms
) -> Row:
    texts = [
        _SPACES.sub("", plain(dashed(cells[column.at])))
        for column in columns
        if column.kind in ("serial", "name", "text")
    ]
    words = [text for text in texts if text and in_cell(text) is None]
    total = next((each for each in words if _is_total(each, terms)), "")
    named = next((plain(cells[each.at]) for each in columns if each.kind == "name"), "")
    label = total or named or next(iter(words), "")
    within = any(text.startswith(tuple(terms.words["within"])) for text in words)
    return Row(at, cells, label, bool(total), within)


def _is_total(text: str, terms: AuditTerms) -> bool:
    return text.rstrip(":").endswith(terms.words["totals"])
