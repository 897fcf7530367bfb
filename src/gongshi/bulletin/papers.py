"""Figures of papers: what no filed row holds, with the query that opens the papers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from gongshi.assessment.rates import printed_parts
from gongshi.bulletin.document import Figure
from gongshi.policy.papers import COUNT, PAPERS, SO_FAR, UNITS, Paper
from gongshi.policy.terms import Rate

#: Printed where nobody entered anything: not a 0, which somebody would have found.
_NONE = "-"


@dataclass(frozen=True)
class KeptPaper:
    """One paper that was granted and still holds."""

    number: int
    #: The month it counts for, like 2022-06.
    period: str
    #: The unit it is of, and the one at the top of its tree with its group.
    unit: str
    top: str
    group: str
    #: Key of the field → whole number, text or ISO day.
    values: Mapping[str, object]


@dataclass(frozen=True)
class Papers:
    """All papers of one kind up to the end of a month."""

    #: Key of the place that keeps them.
    place: str
    paper: Paper
    #: Oldest first.
    kept: Sequence[KeptPaper]

    @cached_property
    def rates(self) -> Mapping[str, Rate]:
        """Give the rates of its counts by key."""
        return {each.key: each for each in self.paper.rates}

    @property
    def measures(self) -> list[str]:
        """List what may be counted, besides the same of all months so far."""
        counts = [each.key for each in self.paper.fields if each.kind == COUNT]
        names = [PAPERS, UNITS, *counts]
        return [*names, *(name + SO_FAR for name in names)]

    def count(self, name: str, period: str, whose: Mapping[str, object]) -> int:
        """Give how many papers there are, of how many units, or the sum of a count.

        Args:
            name: papers, units or the key of a count; with _so_far of all months.
            period: The month.
            whose: Names a unit or groups, as a query does; nothing = all.
        """
        measure = name.removesuffix(SO_FAR)
        found = list(self._chosen(name, period, whose))
        if measure == PAPERS:
            return len(found)
        if measure == UNITS:
            return len({each.top for each in found})
        return sum(self._number(each, measure) for each in found)

    def figure(self, name: str, period: str, whose: Mapping[str, object]) -> Figure:
        """Print such a count, or a rate; "-" where there is no paper to count in."""
        asked = self.query(period, so_far=name.endswith(SO_FAR), **whose)
        measure = name.removesuffix(SO_FAR)
        if rate := self.rates.get(measure):
            return Figure(self._rate(rate, name, period, whose), asked)
        if measure == UNITS:
            asked["per"] = "unit"
        elif measure != PAPERS and not any(self._chosen(name, period, whose)):
            return Figure(_NONE, asked)
        return Figure(str(self.count(name, period, whose)), asked)

    def query(
        self, period: str, *, so_far: bool = False, **whose: object
    ) -> dict[str, object]:
        """Say which papers are meant, in the words of `gongshi evidence list`."""
        asked: dict[str, object] = {"period": period, **whose, "policy": self.place}
        asked |= {"kind": self.paper.key, "decision": "met"}
        return asked | ({"so_far": True} if so_far else {})

    def of_month(self, period: str, group: str = "") -> list[KeptPaper]:
        """List the papers of a month, of one group or of all."""
        return list(self._chosen("", period, {"group": group} if group else {}))

    def _chosen(
        self, name: str, period: str, whose: Mapping[str, object]
    ) -> Iterator[KeptPaper]:
        unit, groups = whose.get("unit"), whose.get("group")
        for each in self.kept:
            # Months sort as texts do.
            is_then = (
                each.period <= period
                if name.endswith(SO_FAR)
                else (each.period == period)
            )
            is_theirs = (unit is None or each.top == unit) and (
                groups is None or each.group in str(groups).split(",")
            )
            if is_then and is_theirs:
                yield each

    def _number(self, each: KeptPaper, key: str) -> int:
        declared = {field.key for field in self.paper.fields}
        assert key in declared, f"no field {key}; there are {', '.join(declared)}"
        value = each.values.get(key, 0)
        assert isinstance(value, int), f"the field {key} is no count"
        return value

    def _rate(
        self, rate: Rate, name: str, period: str, whose: Mapping[str, object]
    ) -> str:
        so_far = SO_FAR if name.endswith(SO_FAR) else ""
        part, whole = (
            self.count(key + so_far, period, whose)
            for key in (rate.numerator, rate.denominator)
        )
        return printed_parts(rate, part, whole)
