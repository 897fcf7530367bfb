"""Tells the office that the assessment of the quarter before is due.

Source: 省信用办关于开展以漏报瞒报问题为重点的“双公示”信息报送治理工作的通知 三、(六).
"""

from __future__ import annotations

from datetime import time

from django.urls import reverse

from gongshi.actions.rounds import round_of
from gongshi.actions.telling import tell_holders
from gongshi.assessment.counts import Counts
from gongshi.clocks.periods import Period, month
from gongshi.jobs.leases import finishing
from gongshi.jobs.models import Job
from gongshi.jobs.slots import Round
from gongshi.ledger.facts import counts_by_head
from gongshi.people.rights import ANALYSE
from gongshi.policy.policies import Policy

_AT = time(0, 30)
_TEXT = (
    "{first}至{last}的季度评估考核可以开始了：三个月收到 {received} 行，"
    "正确 {accepted}，问题 {faulty}，迟报 {late}。"
)


def comes_round(policy: Policy) -> Round | None:
    """Come on the first day of every quarter where the policy assesses by quarters."""
    return round_of(policy, "quarterly_assessment", _AT)


def run(job: Job) -> None:
    """Count the quarter before the slot and tell the analysts.

    Args:
        job: With the slot, the quarter of telling.
    """
    months = _months_before(job.arguments["slot"])
    counted = (counts for each in months for counts in counts_by_head(each).values())
    counts = sum(counted, Counts())
    with finishing(job):
        tell_holders(
            ANALYSE,
            kind="review",
            text=_TEXT.format(
                first=months[0].title,
                last=months[-1].title,
                received=counts.received,
                accepted=counts.accepted,
                faulty=counts.faulty,
                late=counts.late,
            ),
            key=f"quarterly_review:{months[-1].key}",
            link=reverse("bulletin", args=[months[-1].key]),
        )


def _months_before(slot: str) -> list[Period]:
    """List the three months before a quarter such as 2026-Q4, earliest first."""
    year, _, quarter = slot.partition("-Q")
    last = month(f"{year}-{3 * int(quarter) - 2:02}").previous()
    return [last.previous().previous(), last.previous(), last]
