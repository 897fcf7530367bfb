"""Figures: a count or rate as printed, with the query that opens its rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from gongshi.assessment.counts import Counts, rows_of
from gongshi.assessment.rank import Ranked
from gongshi.assessment.rates import percentage, printed
from gongshi.bulletin.document import Figure, Run
from gongshi.bulletin.papers import Papers
from gongshi.bulletin.scores import Scores
from gongshi.clocks.periods import Period
from gongshi.policy.terms import Rate

#: The scope of the whole bulletin.
WHOLE = ""
#: Stands where a scope does, before what the scores say of a unit.
SCORE = "score"
#: Measures that are neither counts nor rates: the units that have any such rows, and a
#: unit's part of its group.
UNITS, SHARE = "units", "share"


@dataclass(frozen=True)
class UnitCounts:
    """One unit of a bulletin: its rows of this month and of the month before."""

    name: str
    #: Key of its group.
    group: str
    #: Place in the register; ties are broken by it.
    position: int
    #: Key of the category → counts; categories without rows are left out.
    counts: Mapping[str, Counts]
    before: Mapping[str, Counts]


@dataclass(frozen=True)
class Figures:
    """All figures of one month, found by scope, group or unit."""

    period: Period
    units: Sequence[UnitCounts]
    rates: Mapping[str, Rate]
    #: Name of a scope → keys of its categories; `WHOLE` is there too.
    scopes: Mapping[str, Sequence[str]]
    #: The count that a unit's volume is.
    volume: str = "assessed"
    #: None where the place does not score its units.
    scores: Scores | None = None
    #: Kind of paper, which stands where a scope does → its papers.
    papers: Mapping[str, Papers] = field(default_factory=dict)

    def of_group(self, group: str) -> list[UnitCounts]:
        """List the units of a group, in register order."""
        chosen = [unit for unit in self.units if unit.group == group]
        return sorted(chosen, key=lambda unit: unit.position)

    def of_ranked(
        self, groups: Sequence[str], holds: Callable[[Ranked], bool]
    ) -> list[UnitCounts]:
        """List the units of whose ranking something holds, the best first."""
        assert self.scores is not None, "the outline asks for scores"
        by_name = {unit.name: unit for unit in self.units}
        return [
            by_name[each.card.facts.name]
            for each in self.scores.of_groups(groups)
            if holds(each)
        ]

    def count(self, unit: UnitCounts, name: str, scope: str = WHOLE) -> int:
        """Give one count of a unit, within a scope."""
        if scope in self.papers:
            whose = {"unit": unit.name}
            return self.papers[scope].count(name, self.period.key, whose)
        return int(getattr(self.counts(unit, scope), name))

    def count_before(self, unit: UnitCounts, name: str, scope: str = WHOLE) -> int:
        """Give the same of the month before."""
        if scope in self.papers:
            whose, before = {"unit": unit.name}, self.period.previous()
            return self.papers[scope].count(name, before.key, whose)
        return int(getattr(self._within(unit.before, scope), name))

    def rate(self, name: str, scope: str = WHOLE) -> Rate:
        """Give a rate of the policy, or one of a kind of paper."""
        known = self.papers[scope].rates if scope in self.papers else self.rates
        return known[name]

    def counts(self, unit: UnitCounts, scope: str = WHOLE) -> Counts:
        """Add up the counts of a unit within a scope."""
        return self._within(unit.counts, scope)

    def of_unit(self, unit: UnitCounts, name: str, scope: str = WHOLE) -> Run:
        """Print one unit's count, rate, share of its group, or points."""
        if scope == SCORE:
            return self._of_score(unit, name)
        if scope in self.papers:
            whose = {"unit": unit.name}
            return self.papers[scope].figure(name, self.period.key, whose)
        if name == SHARE:
            return self._share(unit, scope)
        return self._figure(self.counts(unit, scope), name, scope, {"unit": unit.name})

    def of_groups(self, groups: Iterable[str], name: str, scope: str = WHOLE) -> Figure:
        """Print the count or rate of several groups together."""
        chosen = list(groups)
        whose: dict[str, object] = {"group": ",".join(chosen)}
        if scope in self.papers:
            return self.papers[scope].figure(name, self.period.key, whose)
        counts = [
            self.counts(unit, scope) for unit in self.units if unit.group in chosen
        ]
        if name == UNITS:
            asked = self._query(self.volume, scope, whose) | {"per": "unit"}
            having = sum(getattr(each, self.volume) > 0 for each in counts)
            return Figure(str(having), asked)
        return self._figure(sum(counts, Counts()), name, scope, whose)

    def _within(self, counts: Mapping[str, Counts], scope: str) -> Counts:
        chosen = (counts.get(key, Counts()) for key in self.scopes[scope])
        return sum(chosen, Counts())

    def _of_score(self, unit: UnitCounts, name: str) -> Run:
        assert self.scores is not None, "the outline asks for scores"
        text, rows = self.scores.told(unit.name, name)
        categories = ",".join(self.scores.categories)
        asked = {"period": self.period.key, "unit": unit.name, "category": categories}
        return Figure(text, {**asked, **rows}) if rows else text

    def _share(self, unit: UnitCounts, scope: str) -> Figure:
        group = self.of_group(unit.group)
        whole = sum(self.count(each, self.volume, scope) for each in group)
        text = percentage(self.count(unit, self.volume, scope), whole)
        return Figure(text, self._query(self.volume, scope, {"unit": unit.name}))

    def _figure(
        self, counts: Counts, name: str, scope: str, whose: dict[str, object]
    ) -> Figure:
        rate = self.rates.get(name)
        text = printed(rate, counts) if rate else str(getattr(counts, name))
        asked = self._query(rate.numerator if rate else name, scope, whose)
        return Figure(text, asked)

    def _query(
        self, count: str, scope: str, whose: Mapping[str, object]
    ) -> dict[str, object]:
        categories = ",".join(self.scopes[scope])
        return {
            "period": self.period.key,
            **whose,
            "category": categories,
            **rows_of(count),
        }
