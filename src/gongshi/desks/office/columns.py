"""The columns of tables of counts: the counts, then the rates of the policy."""

from __future__ import annotations

from dataclasses import dataclass

from gongshi.assessment.counts import Counts, rows_of
from gongshi.checks.outcomes import TITLES
from gongshi.desks import links
from gongshi.desks.figures import Ratio, percent
from gongshi.policy.policies import Policy
from gongshi.policy.terms import Rate

_COUNTS = {"received": "报送量", **TITLES, "late": "迟报"}


@dataclass(frozen=True)
class Column:
    """One column; its key is what `?sort=` takes."""

    key: str
    title: str
    #: None for a plain count.
    rate: Rate | None = None

    def value(self, counts: Counts) -> float:
        """Give what the column is sorted by."""
        if self.rate is None:
            return float(getattr(counts, self.key))
        return Ratio(self.rate, counts).share

    def text(self, counts: Counts) -> int | str:
        """Give what a file shows."""
        if self.rate is None:
            return int(getattr(counts, self.key))
        return percent(Ratio(self.rate, counts))


@dataclass(frozen=True)
class Cell:
    """One cell of a page's table."""

    column: Column
    count: int = 0
    ratio: Ratio | None = None
    #: The rows that were counted.
    address: str = ""
    #: The worst of its column.
    is_worst: bool = False


def columns(policy: Policy) -> tuple[Column, ...]:
    """List the columns that a place's tables have."""
    counts = tuple(Column(key, title) for key, title in _COUNTS.items())
    # Lateness stands beside the count of late rows.
    rates = sorted(policy.rates.values(), key=lambda rate: rate.numerator != "late")
    return counts + tuple(Column(rate.key, rate.title, rate) for rate in rates)


def cells(
    shown: tuple[Column, ...],
    counts: Counts,
    query: dict[str, object],
    worst: dict[str, float] | None = None,
) -> list[Cell]:
    """Fill the columns of one line.

    Args:
        shown: The columns.
        counts: Of the line.
        query: What selects the line's rows: period, unit …
        worst: Key of a rate's column → the value that is marked.
    """
    return [_cell(column, counts, query, worst or {}) for column in shown]


def _cell(
    column: Column, counts: Counts, query: dict[str, object], worst: dict[str, float]
) -> Cell:
    if column.rate is None:
        asked = {} if column.key == "received" else rows_of(column.key)
        address = links.rows({**query, **asked})
        return Cell(column, getattr(counts, column.key), address=address)
    ratio = Ratio(column.rate, counts)
    is_worst = ratio.denominator > 0 and worst.get(column.key) == ratio.share
    return Cell(column, ratio=ratio, is_worst=is_worst)
