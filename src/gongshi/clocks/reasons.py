"""The Chinese sentences that explain a due day and a judgement.

2023-12-01（周五）作出决定，7 个工作日内报送，应于 2023-12-12（周二）24:00 前报送；
2023-12-14 报送，迟 2 个工作日。
"""

from collections.abc import Iterable
from datetime import date, timedelta

from gongshi.clocks.deadlines import Due
from gongshi.policy.calendars import Calendar
from gongshi.policy.policies import Policy, Window

_UNITS = {"workday": "个工作日", "calendar": "天"}


def explain_due(
    policy: Policy, category: str, decided_on: date, due: Due, calendar: Calendar
) -> str:
    """Say how the due day was counted, or why none can be named; without a full stop."""
    decided = f"{dated(decided_on)}作出决定"
    if due.basis is None:
        return f"{decided}，{_no_rule(policy, category)}，期限待定"
    within = f"{decided}，{due.basis.days} {_UNITS[due.basis.unit]}内报送"
    if due.due_on is None:
        return f"{within}；{_unpublished(due.uncovered_year)}，期限待定"
    skipped = _skipped(decided_on, due, calendar)
    return f"{within}{skipped}，应于 {dated(due.due_on)}24:00 前报送"


def explain_last_moment(due: Due) -> str:
    """Say until when a record that has not arrived may still do so."""
    return f"最迟 {due.due_on} 23:59:59（北京时间）"


def explain_on_time(received_on: date) -> str:
    """Say that a record came in time."""
    return f"{received_on} 报送，按时"


def explain_pending(received_on: date) -> str:
    """Say that a record came but cannot be judged."""
    return f"{received_on} 报送，是否迟报待定"


def explain_exempt(received_on: date, window: Window) -> str:
    """Say which window keeps a record from counting as late."""
    until = f"{window.submit_by} 24:00 截止"
    return f"{received_on} 报送，在“{window.name}”补报窗口内（{until}），不计迟报"


def explain_late(received_on: date, days_late: int | None, due: Due) -> str:
    """Say by how much a record is late, in the unit of its deadline."""
    assert due.basis is not None, "only a deadline can be missed"
    unit = _UNITS[due.basis.unit]
    if days_late is None:
        unknown = _unpublished(received_on.year)
        return f"{received_on} 报送，迟报；{unknown}，迟报天数待定"
    if days_late == 0:
        return f"{received_on} 报送，迟报，不足 1 {unit}"
    return f"{received_on} 报送，迟 {days_late} {unit}"


def dated(day: date) -> str:
    """Write a day with its weekday, like 2023-12-01（周五）."""
    return f"{day}（周{'一二三四五六日'[day.weekday()]}）"


def _no_rule(policy: Policy, category: str) -> str:
    known = {each.key: each.title for each in policy.categories}
    title = known.get(category, category)
    begun = [each.since for each in policy.deadlines if each.category == category]
    if begun:
        return f"{title}的报送时限自 {min(begun)} 起施行，此前的决定不适用"
    return f"{policy.name}没有规定{title}的报送时限"


def _unpublished(year: int | None) -> str:
    return f"{year} 年工作日历尚未公布"


def _skipped(decided_on: date, due: Due, calendar: Calendar) -> str:
    assert due.basis is not None, "a due day has a deadline"
    assert due.due_on is not None, "a due day is known here"
    if due.basis.unit != "workday":
        return ""
    holidays, workdays = calendar.exceptions(decided_on, due.due_on)
    parts = []
    if holidays:
        parts.append("、".join(_spans(holidays)) + "放假")
    if workdays:
        parts.append("、".join(_short(workdays)) + "补班")
    return f"（其间 {'，'.join(parts)}）" if parts else ""


def _spans(days: Iterable[date]) -> list[str]:
    """Join neighbouring days: 9月29日—10月6日."""
    spans: list[list[date]] = []
    for day in days:
        if spans and day - spans[-1][-1] == timedelta(days=1):
            spans[-1].append(day)
        else:
            spans.append([day])
    return [
        _month_day(span[0]) + (f"—{_month_day(span[-1])}" if len(span) > 1 else "")
        for span in spans
    ]


def _short(days: Iterable[date]) -> list[str]:
    """Name the month once: 10月7日、8日."""
    months: list[int] = []
    written = []
    for day in days:
        written.append(f"{day.day}日" if day.month in months[-1:] else _month_day(day))
        months.append(day.month)
    return written


def _month_day(day: date) -> str:
    return f"{day.month}月{day.day}日"
