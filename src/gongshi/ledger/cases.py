"""Opens cases from signals, and keeps what is done about them.

A signal joins the case of the same decision where there is one: same number, however
written, and same unit or authority; else same party, day and authority. Otherwise it
opens a case. Nothing is deleted: a wrong suspicion ends with a verdict, and a closed case
is opened again by evidence of another kind.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from django.db import transaction
from django.db.models import F, QuerySet

from gongshi.clocks.periods import local_day
from gongshi.identifiers import document_number
from gongshi.ledger.among import among
from gongshi.ledger.case_models import Case, CaseState, CaseStep, Signal
from gongshi.ledger.models import Office, Unit
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
        hows = {} if is_told else how_of()
        for each in wanted:
            if each.key not in cases and _is_let(each, hows.get(each.kind, "on")):
                cases[each.key] = _raise(each, at)
        known = (cases.get(each.key) for each in wanted)
        return list(dict.fromkeys(case for case in known if case))


def _is_let(found: Suspicion, how: str) -> bool:
    """Tell whether its kind lets a finding be raised."""
    return how == "on" or (how == "together" and _alike(found) is not None)


def _raise(found: Suspicion, at: datetime) -> Case:
    case = _alike(found) or _open(found, at)
    is_closed = CaseState.objects.filter(pk=case.pk, state="closed").exists()
    is_new_evidence = is_closed and not case.signals.filter(kind=found.kind).exists()
    Signal.objects.create(
        case=case,
        kind=found.kind,
        key=found.key,
        told=found.told,
        evidence=found.evidence,
        found_on=found.found_on,
        raised_at=at,
    )
    CaseState.objects.filter(pk=case.pk).update(signals=F("signals") + 1)
    if is_new_evidence:
        take_step(CaseStep(case=case, act="reopened", text=_AGAIN, made_at=at))
    return case


def _alike(found: Suspicion) -> Case | None:
    """Find the case of the same decision; one that was merged leads to its heir."""
    key = document_number.key(found.document_number)
    if key:
        alike = Case.objects.filter(number_key=key)
        alike = alike.filter(unit=found.unit) if found.unit else _of_authority(alike, found)  # fmt: skip
    elif found.subject_name and found.decided_on:
        alike = Case.objects.filter(
            subject_name=found.subject_name, decided_on=found.decided_on
        )
        alike = _of_authority(alike, found)
    else:
        return None
    case = alike.first()
    while case is not None:
        merged = case.steps.filter(act="merged").first()
        if merged is None:
            break
        case = merged.into
    return case


def _of_authority(cases: QuerySet[Case], found: Suspicion) -> QuerySet[Case]:
    return cases.filter(authority_name=found.authority_name)


def _open(found: Suspicion, at: datetime) -> Case:
    day = f"X{local_day(at):%Y%m%d}-"
    last = Case.objects.filter(number__startswith=day).order_by("pk").last()
    serial = int(last.number.removeprefix(day)) + 1 if last else 1
    case = Case.objects.create(
        number=f"{day}{serial:04}",
        unit=found.unit,
        category=found.category,
        document_number=found.document_number,
        number_key=document_number.key(found.document_number),
        authority_name=found.authority_name,
        subject_name=found.subject_name,
        decided_on=found.decided_on,
        opened_at=at,
    )
    CaseState.objects.create(case=case, state="open", changed_at=at)
    return case


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
