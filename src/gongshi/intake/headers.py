"""Finds a table's header among its first rows, and tells the standards apart."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from gongshi.errors import FileFault
from gongshi.intake import faults
from gongshi.intake.vocabulary import FEWEST, Fit, Standard, Vocabulary

#: How far down the header is looked for, in rows: titles and notes stand above it.
TOP_ROWS = 20

#: Characters of a header that a sentence shows.
_SHOWN = 40


@dataclass(frozen=True)
class Head:
    """The header that was found in a table."""

    #: Position of the first data row among the rows looked at, from 0.
    below: int
    edition: str
    #: Header text per column of the file.
    cells: tuple[str, ...]
    #: Field code per column of the file; None for an extra column.
    codes: tuple[str | None, ...]


@dataclass(frozen=True)
class Heads:
    """Looks for the header of one standard, and knows the others to tell them apart."""

    standard: Standard
    #: Read only where the header may be of another standard.
    others: Iterable[Standard] = ()

    @cached_property
    def own(self) -> Vocabulary:
        """The vocabulary of the standard that is asked for."""
        return Vocabulary(self.standard)

    @cached_property
    def foreign(self) -> tuple[Vocabulary, ...]:
        """The vocabularies of the other standards."""
        own = self.standard.key
        return tuple(Vocabulary(other) for other in self.others if other.key != own)

    def choose(self, readings: Mapping[str, Sequence[Sequence[str | None]]]) -> str:
        """Choose among the readings of a table, such as under several separators.

        Args:
            readings: Name → the first rows, read so.

        Returns:
            The name of the one whose best row holds most headers of any standard.
        """
        for name, rows in readings.items():
            if any(self.own.explains(row) for row in rows[:TOP_ROWS]):
                return name
        return max(readings, key=lambda name: self._score(readings[name]))

    def find(self, rows: Sequence[Sequence[str | None]]) -> Head | None:
        """Find the header among the top rows of a table.

        Args:
            rows: The first rows of the table, text cells, blank rows included.

        Returns:
            The row with most recognised headers, None where no row reads like one of
            this standard; `missing` says why.

        Raises:
            FileFault: Two categories mixed, or two columns for one field.
        """
        top = rows[:TOP_ROWS]
        found = [at for at, row in enumerate(top) if self.own.accepts(row)]
        if not found:
            return None
        at = max(found, key=lambda at: self.own.fit(top[at]).known)
        cells = _trimmed(top[at])
        if not self.own.explains(cells):
            self._refuse_mixed(cells)
            if self._better([cells]):
                return None
        fit = self.own.fit(cells)
        self._refuse_twice(cells, fit)
        return Head(self._below(rows, at), fit.edition, cells, fit.codes)

    def missing(self, rows: Sequence[Sequence[str | None]]) -> FileFault:
        """Answer the fault of a table in which `find` found nothing.

        Args:
            rows: The rows that were looked at.

        Returns:
            It names the standard whose header was found instead, if any.
        """
        other = self._better(rows)
        if other:
            return faults.wrong_template(other.title, other.key, self.standard.title)
        return faults.no_header(
            self.standard.title,
            getattr(self.standard, "listed_by", "")
            or f"gongshi rules --category {self.standard.key}",
        )

    def _score(self, rows: Sequence[Sequence[str | None]]) -> int:
        words = (self.own, *self.foreign)
        return max((w.fit(r).known for r in rows[:TOP_ROWS] for w in words), default=0)

    def _better(self, rows: Sequence[Sequence[str | None]]) -> Standard | None:
        hits = [
            (words.fit(row).known, -at)
            for at, words in enumerate(self.foreign)
            for row in rows
            if words.accepts(row) and words.fit(row).known > self.own.fit(row).known
        ]
        return self.foreign[-max(hits)[1]].standard if hits else None

    def _below(self, rows: Sequence[Sequence[str | None]], at: int) -> int:
        # Some templates have a row of codes and below it a row of titles.
        below = at + 1
        while below < len(rows) and self.own.accepts(rows[below]):
            below += 1
        return below

    def _refuse_mixed(self, cells: tuple[str, ...]) -> None:
        mine = self.own.fit(cells)
        for words in self.foreign:
            theirs = words.fit(cells)
            pairs = list(zip(mine.codes, theirs.codes, strict=True))
            only_mine = sum(a is not None and b is None for a, b in pairs)
            only_theirs = sum(b is not None and a is None for a, b in pairs)
            few, many = sorted((only_mine, only_theirs))
            # A stray column or two of another category is an extra column.
            if few >= FEWEST and few * 3 >= many:
                raise faults.mixed_template(self.standard.title, words.standard.title)

    def _refuse_twice(self, cells: tuple[str, ...], fit: Fit) -> None:
        if fit.joins:
            return
        first: dict[str, str] = {}
        for cell, code in zip(cells, fit.codes, strict=True):
            if code in first:
                names = shown(first[code]), shown(cell), self._title(code)
                raise faults.two_columns(*names)
            if code is not None:
                first[code] = cell

    def _title(self, code: str) -> str:
        return next(f.title for f in self.standard.fields if f.code == code)


def shown(header: str) -> str:
    """Answer a header on one short line, for a sentence."""
    line = "".join(header.split())
    return line if len(line) <= _SHOWN else f"{line[:_SHOWN]}…"


def _trimmed(cells: Sequence[str | None]) -> tuple[str, ...]:
    texts = [(cell or "").strip() for cell in cells]
    while texts and not texts[-1]:
        texts.pop()
    return tuple(texts)
