"""What became of missing numbers: whether they were explained, and whether that holds.

A missing number is the case of its number, whoever found it first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from gongshi.ledger.among import among
from gongshi.ledger.case_models import Case, CaseState, CaseStep
from gongshi.policy.casework import CaseTerms

#: What a missing number can be → what people call it.
STATES: Final = {
    "unexplained": "未说明",
    "explained": "待审核",
    "refused": "未认可",
    "accepted": "已认可",
}


@dataclass(frozen=True)
class Standing:
    """Where the case of a missing number stands."""

    case: Case
    #: Key of `STATES`.
    state: str
    #: Of the last answer: key of the reason, its words, login and moment.
    reason: str = ""
    text: str = ""
    by: str = ""
    at: datetime | None = None
    #: Words of the verdict, or with which it was sent back.
    ruling: str = ""
    ruled_at: datetime | None = None


def standings(
    number_keys: Iterable[str], terms: CaseTerms
) -> dict[str, list[Standing]]:
    """Find the cases of numbers.

    Args:
        number_keys: What equal numbers have in common.
        terms: Which verdicts count.

    Returns:
        Number key → its cases of whatever unit, oldest first.
    """
    wanted = Case.objects.filter(among("number_key", number_keys))
    found = list(wanted.select_related("state", "unit"))
    heirs = {each.pk: _heir(each) for each in found}
    steps = _last_steps({each.pk for each in heirs.values()})
    told: dict[str, list[Standing]] = {}
    for each in found:
        heir = heirs[each.pk]
        standing = _standing(heir, steps.get(heir.pk, {}), terms)
        told.setdefault(each.number_key, []).append(standing)
    return told


@dataclass(frozen=True)
class Accepted:
    """A number of which the office accepted that it has no row."""

    number: str
    category: str
    #: As the series has it; blank where only the name is known.
    authority: str
    authority_name: str


def accepted_numbers() -> Iterator[Accepted]:
    """Go through the numbers that need no row, as the last verdict has it."""
    justified = CaseState.objects.filter(
        verdict="justified", state__in=("judged", "closed")
    )
    cases = Case.objects.filter(state__in=justified).exclude(number_key="")
    for case in cases.prefetch_related("signals"):
        found = [each.evidence for each in case.signals.all() if each.kind == "gap"]
        told = found[0] if found else {}
        yield Accepted(
            number=case.document_number,
            category=str(told.get("category") or case.category),
            authority=str(told.get("authority") or ""),
            authority_name=case.authority_name,
        )


def _heir(case: Case) -> Case:
    """Follow a case that was merged to the one that it became part of."""
    while case.state.state == "merged":
        step = case.steps.filter(act="merged").select_related("into__state").get()
        assert step.into is not None
        case = step.into
    return case


def _last_steps(cases: Iterable[int]) -> dict[int, dict[str, CaseStep]]:
    """Give the last answer of each case, and the last ruling behind it."""
    acts = ("answered", "judged", "dispatched")
    steps = CaseStep.objects.filter(among("case_id", cases), act__in=acts)
    last: dict[int, dict[str, CaseStep]] = {}
    for step in steps.order_by("pk"):
        of_case = last.setdefault(step.case_id, {})
        if step.act == "answered":
            of_case.pop("ruling", None)
            of_case["answer"] = step
        else:
            of_case["ruling"] = step
    return last


def _standing(case: Case, steps: dict[str, CaseStep], terms: CaseTerms) -> Standing:
    answer, ruling = steps.get("answer"), steps.get("ruling")
    return Standing(
        case=case,
        state=_state(case.state, terms, is_answered=answer is not None),
        reason=answer.reason if answer else "",
        text=answer.text if answer else "",
        by=answer.made_by if answer else "",
        at=answer.made_at if answer else None,
        ruling=ruling.text if ruling else "",
        ruled_at=ruling.made_at if ruling else None,
    )


def _state(now: CaseState, terms: CaseTerms, *, is_answered: bool) -> str:
    if now.state in ("answered", "appealed"):
        return "explained"
    if now.state in ("judged", "closed"):
        verdict = terms.verdicts.get(now.verdict)
        if now.verdict == "justified":
            return "accepted"
        return "refused" if verdict and verdict.counts else "unexplained"
    return "refused" if is_answered else "unexplained"
