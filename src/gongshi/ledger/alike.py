"""Finds the cases that are about the same decisions, for many decisions at once.

Same number, however written, and same unit or authority; without a number same party,
day and authority.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from gongshi.ledger.among import among
from gongshi.ledger.case_models import Case, CaseStep


@dataclass(frozen=True)
class Decision:
    """What tells decisions apart; what is empty is not known."""

    number_key: str
    unit_id: int | None
    authority_name: str
    subject_name: str
    decided_on: date | None

    @property
    def mark(self) -> tuple[object, ...] | None:
        """Give what a case of the same decision has as well; None = nobody can say."""
        if self.number_key and self.unit_id:
            return self.number_key, self.unit_id
        if self.number_key:
            return self.number_key, self.authority_name
        if self.subject_name and self.decided_on:
            return self.subject_name, self.decided_on, self.authority_name
        return None


class KnownCases:
    """The cases of some decisions; cases that are opened are added."""

    def __init__(self, cases: Iterable[Case]) -> None:
        """Take stored cases, the oldest first."""
        self._by_mark: dict[tuple[object, ...], Case] = {}
        known = list(cases)
        for case in known:
            self.add(case)
        self._heirs = _heirs(known)

    def add(self, case: Case) -> None:
        """Take one more; older ones go before it."""
        for mark in _marks(case):
            self._by_mark.setdefault(mark, case)

    def find(self, decision: Decision) -> Case | None:
        """Find the case of a decision; one that was merged leads to its heir."""
        mark = decision.mark
        case = self._by_mark.get(mark) if mark else None
        while case is not None and case.pk in self._heirs:
            case = self._heirs[case.pk]
        return case


def known_cases(decisions: Iterable[Decision]) -> KnownCases:
    """Read the cases that may be about some decisions, in a few queries."""
    wanted = list(decisions)
    numbers = {each.number_key for each in wanted if each.number_key}
    days = {
        (each.subject_name, each.decided_on)
        for each in wanted
        if not each.number_key and each.mark
    }
    found = list(Case.objects.filter(among("number_key", numbers))) if numbers else []
    if days:
        described = Case.objects.filter(
            among("subject_name", {subject for subject, _ in days}),
            decided_on__isnull=False,
        )
        found += [
            each for each in described if (each.subject_name, each.decided_on) in days
        ]
    return KnownCases(sorted(set(found), key=lambda case: case.pk))


def _marks(case: Case) -> Iterator[tuple[object, ...]]:
    if case.number_key:
        yield case.number_key, case.unit_id
        yield case.number_key, case.authority_name
    if case.subject_name and case.decided_on:
        yield case.subject_name, case.decided_on, case.authority_name


def _heirs(cases: Iterable[Case]) -> dict[int, Case | None]:
    """Tell into which cases others were merged, and those again."""
    heirs: dict[int, Case | None] = {}
    asked = {case.pk for case in cases}
    while asked:
        steps = CaseStep.objects.filter(among("case_id", asked), act="merged")
        into: dict[int, Case | None] = {}
        for step in steps.select_related("into"):
            into.setdefault(step.case_id, step.into)
        heirs |= into
        asked = {heir.pk for heir in into.values() if heir} - heirs.keys()
    return heirs
