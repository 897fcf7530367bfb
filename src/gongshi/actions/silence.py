"""Watches units that file nothing: one case a silence, from the first step to its end.

last filed 2022-08-01, steps of 14 and 28 days
2022-08-16  -> a case is opened and handed to the unit: 预警提醒
2022-08-30  -> the unit is to be called up: 电话沟通
2022-09-02  -> the unit files: the program closes the case

A nil return ends a silence like a filing; when a case refutes it, the silence goes on
where it stood, and so does its case.

Source: 省信用办关于开展以漏报瞒报问题为重点的“双公示”信息报送治理工作的通知 三、（二）.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Min
from django.utils import timezone

from gongshi.actions.contradictions import contradictions
from gongshi.clocks.periods import CHINA, local_day
from gongshi.clocks.reasons import dated
from gongshi.clocks.silence import silence_step, silent_days
from gongshi.ledger.among import among
from gongshi.ledger.case_models import Case, CaseState, CaseStep, Signal
from gongshi.ledger.cases import FOLLOWING, Suspicion, end, raise_all, take_step
from gongshi.ledger.facts import heads
from gongshi.ledger.models import Batch, Office, Unit
from gongshi.ledger.nil_returns import last_said
from gongshi.ledger.pages import last_filed, last_filed_of
from gongshi.policy.calendars import UncoveredYear, load_calendar
from gongshi.policy.casework import casework_in_force
from gongshi.policy.policies import Silence, policy_in_force
from gongshi.policy.silence import silence_in_force

_KIND = "silence"
_EVER = datetime(1949, 10, 1, tzinfo=CHINA)
_TOLD = "{unit}自{since}起连续 {days} 天没有报送。"
_NEVER = "{unit}从没有报送过，自{since}起已有 {days} 天。"
_SENT = "{step}：{told}有产生的请尽快报送，没有的请报零报告。"
_FILED = "{unit}已于{day}报送，程序自动结案。"
_SAID = "{unit}已于{day}报零报告，程序自动结案；零报告与证据不符的，重新计时。"
_GONE = "{unit}不再单独计算报送，程序自动结案。"
_AGAIN = "{unit}的零报告或报送不作数，仍自{since}起算，已有 {days} 天没有报送。"


@dataclass(frozen=True)
class Heard:
    """When a unit was heard last."""

    at: datetime
    #: How: filed, said (a nil return) or never.
    how: str


@dataclass(frozen=True)
class Silent:
    """A unit that has reached a step, and the day on which it was heard last."""

    unit: Unit
    since: date
    days: int
    step: Silence
    #: Every step reached, fewest days first.
    reached: tuple[Silence, ...]
    heard: Heard

    @property
    def key(self) -> str:
        """Name the silence: another day of the last filing is another one."""
        return _key(self.unit, self.since)

    @property
    def told(self) -> str:
        """Say it in one sentence."""
        text = _NEVER if self.heard.how == "never" else _TOLD
        return text.format(unit=self.unit.name, since=dated(self.since), days=self.days)

    @property
    def is_case(self) -> bool:
        """Tell whether a step was reached that is more than noted."""
        return any(each.act != "note" for each in self.reached)

    @property
    def wants_call(self) -> bool:
        """Tell whether a step was reached at which people call."""
        return any(each.act == "call" for each in self.reached)


@dataclass(frozen=True)
class Due:
    """A unit that must be called up today."""

    silent: Silent
    case: Case
    #: Calls of this silence, oldest first.
    calls: tuple[CaseStep, ...]


@dataclass(frozen=True)
class Watched:
    """What a look brought."""

    silent: tuple[Silent, ...]
    opened: tuple[Case, ...]
    reopened: tuple[Case, ...]
    ended: tuple[Case, ...]
    contradicted: tuple[Case, ...]


def last_heard_of(office: Office, before: datetime) -> dict[Unit, Heard]:
    """Find when each unit at the top of its tree was heard last, branches included."""
    tops = heads()
    heard: dict[int, Heard] = {}
    for how, moments in (
        ("filed", _filed(tops, before)),
        ("said", last_said(_EVER, before)),
    ):
        for unit, at in moments.items():
            top = tops[unit].pk
            if top not in heard or heard[top].at < at:
                heard[top] = Heard(at, how)
    # Who never filed is silent since there is a ledger to file into, or others did.
    began = Batch.objects.aggregate(at=Min("received_at"))["at"]
    never = Heard(min(filter(None, (office.created_at, began))), "never")
    return {
        unit: heard.get(pk, never) for pk, unit in sorted(tops.items()) if unit.pk == pk
    }


def _filed(tops: Mapping[int, Unit], before: datetime) -> dict[int, datetime]:
    """Find when each unit filed last; all rows there are only of those long silent."""
    near = before - timedelta(
        days=silence_in_force(local_day(before)).whole("span_days")
    )
    filed = last_filed(near, before)
    loud = {tops[unit].pk for unit in filed}
    rest = [unit for unit, top in tops.items() if top.pk not in loud]
    return filed | last_filed_of(rest, near)


def silent_units(on: date, before: datetime | None = None) -> list[Silent]:
    """Find the units that have reached a step, longest silence first.

    Args:
        on: The day of looking, in China; not counted.
        before: Moment up to which filings count; None = the present.
    """
    office = Office.objects.get()
    steps = policy_in_force(office.place, on).silence
    heard = last_heard_of(office, before or timezone.now())
    return _silent(heard, steps, on)


def _silent(
    heard: Mapping[Unit, Heard], steps: Sequence[Silence], on: date
) -> list[Silent]:
    found = []
    for unit, last in heard.items():
        since = local_day(last.at)
        if step := silence_step(steps, since, on):
            days = silent_days(since, on)
            reached = tuple(each for each in steps if each.days <= days)
            found.append(Silent(unit, since, days, step, reached, last))
    return sorted(found, key=lambda each: -each.days)


def watch(on: date, at: datetime) -> Watched:
    """Open, continue, reopen and end the cases of silence; twice a day changes nothing.

    Args:
        on: The day of looking, in China.
        at: Aware moment of what is written.
    """
    with transaction.atomic():
        # The lock of those who enter rows and raise cases.
        office = Office.objects.select_for_update().get()
        contradicted = _raised(contradictions(on, at), at)
        heard = last_heard_of(office, timezone.now())
        silent = _silent(heard, policy_in_force(office.place, on).silence, on)
        named = [each for each in silent if each.is_case]
        opened = _raised([_suspicion(each, on) for each in named], at)
        cases = cases_of(named)
        back = [each for each in named if _go_on(each, cases[each.key], on, at)]
        return Watched(
            silent=tuple(silent),
            opened=tuple(opened),
            reopened=tuple(cases[each.key] for each in back),
            ended=tuple(_end_all(heard, at)),
            contradicted=tuple(contradicted),
        )


def cases_of(silent: Iterable[Silent]) -> dict[str, Case]:
    """Find the cases of silences, by their keys, with state and steps; some have none."""
    keys = [each.key for each in silent]
    signals = Signal.objects.filter(among("key", keys)).select_related("case__state")
    return {
        each.key: each.case for each in signals.prefetch_related("case__steps")
    }  # fmt: skip


def calls_due(
    silent: Iterable[Silent], cases: Mapping[str, Case], on: date
) -> list[Due]:
    """List the units to be called up on a day, longest silence first.

    A unit is called when it reaches the step, and again some days after each call as
    long as it files nothing; what was judged or closed is left in peace.

    Args:
        silent: The silent units of the day.
        cases: Of `cases_of`.
        on: The day, in China.
    """
    wanted = [each for each in silent if each.wants_call]
    again = timedelta(days=silence_in_force(on).whole("call_again_days"))
    found = []
    for each in wanted:
        case = cases.get(each.key)
        if case is None or "called" not in FOLLOWING[case.state.state]:
            continue
        calls = tuple(step for step in case.steps.all() if step.act == "called")
        if not calls or local_day(calls[-1].made_at) + again <= on:
            found.append(Due(each, case, calls))
    return found


def _raised(found: Collection[Suspicion], at: datetime) -> list[Case]:
    """Raise suspicions; gives the cases of those that are new."""
    wanted = [each.key for each in found]
    signals = Signal.objects.filter(among("key", wanted))
    known = set(signals.values_list("key", flat=True))
    return raise_all([each for each in found if each.key not in known], at)


def _suspicion(silent: Silent, on: date) -> Suspicion:
    return Suspicion(
        kind=_KIND,
        key=silent.key,
        told=silent.told,
        found_on=on,
        unit=silent.unit,
        evidence={
            "since": f"{silent.since}",
            "heard": silent.heard.how,
            "days": silent.days,
            "step": silent.step.title,
        },
    )


def _go_on(silent: Silent, case: Case, on: date, at: datetime) -> bool:
    """Reopen a case that the program ended too early, and hand it to the unit.

    Returns:
        Whether it was reopened. What a person closed stays closed.
    """
    steps = list(case.steps.all())
    is_back = (
        bool(case.state.state == "closed" and steps[-1].act == "closed")
        and not steps[-1].made_by
    )
    if is_back:
        told = _AGAIN.format(
            unit=silent.unit.name, since=dated(silent.since), days=silent.days
        )
        take_step(CaseStep(case=case, act="reopened", text=told, made_at=at))
        steps = []
    _hand_over(silent, case, steps, on=on, at=at)
    return is_back


def _hand_over(
    silent: Silent, case: Case, steps: Sequence[CaseStep], *, on: date, at: datetime
) -> None:
    """Hand a case to its unit once for each step that asks it to answer."""
    asks = [each for each in silent.reached if each.act == "remind"][-1:]
    done = {step.text.partition("：")[0] for step in _since_reopened(steps)}
    state = CaseState.objects.get(pk=case.pk)
    for step in asks:
        if step.title in done or "dispatched" not in FOLLOWING[state.state]:
            continue
        take_step(
            CaseStep(
                case=case,
                act="dispatched",
                to=silent.unit,
                due_on=_answer_day(on),
                text=_SENT.format(step=step.title, told=silent.told),
                made_at=at,
            )
        )


def _since_reopened(steps: Sequence[CaseStep]) -> list[CaseStep]:
    places = [place for place, step in enumerate(steps) if step.act == "reopened"]
    later = steps[places[-1] + 1 :] if places else steps
    return [step for step in later if step.act == "dispatched"]


def _answer_day(on: date) -> date | None:
    """Give the last day of the answer; None where its year has no calendar yet."""
    days = int(casework_in_force(on).limits["answer_days"])
    try:
        return load_calendar().add_workdays(on, days)
    except UncoveredYear:
        return None


def _end_all(heard: Mapping[Unit, Heard], at: datetime) -> list[Case]:
    """End the cases whose silence is over."""
    signals = Signal.objects.filter(kind=_KIND).exclude(
        case__state__state__in=("closed", "merged")
    )
    by_unit = {unit.pk: last for unit, last in heard.items()}
    lasting = {_key(unit, local_day(last.at)) for unit, last in heard.items()}
    over = signals.exclude(among("key", lasting)).select_related("case__unit")
    ended = []
    for each in over:
        unit = each.case.unit
        assert unit is not None, "a silence is somebody's"
        if end(each.case, _ending(unit, by_unit.get(unit.pk)), at):
            ended.append(each.case)
    return ended


def _ending(unit: Unit, last: Heard | None) -> str:
    if last is None:
        return _GONE.format(unit=unit.name)
    text = _SAID if last.how == "said" else _FILED
    return text.format(unit=unit.name, day=dated(local_day(last.at)))


def _key(unit: Unit, since: date) -> str:
    return f"{_KIND}:{unit.pk}:{since}"
