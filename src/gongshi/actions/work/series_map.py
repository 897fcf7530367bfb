"""Finds all series of document numbers every night, for the office's map.

With a unit and years, only the series of that unit: it has just filed or explained.
"""

from __future__ import annotations

from datetime import time

from gongshi.actions.series_map import find_all, find_of
from gongshi.jobs.leases import finishing
from gongshi.jobs.models import Job
from gongshi.jobs.slots import Round
from gongshi.jobs.working import patient
from gongshi.ledger.models import Unit
from gongshi.policy.policies import Policy

_AT = time(2)


def comes_round(policy: Policy) -> Round | None:  # noqa: ARG001
    """Come every night, everywhere."""
    return Round("day", _AT)


@patient
def run(job: Job) -> None:
    """Find them and keep them.

    Args:
        job: With the slot, or with unit (its id) and years.
    """
    told = job.arguments
    unit = Unit.objects.filter(pk=told.get("unit")).first()
    keep = find_of(unit, told["years"]) if unit else find_all()
    with finishing(job):
        keep()
