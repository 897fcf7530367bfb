"""Tells each unit of its returned rows that are nearly due: one digest a unit and day.

2 rows due on Friday, seen on Wednesday -> 「2 行退回的快到期，最早 11月20日（周五）24:00」
"""

from __future__ import annotations

from datetime import date, time, timedelta

from django.db.models import Count, Min
from django.urls import reverse

from gongshi.clocks.reasons import dated
from gongshi.jobs.leases import finishing
from gongshi.jobs.models import Job
from gongshi.jobs.slots import Round
from gongshi.ledger.models import Office, Unit, Unmended
from gongshi.people.notices import notify
from gongshi.policy.policies import Policy, policy_in_force

_AT = time(8)
_TEXT = "{unit}有 {rows} 行退回的快到期，最早的应于 {day} 24:00 前改好报来。"


def comes_round(policy: Policy) -> Round | None:
    """Come every day where units are reminded."""
    return Round("day", _AT) if policy.reminder else None


def run(job: Job) -> None:
    """Tell the units.

    Args:
        job: With the slot, the day of looking.
    """
    with finishing(job):
        tell(date.fromisoformat(job.arguments["slot"]))


def tell(on: date) -> None:
    """Tell each unit once a day of the rows that are due from it on and in the next days."""
    reminder = policy_in_force(Office.objects.get().place, on).reminder
    if reminder is None:
        return
    until = on + timedelta(days=reminder.days)
    soon = Unmended.objects.filter(due_on__gte=on, due_on__lte=until)
    counted = soon.exclude(unit=None).order_by().values("unit")
    told = list(counted.annotate(rows=Count("pk"), first=Min("due_on")))
    units = Unit.objects.in_bulk([each["unit"] for each in told])
    for each in told:
        unit = units[each["unit"]]
        notify(
            kind="due",
            text=_TEXT.format(
                unit=unit.name, rows=each["rows"], day=dated(each["first"])
            ),
            key=f"due_soon:{on}:{unit.pk}",
            link=reverse("mend_list"),
            unit=unit,
        )
