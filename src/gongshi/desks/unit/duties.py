"""What a unit has to do, and by when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Min, Sum
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from gongshi.actions.cases_seen import suspected
from gongshi.assessment.counts import Counts
from gongshi.clocks.cadence import falls_due
from gongshi.clocks.periods import Period
from gongshi.desks.showing import Desk
from gongshi.desks.unit.waiting import ToMend
from gongshi.ledger.case_models import CaseState
from gongshi.ledger.models import NilReturn, Unit
from gongshi.ledger.series_models import NumberSeries
from gongshi.ledger.windows import is_own, widened
from gongshi.policy.policies import Window


@dataclass(frozen=True)
class Duty:
    """One thing to do."""

    #: Last day, included.
    on: date
    #: Days until then; below nothing when it has passed.
    left: int
    title: str
    text: str
    #: What the link says and where it leads.
    act: str
    address: str
    is_grave: bool = False
    #: Days left at which it is due soon; None where nobody is reminded.
    soon: int | None = None

    @property
    def look(self) -> str:
        """Give the class of its colour."""
        if self.is_grave and self.left <= 0:
            return "bad"
        return "soon" if self.soon is not None and self.left <= self.soon else ""


def duties_of(
    unit: Unit,
    here: Desk,
    period: Period,
    by_category: Mapping[str, Counts],
    waiting: tuple[int, int, list[ToMend]],
) -> list[Duty]:
    """List what a unit has to do, first due first.

    Args:
        unit: The unit.
        here: Its policy and today.
        period: The month that runs.
        by_category: What it filed in that month.
        waiting: Rows to mend, those of them whose day has passed, and the first ones.
    """
    found = [
        *_to_mend(here, *waiting),
        *_cadences(here),
        *_missing(unit, here, period, by_category),
        *_gaps(unit, here),
        *_windows(unit, here),
        *_cases(unit, here, period),
    ]
    soon = here.policy.reminder.days if here.policy.reminder else None
    told = (replace(each, soon=soon) for each in found)
    return sorted(told, key=lambda each: each.on)


def _to_mend(
    here: Desk, rows: int, overdue: int, first: list[ToMend]
) -> Iterator[Duty]:
    address = _address("mend_list") or "#h-mend"
    clock = first[0].clock if first else None
    # Rows without a day are in no order; the list below names them.
    if clock and clock.due_on and clock.left is not None and clock.left >= 0:
        name = first[0].entry.subject_name or "名称空白的一行"
        yield Duty(
            on=clock.due_on,
            left=clock.left,
            title=f"改退回的 {rows - overdue} 行",
            text=f"最早到期的是「{name}」",
            act="去改",
            address=address,
            is_grave=True,
        )
    if overdue:
        yield Duty(
            on=here.today,
            left=-1,
            title=f"改已经过期的 {overdue} 行",
            text="期限已过，改好才算报到，越晚迟报天数越多",
            act="去改",
            address=address,
            is_grave=True,
        )


def _cadences(here: Desk) -> Iterator[Duty]:
    for cadence in here.policy.cadence:
        if cadence.by != "unit":
            continue
        on = falls_due(cadence, here.today)
        yield Duty(
            on=on,
            left=(on - here.today).days,
            title=cadence.title,
            text=cadence.text,
            act="去报送",
            address=reverse("file"),
        )


def _missing(
    unit: Unit, here: Desk, period: Period, by_category: Mapping[str, Counts]
) -> Iterator[Duty]:
    """List the categories of which nothing was heard: no rows, no nil return."""
    titles = {each.key: each.title for each in here.policy.categories}
    missing = [
        key for key in unit.functions if key in titles and key not in by_category
    ]
    said = _said(unit, here) if missing else set()
    nil = _address("nil") if here.policy.nil_return else ""
    for key in missing:
        if key in said:
            continue
        yield Duty(
            on=period.last_day,
            left=(period.last_day - here.today).days,
            title=f"{titles[key]}：本月还没有报送",
            text="有产生的请报送" + ("，确实没有的请报零报告" if nil else ""),
            act="零报告" if nil else "去报送",
            address=nil or reverse("file"),
        )


def _cases(unit: Unit, here: Desk, period: Period) -> Iterator[Duty]:
    """List the cases that the unit has to answer, as one thing to do."""
    held = CaseState.objects.filter(state="waiting", holder=unit)
    waiting = list(held.select_related("case__unit").order_by("due_on", "pk"))
    if not waiting:
        return
    # Where working days are not known yet, it belongs to the month that runs.
    due = min((each.due_on for each in waiting if each.due_on), default=period.last_day)
    yield Duty(
        on=due,
        left=(due - here.today).days,
        title=f"答复 {len(waiting)} 条漏报瞒报线索",
        text=suspected(waiting[0].case),
        act="去答复",
        address=reverse("my_cases"),
    )


def _gaps(unit: Unit, here: Desk) -> Iterator[Duty]:
    """Tell of numbers that were neither filed nor explained, as they were found last."""
    mine = NumberSeries.objects.filter(units=unit, unexplained__gt=0)
    told = mine.aggregate(count=Sum("unexplained"), on=Min("due_on"))
    if not told["count"]:
        return
    due = told["on"] or here.today
    is_late = due < here.today
    yield Duty(
        on=here.today if is_late else due,
        left=-1 if is_late else (due - here.today).days,
        title=f"文书号缺 {told['count']} 个",
        text="漏报的请补报，作废、跳号等请说明原因；到期没有说明的立为漏报线索",
        act="去补报或说明",
        address=reverse("unit_series"),
    )


def _said(unit: Unit, here: Desk) -> set[str]:
    """Find the categories of which the unit said that there is nothing just now."""
    said = NilReturn.objects.filter(
        unit=unit, first_day__lte=here.today, last_day__gte=here.today
    )
    return set(said.values_list("category", flat=True))


def _windows(unit: Unit, here: Desk) -> Iterator[Duty]:
    for window in widened(here.policy, timezone.now()).windows:
        is_for_unit = not unit.functions or set(unit.functions) & set(window.categories)
        if window.submit_by < here.today or not is_for_unit:
            continue
        late = "仍计迟报" if window.counts_late else "不计迟报"
        yield Duty(
            on=window.submit_by,
            left=(window.submit_by - here.today).days,
            title=f"「{window.name}」补报窗口将关闭",
            text=f"决定日期在 {window.decided_from} 至 {window.decided_to} 的，"
            f"窗口内补报{late}" + _whose(window),
            act="去补报",
            address=reverse("file"),
        )


def _whose(window: Window) -> str:
    source = window.source
    return (
        f"（{source.article}；{source.title}{source.number}）" if is_own(window) else ""
    )


def _address(name: str) -> str:
    """Give the address of a page; blank where this edition has none of that name."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
