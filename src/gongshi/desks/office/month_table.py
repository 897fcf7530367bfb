"""The table of a month: units by group, subtotals, a total; sorted as asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from gongshi.assessment.counts import Counts
from gongshi.clocks.periods import Period
from gongshi.desks import links
from gongshi.desks.office.columns import Cell, Column, cells, columns
from gongshi.ledger.models import Unit
from gongshi.ledger.selecting import UNKNOWN_UNIT
from gongshi.policy.policies import Policy


@dataclass(frozen=True)
class Line:
    """One unit, with everything that counts towards it."""

    #: None for the rows whose unit nobody could tell.
    unit: Unit | None
    name: str
    counts: Counts
    cells: list[Cell]


@dataclass(frozen=True)
class Section:
    """One group of units and its subtotal."""

    title: str
    lines: list[Line]
    counts: Counts
    cells: list[Cell]


@dataclass(frozen=True)
class Heading:
    """The head of a column: what a click on it sorts by."""

    column: Column
    address: str
    #: ascending, descending or "" as `aria-sort` wants it.
    sorted: str


@dataclass(frozen=True)
class MonthTable:
    """Everything the page and the files show."""

    headings: list[Heading]
    sections: list[Section]
    counts: Counts
    cells: list[Cell]


@dataclass(frozen=True)
class Wish:
    """How the reader wants the table: which group, sorted by what."""

    group: str = ""
    #: Key of a column; a minus before it begins with the largest.
    sort: str = ""

    def query(self) -> dict[str, object]:
        """Give what an address needs to ask for the same."""
        return {"group": self.group, "sort": self.sort}


def month_table(
    units: Sequence[Unit],
    counts_by_unit: Mapping[int | None, Counts],
    policy: Policy,
    period: Period,
    wish: Wish,
) -> MonthTable:
    """Lay out the table of a month.

    Args:
        units: Those at the top of their trees, in register order.
        counts_by_unit: Id → counts; None = rows of no known unit. Units without are 0.
        policy: Its groups, in order, and its rates.
        period: The month.
        wish: What the reader asked for.
    """
    shown = columns(policy)
    layout = _Layout(shown, counts_by_unit, period, wish)
    sections = [
        layout.section(title, [unit for unit in units if unit.group == key], key)
        for key, title in _groups(policy)
        if wish.group in ("", key)
    ]
    if not wish.group:
        sections += layout.rest(units, {key for key, _ in _groups(policy)})
    sections = [section for section in sections if section.lines]
    total = sum((section.counts for section in sections), Counts())
    return MonthTable(
        headings=[_heading(column, period, wish) for column in shown],
        sections=sections,
        counts=total,
        cells=cells(shown, total, {"period": period.key, "group": wish.group}),
    )


def _groups(policy: Policy) -> list[tuple[str, str]]:
    return [(group.key, group.title) for group in policy.groups]


class _Layout:
    """Makes lines and sections; needs state, for every one asks the same five things."""

    def __init__(
        self,
        shown: tuple[Column, ...],
        counts: Mapping[int | None, Counts],
        period: Period,
        wish: Wish,
    ) -> None:
        self._shown = shown
        self._counts = counts
        self._period = period
        self._wish = wish
        self._worst = _worst(shown, counts.values())

    def section(self, title: str, units: Iterable[Unit], group: str) -> Section:
        """Lay out the units of one group."""
        lines = [self._line(unit) for unit in units]
        total = sum((line.counts for line in lines), Counts())
        query: dict[str, object] = {"period": self._period.key, "group": group}
        return Section(title, self._sorted(lines), total, self._cells(total, query))

    def rest(self, units: Iterable[Unit], known: set[str]) -> list[Section]:
        """Lay out units of no group, and rows of no unit, so that nothing is lost."""
        lines = [self._line(unit) for unit in units if unit.group not in known]
        if None in self._counts:
            counts = self._counts[None]
            query = {"period": self._period.key, "unit": UNKNOWN_UNIT}
            name = f"{UNKNOWN_UNIT}单位"
            lines.append(Line(None, name, counts, self._cells(counts, query)))
        total = sum((line.counts for line in lines), Counts())
        # No filter of the rows page selects these together.
        plain = [
            Cell(each.column, each.count, each.ratio) for each in self._cells(total, {})
        ]
        return [Section("其他", self._sorted(lines), total, plain)]

    def _line(self, unit: Unit) -> Line:
        counts = self._counts.get(unit.pk, Counts())
        query: dict[str, object] = {"period": self._period.key, "unit": unit.name}
        return Line(unit, unit.name, counts, self._cells(counts, query))

    def _cells(self, counts: Counts, query: Mapping[str, object]) -> list[Cell]:
        return cells(self._shown, counts, dict(query), self._worst)

    def _sorted(self, lines: list[Line]) -> list[Line]:
        key = self._wish.sort.lstrip("-")
        column = next((each for each in self._shown if each.key == key), None)
        if column is None:
            return lines
        is_down = self._wish.sort.startswith("-")
        return sorted(
            lines, key=lambda line: column.value(line.counts), reverse=is_down
        )


def _worst(shown: Iterable[Column], counts: Iterable[Counts]) -> dict[str, float]:
    """Find the value of each rate that no unit is worse at, unless it is perfect."""
    judged = [each for each in counts if each.assessed]
    found: dict[str, float] = {}
    for column in shown:
        if column.rate is None or not judged:
            continue
        values = [column.value(each) for each in judged]
        is_lateness = column.rate.numerator == "late"
        worst = max(values) if is_lateness else min(values)
        if worst != (0 if is_lateness else 1):
            found[column.key] = worst
    return found


def _heading(column: Column, period: Period, wish: Wish) -> Heading:
    down = f"-{column.key}"
    is_down, is_up = wish.sort == down, wish.sort == column.key
    query = {"period": period.key, "group": wish.group}
    address = links.with_query("", {**query, "sort": column.key if is_down else down})
    order = "descending" if is_down else "ascending" if is_up else ""
    return Heading(column, address, order)
