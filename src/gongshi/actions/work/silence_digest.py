"""Watches silent units every day: their cases, one telling a step, one digest a person.

last filed 2022-08-01, steps of 14 and 28 days
2022-08-16  -> 预警提醒, to the unit and into the office's digest
2022-08-17  -> nothing further
2022-08-30  -> 电话沟通, likewise; the digest lists who is to be called up

Source: 省信用办关于开展以漏报瞒报问题为重点的“双公示”信息报送治理工作的通知 三、（二）.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, time

from django.urls import reverse
from django.utils import timezone

from gongshi.actions.silence import Due, Silent, Watched, calls_due, cases_of, watch
from gongshi.actions.telling import tell_holders
from gongshi.jobs.leases import finishing
from gongshi.jobs.models import Job
from gongshi.jobs.slots import Round
from gongshi.ledger.case_models import Case, Signal
from gongshi.people.models import Notice
from gongshi.people.notices import notify
from gongshi.people.rights import ANALYSE
from gongshi.policy.policies import Policy
from gongshi.policy.silence import silence_in_force

_AT = time(8)
_TO_UNIT = (
    "{unit}已有 {days} 天没有报送（{step}）。有产生的请尽快报送，没有的请报零报告。"
)
_NEW = "今天有 {count} 家单位未报天数到了新的一级：{names}。"
_CALLS = "今天要打电话的有 {count} 家：{names}。"
_QUIET = "报送异常偏少的有 {count} 家：{names}。"
_CONTRADICTED = "零报告与证据不符的有 {count} 家：{names}。"
_REOPENED = "零报告或报送不作数、重新计时的有 {count} 家：{names}。"


def comes_round(policy: Policy) -> Round | None:
    """Come every day where the policy has a ladder of silence."""
    return Round("day", _AT) if policy.silence else None


def run(job: Job) -> None:
    """Watch, tell the units that have reached a new step, and the office.

    Args:
        job: With the slot, the day of looking.
    """
    with finishing(job):
        tell(date.fromisoformat(job.arguments["slot"]))


def tell(on: date) -> Watched:
    """Watch on a day and tell what is new; twice a day nobody is told twice."""
    watched = watch(on, timezone.now())
    new = _new(watched.silent)
    for each in new:
        notify(kind="silence", text=_sentence(each), key=_key(each), unit=each.unit)
    if text := _digest(watched, new, on):
        tell_holders(
            ANALYSE,
            kind="silence",
            text=text,
            key=f"silence:{on}",
            link=reverse("silence"),
        )
    return watched


def _new(silent: Sequence[Silent]) -> list[Silent]:
    told = Notice.objects.filter(key__in=[_key(each) for each in silent])
    known = set(told.values_list("key", flat=True))
    return [each for each in silent if _key(each) not in known]


def _key(silent: Silent) -> str:
    # Of the silence, not of the day: each step is told once.
    return f"{silent.key}:{silent.step.days}"


def _sentence(silent: Silent) -> str:
    return _TO_UNIT.format(
        unit=silent.unit.name, days=silent.days, step=silent.step.title
    )


def _digest(watched: Watched, new: Iterable[Silent], on: date) -> str:
    """Say all of the day in one text; blank where there is nothing to say."""
    quiet = Signal.objects.filter(kind="quiet", found_on=on)
    parts = (
        (_NEW, [f"{each.unit.name}（{each.step.title}）" for each in new]),
        (_CALLS, [each.silent.unit.name for each in _calls(watched, on)]),
        (_QUIET, list(quiet.values_list("case__unit__name", flat=True))),
        (_CONTRADICTED, _names(watched.contradicted)),
        (_REOPENED, _names(watched.reopened)),
    )
    most = silence_in_force(on).whole("names_at_most")
    return "".join(
        _part(text, list(dict.fromkeys(names)), most) for text, names in parts
    )


def _calls(watched: Watched, on: date) -> list[Due]:
    return calls_due(watched.silent, cases_of(watched.silent), on)


def _names(cases: Iterable[Case]) -> list[str]:
    return [each.unit.name for each in cases if each.unit]


def _part(text: str, names: Sequence[str], most: int) -> str:
    if not names:
        return ""
    listed = "、".join(names[:most]) + ("等" if len(names) > most else "")
    return text.format(count=len(names), names=listed)
