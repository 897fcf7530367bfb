"""Figures: a count or rate as printed, with the query that opens its rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from gongshi.assessment.counts import Counts, rows_of
from gongshi.assessment.rates import printed
from gongshi.bulletin.document import Figure
from gongshi.clocks.periods import Period
from gongshi.policy.terms import Rate


@dataclass(frozen=True)
class UnitCounts:
    """One unit of a bulletin: its rows of this month and of the month before."""

    name: str
    #: Key of its group.
    group: str
    #: Place in the register; ties are broken by it.
    position: int
    counts: Counts
    before: Counts


@dataclass(frozen=True)
class Figures:
    """All figures of one month, found by group or unit."""

    period: Period
    units: Sequence[UnitCounts]
    rates: Mapping[str, Rate]

    def of_group(self, group: str) -> list[UnitCounts]:
        """List the units of a group, in register order."""
        chosen = [unit for unit in self.units if unit.group == group]
        return sorted(chosen, key=lambda unit: unit.position)

    def of_unit(self, unit: UnitCounts, name: str) -> Figure:
        """Print one unit's count or rate."""
        return self._figure(unit.counts, name, {"unit": unit.name})

    def of_groups(self, groups: Iterable[str], name: str) -> Figure:
        """Print the count or rate of several groups together."""
        chosen = list(groups)
        units = (unit.counts for unit in self.units if unit.group in chosen)
        return self._figure(sum(units, Counts()), name, {"group": ",".join(chosen)})

    def _figure(self, counts: Counts, name: str, whose: dict[str, object]) -> Figure:
        rate = self.rates.get(name)
        rows = rows_of(rate.numerator if rate else name)
        text = printed(rate, counts) if rate else str(getattr(counts, name))
        return Figure(text, {"period": self.period.key, **whose, **rows})
