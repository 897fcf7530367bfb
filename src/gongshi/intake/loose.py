"""Finds the header of a table that follows no template, such as a unit's own register.

Column names are what people call a thing; some stand in two or three merged rows, the
upper naming what the lower ones have in common (行政相对人 over 名称 and 代码).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from gongshi.errors import FileFault
from gongshi.intake import faults
from gongshi.intake.headers import TOP_ROWS, Head, Heads
from gongshi.intake.vocabulary import plain

#: Rows that a merged header has at the most.
_MOST_ROWS = 3
#: Characters that a name of a column has at the most.
_MOST_CHARS = 30

_Rows = Sequence[Sequence[str | None]]


@dataclass(frozen=True)
class LooseHeads(Heads):
    """Looks for a header by names, each cell for itself; formats take it for `Heads`."""

    #: Name of a column → its code, as a person mapped it; before all other names.
    mapped: Mapping[str, str] = field(default_factory=dict)
    #: Sets of codes of which one has to be there; none = any row of names is a header.
    enough: tuple[frozenset[str], ...] = ()

    @cached_property
    def _ranks(self) -> dict[str, tuple[int, str]]:
        """Name → how well it tells, the lowest best, and its code."""
        told = dict.fromkeys(self.mapped.values(), -1)
        ranks = {
            name: (len(each.aliases) + 1, each.code)
            for each in self.standard.fields
            for name in self._loose(each.code)
        }
        for each in self.standard.fields:
            names = (each.title, *each.aliases)
            for rank, name in reversed(list(enumerate(names))):
                ranks[plain(name)] = (rank, each.code)
        # Whoever mapped one column to a code wants no other for it.
        ranks = {name: each for name, each in ranks.items() if each[1] not in told}
        return ranks | {plain(name): (-1, code) for name, code in self.mapped.items()}

    def _loose(self, code: str) -> list[str]:
        return [name for name, known in self.own.present.items() if known == code]

    def choose(self, readings: Mapping[str, _Rows]) -> str:
        """Choose the reading with most known names, else the widest."""

        def told(name: str) -> tuple[int, int]:
            rows = readings[name][:TOP_ROWS]
            best = max((self._told(each) for each in self._bands(rows)), default=0)
            return best, max((len(row) for row in rows), default=0)

        return max(readings, key=told)

    def find(self, rows: _Rows) -> Head | None:
        """Find the header among the top rows; None where there is nothing like one."""
        top = rows[:TOP_ROWS]
        bands = [each for each in self._bands(top) if self._is_enough(each)]
        if not bands:
            return None
        return max(bands, key=lambda each: (self._told(each), _names(each)))

    def missing(self, rows: _Rows) -> FileFault:
        """Answer the fault of a table in which nothing reads like a header."""
        del rows
        return faults.no_header(self.standard.title, "docs/reference/command-line.md")

    def _bands(self, rows: _Rows) -> list[Head]:
        """Read every row as a header, alone and with the merged rows above it."""
        return [
            self._head(rows, below - height, below)
            for height in range(1, _MOST_ROWS + 1)
            for below in range(height, len(rows) + 1)
        ]

    def _head(self, rows: _Rows, first: int, below: int) -> Head:
        width = max(len(rows[at]) for at in range(first, below))
        lower = _cells(rows[below - 1], width)
        upper = [_cells(rows[at], width) for at in range(first, below - 1)]
        merged = [_filled(row) for row in upper]
        cells: list[str] = []
        ranks: list[tuple[int, str] | None] = []
        for at in range(width):
            above = [row[at] for row in merged if row[at]]
            own = [row[at] for row in upper if row[at]]
            parts = [*above, lower[at]] if lower[at] else own[-1:]
            name = "/".join(dict.fromkeys(parts))
            known = self._ranks.get(plain("".join(dict.fromkeys(parts))))
            shorter = self._ranks.get(plain(parts[-1])) if parts else None
            mapped = self._ranks.get(plain(name))
            cells.append(name if known or not shorter else parts[-1])
            ranks.append(mapped or known or shorter)
        while cells and not cells[-1]:
            cells.pop()
        return Head(below, "", tuple(cells), _codes(ranks[: len(cells)]))

    def _told(self, head: Head) -> int:
        return sum(code is not None for code in head.codes)

    def _is_enough(self, head: Head) -> bool:
        found = {code for code in head.codes if code}
        if self.enough:
            return any(each <= found for each in self.enough)
        return len([cell for cell in head.cells if _is_name(cell)]) > 1


def _codes(ranks: Sequence[tuple[int, str] | None]) -> tuple[str | None, ...]:
    """Give each code to the column that tells it best, the first of equals."""
    best: dict[str, tuple[int, int]] = {}
    for at, each in enumerate(ranks):
        if each and (each[1] not in best or each[0] < best[each[1]][0]):
            best[each[1]] = (each[0], at)
    places = {at: code for code, (_, at) in best.items()}
    return tuple(places.get(at) for at in range(len(ranks)))


def _names(head: Head) -> tuple[int, int]:
    """Prefer the row with most names; of equals one row to two, and the upper one."""
    return sum(map(_is_name, head.cells)), -head.below


def _is_name(cell: str) -> bool:
    return 0 < len(cell) <= _MOST_CHARS and not any(map(str.isdigit, cell))


def _cells(row: Sequence[str | None], width: int) -> list[str]:
    texts = [" ".join((cell or "").split()) for cell in row]
    return texts + [""] * (width - len(texts))


def _filled(row: Sequence[str]) -> list[str]:
    """Write the text of merged cells, which stands in the first, into all of them."""
    filled: list[str] = []
    for cell in row:
        filled.append(cell or (filled[-1] if filled else ""))
    return filled
