"""How the queue is: what machines ask for and alarms are built on."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Count, Min
from django.utils import timezone

from gongshi.jobs.models import QUEUED, RUNNING, STATES, Job


def oldest_waiting() -> timedelta:
    """Tell how long the longest-waiting job has waited since it could have begun.

    Returns:
        Zero when none waits. A job whose worker died waits since its lease ended; one
        that is to be tried later does not wait yet.
    """
    now = timezone.now()
    queued = Job.objects.filter(state=QUEUED, run_after__lte=now)
    left = Job.objects.filter(state=RUNNING, lease_until__lte=now)
    moments = (
        queued.aggregate(at=Min("run_after"))["at"],
        left.aggregate(at=Min("lease_until"))["at"],
    )
    return max((now - each for each in moments if each), default=timedelta())


def counts_by_state() -> dict[str, int]:
    """Count the jobs of each state, zeros included."""
    counted = Job.objects.values_list("state").annotate(jobs=Count("pk"))
    return dict.fromkeys(STATES, 0) | dict(counted)
