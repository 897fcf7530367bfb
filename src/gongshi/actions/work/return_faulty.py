"""Tells each unit with returned rows not yet mended where its workbook waits.

Twice a week in 湖北: on Tuesday and Friday, for the notice names no days.

Source: 省信用办关于开展以漏报瞒报问题为重点的“双公示”信息报送治理工作的通知 三、（三）.
"""

from __future__ import annotations

from datetime import time

from django.db.models import Count, Min
from django.urls import reverse

from gongshi.actions.rounds import round_of
from gongshi.jobs.leases import finishing
from gongshi.jobs.models import Job
from gongshi.jobs.slots import Round
from gongshi.ledger.models import Batch, Unit, Unmended
from gongshi.people.notices import notify
from gongshi.policy.policies import Policy

_AT = time(9)
_TEXT = "{unit}有 {rows} 行退回待改，退回件可以下载；改好后请重新报送。"


def comes_round(policy: Policy) -> Round | None:
    """Come as often as the policy returns faulty rows."""
    return round_of(policy, "return_faulty", _AT)


def run(job: Job) -> None:
    """Tell each unit once a slot; the link leads to its oldest batch that waits.

    Args:
        job: With the slot, the day of telling.
    """
    waiting = Unmended.objects.exclude(unit=None).order_by().values("unit")
    counted = list(waiting.annotate(rows=Count("pk"), first=Min("entry__batch")))
    units = Unit.objects.in_bulk([each["unit"] for each in counted])
    batches = Batch.objects.in_bulk([each["first"] for each in counted])
    with finishing(job):
        for each in counted:
            unit = units[each["unit"]]
            notify(
                kind="return",
                text=_TEXT.format(unit=unit.name, rows=each["rows"]),
                key=f"return_faulty:{job.arguments['slot']}:{unit.pk}",
                link=reverse("batch", args=[batches[each["first"]].number]),
                unit=unit,
            )
