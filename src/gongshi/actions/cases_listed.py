"""Cases as lists and files have them, and one case with everything that is known of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from gongshi.actions.cases_fit import terms_today
from gongshi.actions.cases_seen import STATES, suspected, unit_of
from gongshi.clocks.periods import local_day
from gongshi.errors import UnknownName
from gongshi.ledger.among import among
from gongshi.ledger.case_models import Case, CaseStep, Signal
from gongshi.ledger.caseload import rows_of, suggested
from gongshi.ledger.known import reference
from gongshi.ledger.models import Entry, Unit
from gongshi.policy.standards import load_standard

#: Columns of the list as a file.
HEADER = (
    "编号", "单位", "类别", "文书号", "决定日期", "线索", "状态", "答复期限", "过期", "结论",
    "发现日期",
)  # fmt: skip


@dataclass(frozen=True)
class Listed:
    """One case in a list."""

    case: Case
    #: Who answers for it.
    unit: Unit | None
    #: Titles of the kinds of its signals, each once.
    kinds: tuple[str, ...]
    #: State and verdict as people call them.
    state: str
    verdict: str
    due_on: date | None
    is_overdue: bool


def listed(cases: Iterable[Any], today: date) -> list[Listed]:
    """Lay cases out for a list.

    Args:
        cases: As `select_cases` gives them.
        today: In China.
    """
    found = list(cases)
    units = Unit.objects.in_bulk({each.unit_now for each in found})
    kinds = kinds_of([each.pk for each in found])
    terms = terms_today()
    return [
        Listed(
            case=each,
            unit=units.get(each.unit_now),
            kinds=kinds.get(each.pk, ()),
            state=STATES[each.state.state],
            verdict=title_of(terms.verdicts, each.state.verdict),
            due_on=each.state.due_on,
            is_overdue=each.state.due_on is not None and each.state.due_on < today,
        )
        for each in found
    ]


def title_of(choices: Mapping[str, object], key: str) -> str:
    """Name a kind of signal, a reason or a verdict; one of an old edition by its key."""
    return str(getattr(choices[key], "title", key)) if key in choices else key


def key_of(choices: Mapping[str, object], written: str, what: str) -> str:
    """Find a kind of signal, a reason or a verdict by its key or title; "" is "".

    Raises:
        UnknownName: There is none of that name.
    """
    for key, each in choices.items():
        if written in (key, getattr(each, "title", "")):
            return key
    if not written:
        return ""
    told = "、".join(f"{key}（{title_of(choices, key)}）" for key in choices)
    raise UnknownName(f"unknown_{what}", f"没有「{written}」，可用：{told}。")


def kinds_of(cases: list[int]) -> dict[int, tuple[str, ...]]:
    """Name the kinds of signals of some cases, each once: id of the case → titles."""
    titles = terms_today().signals
    found: dict[int, dict[str, None]] = {}
    pairs = Signal.objects.filter(among("case_id", cases)).values_list(
        "case_id", "kind"
    )
    for case, kind in pairs:
        found.setdefault(case, {})[title_of(titles, kind)] = None
    return {case: tuple(kinds) for case, kinds in found.items()}


def cells(each: Listed) -> tuple[object, ...]:
    """Give a case as the cells of `HEADER`."""
    case = each.case
    return (
        case.number,
        each.unit.name if each.unit else "",
        load_standard(case.category).title if case.category else "",
        case.document_number,
        case.decided_on and case.decided_on.isoformat(),
        "、".join(each.kinds),
        each.state,
        each.due_on and each.due_on.isoformat(),
        "是" if each.is_overdue else "",
        each.verdict,
        f"{local_day(case.opened_at)}",
    )


def signals_of(case: Case) -> QuerySet[Signal]:
    """Select what points at a case, by itself or through cases merged into it."""
    merged = CaseStep.objects.filter(into=case, act="merged").values("case_id")
    return Signal.objects.filter(Q(case=case) | Q(case__in=merged))


def as_line(each: Listed) -> dict[str, object]:
    """Give a case of a list, as JSON."""
    case = each.case
    return {
        "number": case.number,
        "unit": each.unit.name if each.unit else None,
        "category": case.category,
        "document_number": case.document_number,
        "decided_on": str(case.decided_on) if case.decided_on else None,
        "signals": list(each.kinds),
        "state": case.state.state,
        "due_on": str(each.due_on) if each.due_on else None,
        "overdue": each.is_overdue,
        "verdict": case.state.verdict,
        "opened_at": case.opened_at.isoformat(),
    }


def as_file(case: Case) -> dict[str, object]:
    """Give everything about a case, as JSON; no party is named."""
    unit, rows = unit_of(case), rows_of(case)
    return {
        "number": case.number,
        "suspected": suspected(case),
        "unit": unit.name if unit else None,
        "category": case.category,
        "document_number": case.document_number,
        "authority": case.authority_name,
        "decided_on": str(case.decided_on) if case.decided_on else None,
        "opened_at": case.opened_at.isoformat(),
        "state": case.state.state,
        "verdict": case.state.verdict,
        "reason": case.state.reason,
        "holder": case.state.holder.name if case.state.holder else None,
        "due_on": str(case.state.due_on) if case.state.due_on else None,
        "signals": [_signal(each) for each in signals_of(case)],
        "steps": [_step(each) for each in steps_of(case)],
        "rows": [_row(each) for each in rows],
        "suggested": suggested(case, rows),
    }


def steps_of(case: Case) -> QuerySet[CaseStep]:
    """Select what was done about a case, oldest first."""
    return case.steps.select_related("to", "into", "entry__batch")


def _signal(each: Signal) -> dict[str, object]:
    return {
        "kind": each.kind,
        "told": each.told,
        "evidence": each.evidence,
        "found_on": str(each.found_on),
        "raised_at": each.raised_at.isoformat(),
    }


def _step(each: CaseStep) -> dict[str, object]:
    return {
        "act": each.act,
        "reason": each.reason,
        "verdict": each.verdict,
        "text": each.text,
        "to": each.to.name if each.to else None,
        "due_on": str(each.due_on) if each.due_on else None,
        "into": each.into.number if each.into else None,
        "row": reference(each.entry) if each.entry else None,
        "files": each.files,
        "made_by": each.made_by,
        "made_at": each.made_at.isoformat(),
    }


def _row(entry: Entry) -> dict[str, object]:
    return {
        "row": reference(entry),
        "unit": entry.unit.name if entry.unit else None,
        "outcome": entry.outcome,
        "received_at": entry.received_at.isoformat(),
    }
