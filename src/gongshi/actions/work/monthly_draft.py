"""Tells the office that the bulletin of the month before can be drafted.

The figures are provisional: rows may still be judged, withdrawn or exempted.
"""

from __future__ import annotations

from datetime import time

from django.urls import reverse

from gongshi.actions.telling import tell_holders
from gongshi.assessment.counts import Counts
from gongshi.clocks.periods import month
from gongshi.jobs.leases import finishing
from gongshi.jobs.models import Job
from gongshi.jobs.slots import Round
from gongshi.ledger.facts import counts_by_head
from gongshi.people.rights import ANALYSE
from gongshi.policy.policies import Policy

_AT = time(0, 30)
_TEXT = (
    "{title}的通报可以起草了：收到 {received} 行，正确 {accepted}，问题 {faulty}，"
    "迟报 {late}。数字是暂定的，印发前还会变。"
)


def comes_round(policy: Policy) -> Round | None:
    """Come on the first day of every month where the policy has a bulletin."""
    return Round("month", _AT) if policy.bulletin else None


def run(job: Job) -> None:
    """Count the month before the slot and tell the analysts.

    Args:
        job: With the slot, the month of telling.
    """
    period = month(job.arguments["slot"]).previous()
    counts = sum(counts_by_head(period).values(), Counts())
    with finishing(job):
        tell_holders(
            ANALYSE,
            kind="draft",
            text=_TEXT.format(
                title=period.title,
                received=counts.received,
                accepted=counts.accepted,
                faulty=counts.faulty,
                late=counts.late,
            ),
            key=f"monthly_draft:{period.key}",
            link=reverse("bulletin", args=[period.key]),
        )
