"""Keeps the log of calls: whom somebody of the office called up, and what was said."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from gongshi.clocks.periods import local_day
from gongshi.errors import UnknownName, UsageError, storable
from gongshi.ledger.case_models import Case, CaseStep
from gongshi.ledger.cases import Unfitting, take_step
from gongshi.ledger.models import Office
from gongshi.people import audit
from gongshi.people.models import Person
from gongshi.people.rights import ANALYSE, may

#: Characters of the person called, and of what was said.
MOST_CHARS = {"called": 50, "said": 500}
_TITLES = {"called": "接电话的人", "said": "说了什么"}
_TEXT = "打给{called}：{said}"
#: A number of a mobile telephone, or one with its area code.
_PHONE = re.compile(r"(?<![0-9])(1[3-9][0-9]{9}|0[0-9]{2,3}[- －]?[0-9]{7,8})(?![0-9])")


@dataclass(frozen=True)
class Call:
    """What was typed about one call."""

    #: Number of the case that it is about.
    case: str
    called: str
    said: str


def log_call(call: Call, person: Person, at: datetime | None = None) -> CaseStep:
    """Note a call in its case; the same one twice a day is one.

    Args:
        call: The call; telephone numbers are refused, they belong to the register.
        person: Who called.
        at: Aware moment of the call; now when absent.

    Raises:
        UnknownName: There is no such case.
        UsageError: Something is missing, too long or not to be kept, or the case is
            over.
    """
    if not may(person.role, ANALYSE):
        raise UsageError("no_right", "记电话要由分析员办理。")
    text = _TEXT.format(called=_written(call, "called"), said=_written(call, "said"))
    moment = at or timezone.now()
    with transaction.atomic():
        Office.objects.select_for_update().first()
        case = Case.objects.filter(number=storable(call.case)).first()
        if case is None:
            raise UnknownName("unknown_case", f"没有编号为「{call.case}」的线索。")
        if known := _same(case, text, person, moment):
            return known
        step = CaseStep(
            case=case,
            act="called",
            text=text,
            made_by=person.login,
            made_at=moment,
        )
        try:
            take_step(step)
        except Unfitting as error:
            raise UsageError(
                "case_over", f"线索 {case.number} 已经办结，电话没有记下。"
            ) from error
        audit.record("case.call", actor=person.login, target=case.number)
    return step


def _written(call: Call, key: str) -> str:
    text = " ".join(storable(getattr(call, key)).split())
    title, most = _TITLES[key], MOST_CHARS[key]
    if not text:
        raise UsageError(f"no_{key}", f"请写明{title}。")
    if len(text) > most:
        raise UsageError(f"long_{key}", f"{title}最多 {most} 字，请写短些。")
    if _PHONE.search(text):
        raise UsageError(
            "phone", f"{title}里有电话号码，电话记录不留号码，请删去再记。"
        )
    return text


def _same(case: Case, text: str, person: Person, at: datetime) -> CaseStep | None:
    last = case.steps.filter(act="called", text=text, made_by=person.login).last()
    is_today = last is not None and local_day(last.made_at) == local_day(at)
    return last if is_today else None
