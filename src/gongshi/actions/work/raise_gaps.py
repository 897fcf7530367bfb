"""Opens the cases of gaps that nobody explained in time, once a week.

5 working days after a later number had come, on Monday -> a case of each such number
"""

from __future__ import annotations

from datetime import time

from gongshi.actions.gaps import raise_gaps
from gongshi.actions.telling import tell_holders
from gongshi.jobs.leases import finishing
from gongshi.jobs.models import Job
from gongshi.jobs.slots import Round
from gongshi.people.rights import ANALYSE
from gongshi.policy.policies import Policy

_AT, _MONDAY = time(4), 1
_TEXT = "过了说明期限的缺号立为线索，新立 {count} 件。"


def comes_round(policy: Policy) -> Round | None:  # noqa: ARG001
    """Come every Monday, everywhere."""
    return Round("week", _AT, (_MONDAY,))


def run(job: Job) -> None:
    """Open the cases, and tell the analysts how many are new.

    Args:
        job: With the slot, the day of looking.
    """
    slot = job.arguments["slot"]
    new = raise_gaps().new
    with finishing(job):
        if new:
            tell_holders(
                ANALYSE,
                kind="gap",
                text=_TEXT.format(count=new),
                key=f"raise_gaps:{slot}",
            )
