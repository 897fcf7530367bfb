"""Opens cases from signals, and keeps what is done about them.

A signal joins the case of the same decision where there is one: same number, however
written, and same unit or authority; else same party, day and authority. Otherwise it
opens a case. Nothing is deleted: a wrong suspicion ends with a verdict, and a closed case
is opened again by evidence of another kind.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import count
from typing import Final

from django.db import transaction
from django.db.models import F

from gongshi.clocks.periods import local_day
from gongshi.identifiers import document_number
from gongshi.ledger.alike import Decision, known_cases
from gongshi.ledger.among import among
from gongshi.ledger.case_models import Case, CaseState, CaseStep, Signal
from gongshi.ledger.models import Office, Unit
from gongshi.ledger.seals import seal_rows
from gongshi.ledger.switches import how_of

#: Act → the state that a case is in after it; "" leaves it as it is.
ACTS: Final = {
    "dispatched": "waiting",
    "called": "",
    "answered": "answered",
    "judged": "judged",
    "appealed": "appealed",
    "closed": "closed",
    "merged": "merged",
    "reopened": "open",
}
#: open: nobody was asked; waiting: for the unit's answer; answered: for a verdict.
STATES: Final = (
    "open", "waiting", "answered", "judged", "appealed", "closed", "merged",
)  # fmt: skip
#: State → the acts that may follow.
FOLLOWING: Final = {
    "open": {"dispatched", "called", "answered", "judged", "merged"},
    "waiting": {"dispatched", "called", "answered", "judged", "merged"},
    "answered": {"dispatched", "called", "answered", "judged", "merged"},
    "judged": {"appealed", "closed", "judged", "reopened"},
    "appealed": {"called", "judged"},
    "closed": {"reopened"},
    "merged": set(),
}
#: Said when a closed case gets evidence of a kind that it had none of.
_AGAIN: Final = "有新的证据，重新核查"


@dataclass(frozen=True)
class Suspicion:
    """One finding of a search, and the decision it is about as far as that is known."""

    kind: str
    #: The same finding has the same key, whenever it is made.
    key: str
    told: str
    found_on: date
    unit: Unit | None = None
    category: str = ""
    document_number: str = ""
    authority_name: str = ""
    subject_name: str = ""
    decided_on: date | None = None
    evidence: dict[str, object] = field(default_factory=dict)


class Unfitting(Exception):
    """The act does not follow from the case's state: it stands in `args`."""


def raise_all(
    found: Iterable[Suspicion], at: datetime, *, is_told: bool = False
) -> list[Case]:
    """Store signals and open the cases that they need, in one transaction.

    Args:
        found: Findings; one that was raised before is passed over. So is one of a kind
            that was turned off, or that may only join a case where there is none.
        at: Aware moment.
        is_told: Whether the unit itself told of them: that is heard of every kind.

    Returns:
        The case of each finding, in their order, each once.
    """
    with transaction.atomic():
        Office.objects.select_for_update().first()
        wanted = list(found)
        raised = Signal.objects.filter(among("key", [each.key for each in wanted]))
        cases = {each.key: each.case for each in raised.select_related("case")}
        new: dict[str, Suspicion] = {}
        for each in wanted:
            if each.key not in cases:
                new.setdefault(each.key, each)
        cases |= _raised(list(new.values()), at, {} if is_told else how_of())
        known = (cases.get(each.key) for each in wanted)
        return list(dict.fromkeys(case for case in known if case))


def _raised(
    found: Sequence[Suspicion], at: datetime, hows: Mapping[str, str]
) -> dict[str, Case]:
    """Find or open the case of each finding, and store its signal: key → case."""
    decisions = list(map(_decision, found))
    known = known_cases(decisions)
    numbers = _free_numbers(at)
    cases: dict[str, Case] = {}
    opened: list[Case] = []
    for each, decision in zip(found, decisions, strict=True):
        how = hows.get(each.kind, "on")
        case = known.find(decision)
        if case is None and how == "on":
            case = _case(each, decision.number_key, next(numbers), at)
            known.add(case)
            opened.append(case)
        if case is not None and how in ("on", "together"):
            cases[each.key] = case
    Case.objects.bulk_create(opened)
    seal_rows(Case.objects.filter(among("id", [each.pk for each in opened])))
    CaseState.objects.bulk_create(
        CaseState(case=case, state="open", changed_at=at) for case in opened
    )
    _point([each for each in found if each.key in cases], cases, at)
    return cases


def _decision(found: Suspicion) -> Decision:
    return Decision(
        document_number.key(found.document_number),
        found.unit.pk if found.unit else None,
        found.authority_name,
        found.subject_name,
        found.decided_on,
    )


def _free_numbers(at: datetime) -> Iterator[str]:
    """Give the numbers of the cases that are opened next."""
    day = f"X{local_day(at):%Y%m%d}-"
    last = Case.objects.filter(number__startswith=day).order_by("pk").last()
    first = int(last.number.removeprefix(day)) + 1 if last else 1
    return (f"{day}{serial:04}" for serial in count(first))


def _case(found: Suspicion, number_key: str, number: str, at: datetime) -> Case:
    return Case(
        number=number,
        unit=found.unit,
        category=found.category,
        document_number=found.document_number,
        number_key=number_key,
        authority_name=found.authority_name,
        subject_name=found.subject_name,
        decided_on=found.decided_on,
        opened_at=at,
    )


def _point(found: Sequence[Suspicion], cases: Mapping[str, Case], at: datetime) -> None:
    """Store the signals of cases; new evidence opens those again that are closed."""
    again = _again(found, cases)
    signals = Signal.objects.bulk_create(
        Signal(
            case=cases[each.key],
            kind=each.kind,
            key=each.key,
            told=each.told,
            evidence=each.evidence,
            found_on=each.found_on,
            raised_at=at,
        )
        for each in found
    )
    seal_rows(Signal.objects.filter(among("id", [each.pk for each in signals])))
    more = Counter(cases[each.key].pk for each in found)
    for count_of in set(more.values()):
        pointed = [pk for pk, times in more.items() if times == count_of]
        states = CaseState.objects.filter(among("case_id", pointed))
        states.update(signals=F("signals") + count_of)
    for case in again:
        take_step(CaseStep(case=case, act="reopened", text=_AGAIN, made_at=at))


def _again(found: Sequence[Suspicion], cases: Mapping[str, Case]) -> list[Case]:
    """List the closed cases that get evidence of a kind that they had none of."""
    pointed = {cases[each.key].pk for each in found}
    closed = CaseState.objects.filter(among("case_id", pointed), state="closed")
    asked = set(closed.values_list("case_id", flat=True))
    signals = Signal.objects.filter(among("case_id", asked))
    known = set(signals.order_by().values_list("case_id", "kind")) if asked else set()
    told = [(cases[each.key], each.kind) for each in found]
    return list(
        dict.fromkeys(
            case
            for case, kind in told
            if case.pk in asked and (case.pk, kind) not in known
        )
    )


def take_step(step: CaseStep) -> CaseState:
    """Store what was done about a case, and where it stands then.

    Args:
        step: New; of a stored case.

    Raises:
        Unfitting: The act does not follow from the state the case is in by now.
    """
    with transaction.atomic():
        state = CaseState.objects.select_for_update().get(pk=step.case_id)
        if step.act not in FOLLOWING[state.state]:
            raise Unfitting(state.state)
        step.save(force_insert=True)
        _move(state, step)
        return state


def end(case: Case, text: str, at: datetime) -> CaseState | None:
    """Close a case by the program itself, since what it was about is over.

    No verdict is needed: nobody judged anything.

    Args:
        case: Stored.
        text: Why, in one sentence.
        at: Aware moment.

    Returns:
        Where it stands; None where it was closed or merged before.
    """
    with transaction.atomic():
        state = CaseState.objects.select_for_update().get(pk=case.pk)
        if state.state in ("closed", "merged"):
            return None
        step = CaseStep(case=case, act="closed", text=text, made_at=at)
        step.save(force_insert=True)
        _move(state, step)
        return state


def _move(state: CaseState, step: CaseStep) -> None:
    state.state = ACTS[step.act] or state.state
    state.verdict = step.verdict or state.verdict
    state.reason = step.reason or state.reason
    if step.act == "dispatched":
        state.holder, state.due_on = step.to, step.due_on
    elif step.act != "called":
        state.holder, state.due_on = None, None
    state.changed_at = step.made_at
    state.save()
