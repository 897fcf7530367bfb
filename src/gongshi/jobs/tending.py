"""What people do with the queue: look at it, try a dead job again, put one aside."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from gongshi.errors import UnknownName, UsageError
from gongshi.jobs.enqueue import announce
from gongshi.jobs.models import DEAD, QUEUED, STATES, Job

#: State → what people call it.
TITLES = dict(zip(STATES, ("等待", "在办", "办结", "停办"), strict=True))
_BURIED = "由人工停办。"


def list_jobs(state: str | None = None, kind: str | None = None) -> QuerySet[Job]:
    """List jobs, latest first.

    Args:
        state: Only those of one of `STATES`.
        kind: Only those of a kind.
    """
    jobs = Job.objects.order_by("-pk")
    if state is not None:
        jobs = jobs.filter(state=state)
    return jobs if kind is None else jobs.filter(kind=kind)


def find_job(number: int) -> Job:
    """Find a job by its number.

    Raises:
        UnknownName: There is none.
    """
    job = Job.objects.filter(pk=number).first()
    if job is None:
        raise UnknownName(
            "unknown_job", f"没有 {number} 号任务，请用 gongshi jobs list 查看。"
        )
    return job


def retry(number: int) -> Job:
    """Try a dead job again, with all its attempts.

    Raises:
        UnknownName: There is no such job.
        UsageError: It is not dead.
    """
    return _move(number, DEAD, QUEUED, attempts=0, finished_at=None)


def bury(number: int) -> Job:
    """Put a waiting job among the dead; it keeps its arguments and can be retried.

    Raises:
        UnknownName: There is no such job.
        UsageError: It does not wait.
    """
    now = timezone.now()
    return _move(number, QUEUED, DEAD, finished_at=now, error=_BURIED)


def _move(number: int, from_state: str, to_state: str, **columns: object) -> Job:
    job = find_job(number)
    with transaction.atomic():
        now = timezone.now()
        moved = Job.objects.filter(pk=number, state=from_state).update(
            state=to_state,
            run_after=now,
            turn_at=now,
            lease_no=F("lease_no") + 1,
            **columns,
        )
        announce()
    if not moved:
        job.refresh_from_db()
        raise UsageError(
            "job_state",
            f"{number} 号任务是「{TITLES[job.state]}」，"
            f"只有「{TITLES[from_state]}」的任务才能这样处理。",
        )
    job.refresh_from_db()
    return job
