"""What a case is called and who answers for it: the words that lists and pages share."""

from __future__ import annotations

from typing import Final

from django.db.models import QuerySet

from gongshi.errors import UnknownName
from gongshi.ledger.case_models import Case
from gongshi.ledger.models import Unit
from gongshi.policy.standards import load_standard

#: State of a case → what it is called.
STATES: Final = {
    "open": "待派单",
    "waiting": "待答复",
    "answered": "待认定",
    "judged": "已认定",
    "appealed": "申诉中",
    "closed": "已结案",
    "merged": "已并案",
}
#: Act → what it is called.
TITLES: Final = {
    "dispatched": "派单",
    "called": "电话提醒",
    "answered": "答复",
    "judged": "认定",
    "appealed": "申诉",
    "closed": "结案",
    "merged": "并案",
    "reopened": "重新核查",
}


def find_case(number: str, among: QuerySet[Case] | None = None) -> Case:
    """Find a case by its number.

    Args:
        number: Like X20221103-0001.
        among: The cases that may be found; all when absent.

    Raises:
        UnknownName: There is none.
    """
    cases = Case.objects.all() if among is None else among
    found = cases.select_related("unit", "state__holder").filter(number=number).first()
    if found is None:
        raise UnknownName("unknown_case", f"没有「{number}」这条线索。")
    return found


def unit_of(case: Case) -> Unit | None:
    """Find who answers for a case: who was asked last, else who is suspected."""
    sent = case.steps.filter(act="dispatched").select_related("to").last()
    return (sent.to if sent else None) or case.unit


def suspected(case: Case) -> str:
    """Say in one sentence what is suspected; it names no party."""
    kind = load_standard(case.category).title if case.category else ""
    who = case.unit.name if case.unit else case.authority_name
    day = f"{case.decided_on} 作出的" if case.decided_on else ""
    if case.document_number or case.subject_name:
        number = f"「{case.document_number}」" if case.document_number else ""
        return f"{who or '某单位'}{day}{kind}决定{number}疑似没有报送"
    # Who told something may be known by his words, and the unit reads this sentence.
    first = case.signals.exclude(kind="tip").first()
    return first.told.rstrip("。") if first else f"{who or '某单位'}疑似有决定没有报送"
