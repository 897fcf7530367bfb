"""What a policy holds, value by value, in the words of `gongshi policy show`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from gongshi.policy.policies import Daily, Deadline, NilReturn, Policy, Reminder, Source

_DAYS = {"workday": "个工作日", "calendar": "个自然日"}
#: Names of counts, as in a rate.
_COUNTS = {
    "received": "报送量", "accepted": "正确数量", "faulty": "问题数量",
    "duplicate": "重复量", "pending": "待清洗量", "excluded": "不上报量",
    "assessed": "数据总量", "late": "迟报量", "on_time": "按时量", "exempt": "免计量",
}  # fmt: skip


class _Term(Protocol):
    @property
    def source(self) -> Source: ...
    @property
    def sure(self) -> str: ...
    @property
    def file(self) -> str: ...


@dataclass(frozen=True)
class Holding:
    """One value of a policy, with where it comes from."""

    matter: str
    value: str
    source: Source
    sure: str
    file: str
    #: What people read instead of the value; empty when they read the same.
    told: str = ""


def holdings(policy: Policy) -> list[Holding]:
    """List everything a policy says, matter by matter.

    Args:
        policy: In force on the day that is asked about.
    """
    titles = {each.key: each.title for each in policy.categories}
    return [
        *_deadlines(policy, titles),
        *_windows(policy, titles),
        *_reach(policy, titles),
        *_rates(policy),
        *(_holding("分组", each.title, each) for each in policy.groups),
        *(_holding(each.title, each.text, each) for each in policy.cadence),
        *(
            _holding("久未报送", f"连续 {each.days} 天无报送：{each.title}", each)
            for each in policy.silence
        ),
        *(_reminder(policy.reminder) if policy.reminder else ()),
        *(_nil_return(policy.nil_return) if policy.nil_return else ()),
        *(_daily(policy.daily) if policy.daily else ()),
        *_papers(policy),
        *(
            _holding(
                "函",
                f"{each.title}：{each.number}",
                each,
                f"{each.title}：{each.number.format(year='年份', no='×')}",
            )
            for each in policy.letters
        ),
    ]


def _holding(matter: str, value: str, term: _Term, told: str = "") -> Holding:
    return Holding(matter, value, term.source, term.sure, term.file, told)


def _deadlines(policy: Policy, titles: Mapping[str, str]) -> Iterator[Holding]:
    #: Category → the first decision day that a stronger deadline holds for already.
    taken: dict[str, date] = {}
    for each in policy.deadlines:
        upto = taken.get(each.category, date.max)
        if each.since >= upto:
            continue
        taken[each.category] = each.since
        matter = f"{titles.get(each.category, each.category)}时限"
        value = _within(each, upto)
        yield _holding(matter, value, each, value + _counting(each))


def _within(deadline: Deadline, upto: date) -> str:
    decided = (
        f"{deadline.since} 起的决定"
        if upto == date.max
        else f"{deadline.since} 至 {upto - timedelta(days=1)} 的决定"
    )
    return (
        f"决定之日起 {deadline.days} {_DAYS[deadline.unit]}内，报{deadline.to}"
        f"（{decided}）"
    )


def _counting(deadline: Deadline) -> str:
    """Say what people ask about next: mending, and a last day that is a holiday."""
    mending = "，含返回整改的时间" if deadline.correction_included else ""
    if deadline.unit == "workday":
        return mending
    return mending + f"，末日遇节假日{'' if deadline.roll_forward else '不'}顺延"


def _windows(policy: Policy, titles: Mapping[str, str]) -> Iterator[Holding]:
    for each in policy.windows:
        value = (
            f"{each.decided_from} 至 {each.decided_to} 的决定，{each.submit_by} 前报"
        )
        told = (
            f"{_named(each.categories, titles)}：{value}，不计迟报；返回后逾期再报的计"
        )
        yield _holding(f"补报窗口「{each.name}」", value, each, told)


def _reach(policy: Policy, titles: Mapping[str, str]) -> Iterator[Holding]:
    for exclusion in policy.exclusions:
        by = f"（规则 {'、'.join(exclusion.rules)}）"
        yield _holding(f"不上报「{exclusion.title}」", exclusion.text + by, exclusion)
    for scope in policy.scopes:
        reach = f"{_named(scope.categories, titles)}：{'、'.join(scope.subjects)}；"
        yield _holding(scope.title, reach + scope.text, scope)


def _rates(policy: Policy) -> Iterator[Holding]:
    for each in policy.rates.values():
        told = f"{_COUNTS[each.numerator]} ÷ {_COUNTS[each.denominator]}"
        rounded = f"，四舍五入到 {each.decimals} 位小数"
        yield _holding(
            each.title, f"{each.numerator} ÷ {each.denominator}", each, told + rounded
        )


def _reminder(reminder: Reminder) -> Iterator[Holding]:
    yield _holding("提醒", f"到期前 {reminder.days} 天起提醒", reminder)


def _nil_return(nil: NilReturn) -> Iterator[Holding]:
    reasons = "、".join(each.title for each in nil.reasons)
    span = {"week": "周", "month": "月"}[nil.every]
    yield _holding("零报告", f"按{span}报，原因可选：{reasons}，或另写", nil)


def _daily(daily: Daily) -> Iterator[Holding]:
    columns = "、".join(each.title for each in daily.columns)
    yield _holding("日报表", f"{daily.title}：{columns}", daily)


def _papers(policy: Policy) -> Iterator[Holding]:
    for each in policy.papers:
        fields = "、".join(field.title for field in each.fields)
        times = "逐件累计" if each.adds_up else "每单位每月一件"
        told = f"{each.title}（{times}）：{fields}"
        yield _holding("登记", f"{each.key}：{fields}", each, told)


def _named(categories: tuple[str, ...], titles: Mapping[str, str]) -> str:
    return "、".join(titles.get(each, each) for each in categories)
