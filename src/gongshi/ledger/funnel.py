"""How far the signals of each kind came: from the finding to the verdict."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from django.db.models import Count, Q, QuerySet

from gongshi.ledger.case_models import Case, CaseStep, Signal
from gongshi.policy.casework import CaseTerms

#: Stage → what people call it.
STAGES: Final = {
    "cases": "线索",
    "answered": "单位答复",
    "judged": "有结论",
    "right": "属实",
}


@dataclass(frozen=True)
class Funnel:
    """One kind of signal."""

    kind: str
    signals: int = 0
    #: Key of `STAGES` → cases that got so far.
    stages: Mapping[str, int] = field(default_factory=dict)
    #: Verdict → cases.
    verdicts: Mapping[str, int] = field(default_factory=dict)


def funnels(terms: CaseTerms) -> list[Funnel]:
    """Count the signals of every kind of the rulebook, and how far they came.

    A case to which several kinds point is counted for each of them; one that became
    part of another case ends there.
    """
    signals = Counter(dict(_by_kind(Signal.objects.all(), "pk")))
    stages = {
        stage: dict(_by_kind(Signal.objects.filter(_at(stage, terms)), "case"))
        for stage in STAGES
    }
    found = Signal.objects.filter(_at("judged", terms)).order_by()
    verdicts: Counter[tuple[str, str]] = Counter()
    counted = found.values_list("kind", "case__state__verdict")
    for kind, verdict, count in counted.annotate(Count("case", distinct=True)):
        verdicts[kind, verdict] += count
    return [
        Funnel(
            kind,
            signals[kind],
            {stage: stages[stage].get(kind, 0) for stage in STAGES},
            {each: verdicts[kind, each] for each in terms.verdicts},
        )
        for kind in terms.signals
    ]


def cases_at(kind: str, stage: str, terms: CaseTerms) -> QuerySet[Case]:
    """Select the cases behind a figure, latest first.

    Args:
        kind: Of the signal.
        stage: Key of `STAGES`, or a verdict.
        terms: Which verdicts prove a signal right.
    """
    signals = Signal.objects.filter(_at(stage, terms), kind=kind)
    found = Case.objects.filter(pk__in=signals.values("case"))
    return found.select_related("unit", "state").order_by("-pk")


def _at(stage: str, terms: CaseTerms) -> Q:
    if stage == "cases":
        return Q()
    if stage == "answered":
        steps = CaseStep.objects.filter(act="answered")
        return Q(case__in=steps.values("case"))
    return Q(case__state__verdict__in=_verdicts(stage, terms))


def _verdicts(stage: str, terms: CaseTerms) -> Collection[str]:
    if stage == "judged":
        return list(terms.verdicts)
    if stage == "right":
        return [key for key, each in terms.verdicts.items() if each.proves]
    return [stage]


def _by_kind(signals: QuerySet[Signal], of: str) -> Iterator[tuple[str, int]]:
    counted = signals.order_by().values_list("kind")
    return iter(counted.annotate(Count(of, distinct=True)))
