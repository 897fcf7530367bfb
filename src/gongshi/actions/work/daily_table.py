"""Keeps the table of each day that is over, as 湖北 shows it to every unit.

Kept under the day, in the shape of the bulletin's JSON. A place whose policy has no
`[daily]` keeps none. After days without a worker the missed tables are made up for.

Source: 省信用办关于开展以漏报瞒报问题为重点的“双公示”信息报送治理工作的通知 三、（一）.
"""

from __future__ import annotations

import json
from datetime import date, time, timedelta

from gongshi.actions.issue import compose_bulletin
from gongshi.bulletin.render import json as as_json
from gongshi.clocks.periods import Period
from gongshi.jobs.keeping import keep
from gongshi.jobs.leases import finishing, progress
from gongshi.jobs.models import Job
from gongshi.jobs.slots import Round
from gongshi.ledger.models import Office
from gongshi.policy.policies import Policy, policy_in_force

#: In China; the day before is over and nothing can arrive in it any more.
_AT = time(0, 5)
#: Most tables that are made up for at once.
_MOST_DAYS = 31


def comes_round(policy: Policy) -> Round | None:
    """Come every day where the policy has a daily table."""
    return Round("day", _AT) if policy.daily else None


def run(job: Job) -> None:
    """Compose and keep the table of the day before the slot, and of days missed.

    Args:
        job: With the slot, and the slot before it.
    """
    place = Office.objects.get().place
    days = _days(job.arguments["slot"], job.arguments["after"])
    tables = {}
    for number, day in enumerate(days):
        progress(job, number, len(days))
        if policy_in_force(place, day).daily:
            document = compose_bulletin(Period(day, day), place)
            tables[day] = json.loads(as_json.render(document))
    with finishing(job):
        for day, table in tables.items():
            keep(job.kind, f"{day}", table)


def _days(slot: str, after: str) -> list[date]:
    """List the days before the slot that no earlier slot has seen, earliest first."""
    last = date.fromisoformat(slot)
    missed = (last - date.fromisoformat(after)).days
    # The clock may have gone back: then the slot before lies behind this one.
    count = min(max(missed, 1), _MOST_DAYS)
    return [last - timedelta(days=back) for back in range(count, 0, -1)]
