"""Tells a unit that has filed nothing for long, once for each step of the ladder.

last filed 2022-08-01, steps of 14 and 28 days
2022-08-16  -> 预警提醒, to the unit and into the office's digest
2022-08-17  -> nothing further
2022-08-30  -> 电话沟通, likewise

Source: 省信用办关于开展以漏报瞒报问题为重点的“双公示”信息报送治理工作的通知 三、（二）.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils import timezone

from gongshi.actions.telling import tell_holders
from gongshi.clocks.periods import CHINA, local_day
from gongshi.clocks.silence import silence_step, silent_days
from gongshi.jobs.leases import finishing
from gongshi.jobs.models import Job
from gongshi.jobs.slots import Round
from gongshi.ledger.facts import heads
from gongshi.ledger.models import Office, Unit
from gongshi.ledger.nil_returns import last_heard
from gongshi.people.models import Notice
from gongshi.people.notices import notify
from gongshi.people.rights import ANALYSE
from gongshi.policy.policies import Policy, Silence, policy_in_force

_AT = time(8)
_EVER = datetime(1949, 10, 1, tzinfo=CHINA)
#: Names in the office's digest; more are counted.
_MOST_NAMES = 5
_TO_UNIT = (
    "{unit}已有 {days} 天没有报送（{step}）。有产生的请尽快报送，没有的请报零报告。"
)
_TO_OFFICE = "今天有 {count} 家单位未报天数到了新的一级：{names}。"


@dataclass(frozen=True)
class _Silent:
    """A unit that has reached a step, and the day of its last filing."""

    unit: Unit
    since: date
    days: int
    step: Silence

    @property
    def key(self) -> str:
        # Of the silence, not of the day: each step is told once.
        return f"silence:{self.unit.pk}:{self.since}:{self.step.days}"


def comes_round(policy: Policy) -> Round | None:
    """Come every day where the policy has a ladder of silence."""
    return Round("day", _AT) if policy.silence else None


def run(job: Job) -> None:
    """Tell the units that have reached a new step, and the office which they are.

    Args:
        job: With the slot, the day of looking.
    """
    office = Office.objects.get()
    on = date.fromisoformat(job.arguments["slot"])
    silent = _silent(office, policy_in_force(office.place, on).silence, on)
    told = Notice.objects.filter(key__in=[each.key for each in silent])
    known = set(told.values_list("key", flat=True))
    new = [each for each in silent if each.key not in known]
    with finishing(job):
        for each in new:
            notify(kind="silence", text=_sentence(each), key=each.key, unit=each.unit)
        if new:
            _tell_office(new, on)


def _silent(office: Office, steps: Collection[Silence], on: date) -> list[_Silent]:
    """Find the units at the top of their trees that have reached a step."""
    filed: dict[int, datetime] = {}
    tops = heads()
    for unit_id, at in last_heard(_EVER, timezone.now()).items():
        top = tops[unit_id].pk
        filed[top] = max(at, filed.get(top, at))
    found = []
    for unit in Unit.objects.filter(parent=None):
        # Who never filed is silent since there is a ledger to file into.
        since = local_day(filed.get(unit.pk, office.created_at))
        step = silence_step(steps, since, on)
        if step is not None:
            found.append(_Silent(unit, since, silent_days(since, on), step))
    return found


def _sentence(silent: _Silent) -> str:
    return _TO_UNIT.format(
        unit=silent.unit.name, days=silent.days, step=silent.step.title
    )


def _tell_office(new: list[_Silent], on: date) -> None:
    names = [f"{each.unit.name}（{each.step.title}）" for each in new[:_MOST_NAMES]]
    listed = "、".join(names) + ("等" if len(new) > _MOST_NAMES else "")
    tell_holders(
        ANALYSE,
        kind="silence",
        text=_TO_OFFICE.format(count=len(new), names=listed),
        key=f"silence:{on}",
    )
