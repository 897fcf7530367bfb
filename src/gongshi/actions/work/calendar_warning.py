"""Warns that the working days of the coming year are not in the rulebook yet.

Without them the deadlines that reach into that year stay undetermined. The State
Council publishes them in the last weeks of the year before.
"""

from __future__ import annotations

from datetime import date, time, timedelta

from gongshi.actions.telling import tell_holders
from gongshi.jobs.leases import finishing
from gongshi.jobs.models import Job
from gongshi.jobs.slots import Round
from gongshi.people.rights import ANALYSE, MANAGE_SYSTEM
from gongshi.policy.calendars import load_calendar
from gongshi.policy.policies import Policy

_AT = time(8)
#: Days before the last covered day from which it is told.
_AHEAD = timedelta(days=60)
_TEXT = (
    "规则库里的工作日历到 {last:%Y-%m-%d} 为止，还没有 {year} 年的放假安排。"
    "期限落到 {year} 年的记录暂时算不出应报日（待定）；"
    "国务院办公厅的通知公布后，请更新规则库。"
)


def comes_round(policy: Policy) -> Round | None:  # noqa: ARG001
    """Come every day, everywhere."""
    return Round("day", _AT)


def run(job: Job) -> None:
    """Tell analysts and system administrators, once for each year that is missing.

    Args:
        job: With the slot, the day of looking.
    """
    on = date.fromisoformat(job.arguments["slot"])
    last = _last_covered(on)
    with finishing(job):
        if on >= last - _AHEAD:
            for right in (ANALYSE, MANAGE_SYSTEM):
                tell_holders(
                    right,
                    kind="calendar",
                    text=_TEXT.format(last=last, year=last.year + 1),
                    key=f"calendar_warning:{last.year + 1}",
                )


def _last_covered(on: date) -> date:
    """Find the last day of the years without a gap that the calendar covers."""
    covered = load_calendar().covered_years()
    year = on.year if on.year in covered else max(covered)
    while year + 1 in covered:
        year += 1
    return date(year, 12, 31)
