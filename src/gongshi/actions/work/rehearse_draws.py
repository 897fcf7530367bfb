"""Rehearses the nation's draw on every unit once a week, and tells those that miss any.

Monday 07:00, 3 of 50 numbers not there -> 「抽号自查抽了 50 个文书号，3 个平台上没有」
"""

from __future__ import annotations

from datetime import time

from django.urls import reverse
from django.utils import timezone

from gongshi.actions.draws.rehearsing import rehearse, weekly_seed
from gongshi.jobs.leases import finishing
from gongshi.jobs.models import Job
from gongshi.jobs.slots import Round
from gongshi.ledger.models import Entry, Unit
from gongshi.people.notices import notify
from gongshi.policy.policies import Policy

_AT, _MONDAY = time(7), 1
_TEXT = "{unit}本周抽号自查抽了 {drawn} 个文书号，{missing} 个平台上没有，请核对；结果只有本单位看得到。"


def comes_round(policy: Policy) -> Round | None:  # noqa: ARG001  # every kind takes the policy
    """Come every Monday morning."""
    return Round("week", _AT, (_MONDAY,))


def run(job: Job) -> None:
    """Rehearse for every unit that filed a number this year."""
    with finishing(job):
        tell_all()


def tell_all() -> None:
    """Tell each unit once a week what its rehearsal missed."""
    now = timezone.now()
    filed = Entry.objects.filter(series_year=timezone.localdate(now).year)
    for unit in Unit.objects.filter(pk__in=filed.values("unit")):
        found = rehearse(unit)
        if found.missing:
            notify(
                kind="rehearsal",
                text=_TEXT.format(
                    unit=unit.name,
                    drawn=len(found.numbers),
                    missing=len(found.missing),
                ),
                key=f"rehearsal:{weekly_seed(unit, now)}",
                link=reverse("rehearsal_draw"),
                unit=unit,
            )
