"""Who may do a job: leases with a number, so that no two workers write one result.

A worker that claims a job gets its next lease number and some seconds, which the
heartbeat renews. A worker that died renews nothing, so another one claims the job and
the number grows. Every write of a worker asks for its own number: one that was only
slow, or whose clock is wrong, finds its number gone and can write nothing any more.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from gongshi.jobs.models import DEAD, DONE, QUEUED, RUNNING, Job

#: Power of two of the longest pause between two attempts, in seconds: 68 minutes. Kills
#: count as attempts, so that there may be a great many.
_LONGEST_PAUSE = 12
#: Attempts after which a job holds those of its lane back no more.
_HOLDING = 4
#: Names, for PostgreSQL, the question whether somebody does such a job.
_ALONE = 0x6F6E65
#: What a job that killed its workers says.
_DIED = "后台进程在办理时中断了 {attempts} 次，不再重试。"


class LeaseLost(Exception):  # an answer to a late worker, no error
    """Another worker has the job, or people took it out of the queue."""


def claim(
    kinds: Collection[str],
    *,
    interrupted: Collection[str] = (),
    is_alone: bool = False,
) -> Job | None:
    """Take the job whose turn came first, those of dead workers before all others.

    Args:
        kinds: Those that this worker knows; others are left to other workers.
        interrupted: Further ones that are taken only from workers that died.
        is_alone: None while another worker, that lives, does one of them.

    Returns:
        The job with its new lease; None when nothing is to be done now.
    """
    # Reading first: there a claim takes the only write lock.
    if connection.vendor == "sqlite" and _first(kinds, interrupted) is None:
        return None
    with transaction.atomic():
        if is_alone and _is_done_now(kinds):
            return None
        job = _first(kinds, interrupted, is_locked=True)
        while job is not None and job.attempts >= settings.JOB_ATTEMPTS:
            _bury(job)
            job = _first(kinds, interrupted, is_locked=True)
        return None if job is None else _take(job)


def _is_done_now(kinds: Collection[str]) -> bool:
    """Tell whether a worker that lives does a job of some kinds."""
    if connection.vendor == "postgresql":
        # Until the end of this transaction nobody else asks the same.
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ALONE])
    running = Job.objects.filter(state=RUNNING, kind__in=kinds)
    return running.exclude(_is_over(timezone.now())).exists()


def renew(job: Job) -> bool:
    """Go on holding a job; tells whether it was still held."""
    return _mine(job).update(lease_until=_lease_end()) == 1


def progress(job: Job, done: int, of: int) -> None:
    """Tell how far a job is.

    Raises:
        LeaseLost: The job is another worker's now; what was done must be let go.
    """
    _write(job, progress_done=done, progress_of=of)


@contextmanager
def finishing(job: Job) -> Iterator[None]:
    """Write the result of a job inside this: result and completion commit together.

    Raises:
        LeaseLost: The job is another worker's now; nothing was written.
    """
    with transaction.atomic():
        # From here to the commit nobody else can claim it.
        if _mine(job).select_for_update().first() is None:
            raise LeaseLost
        yield
        now = timezone.now()
        _write(job, state=DONE, lease_until=None, finished_at=now, error="")
    job.state = DONE


def fail(job: Job, error: str) -> None:
    """Put a job back for a later attempt, or among the dead after the last.

    Args:
        job: Its next attempt comes 2, 4, 8 … seconds later, at most an hour or so.
        error: Why, without personal data.

    Raises:
        LeaseLost: The job is another worker's now.
    """
    now = timezone.now()
    if job.attempts >= settings.JOB_ATTEMPTS:
        _write(job, state=DEAD, lease_until=None, finished_at=now, error=error)
        return
    later = now + timedelta(seconds=2 ** min(job.attempts, _LONGEST_PAUSE))
    again = {"run_after": later, "turn_at": later}
    _write(job, state=QUEUED, lease_until=None, error=error, **again)


def give_back(job: Job) -> None:
    """Let go of a job because this worker must end; that is no attempt of the job.

    Raises:
        LeaseLost: The job is another worker's already.
    """
    now = timezone.now()
    _write(
        job, state=QUEUED, lease_until=None, run_after=now, attempts=F("attempts") - 1
    )


def _first(
    kinds: Collection[str], interrupted: Collection[str], *, is_locked: bool = False
) -> Job | None:
    now = timezone.now()
    asked = (
        Job.objects.filter(
            _is_over(now), state=RUNNING, kind__in=[*kinds, *interrupted]
        ),
        Job.objects.filter(
            ~Exists(_holding()), state=QUEUED, run_after__lte=now, kind__in=kinds
        ),
    )
    for jobs in asked:
        # Two statements, so that each reads the index in its order and stops.
        found = jobs.order_by("turn_at", "pk")
        if is_locked:
            # SQLite has no such lock and needs none: the transaction is IMMEDIATE.
            found = found.select_for_update(skip_locked=True)
        if job := found.first():
            return job
    return None


def _holding() -> QuerySet[Job]:
    """Select the jobs of the same lane that came before one, and are not done."""
    return Job.objects.filter(
        lane=OuterRef("lane"),
        lane__gt="",
        state__in=(QUEUED, RUNNING),
        pk__lt=OuterRef("pk"),
        attempts__lt=_HOLDING,
    )


def _is_over(now: datetime) -> Q:
    # A lease that ends later than any can was given before the clock went back.
    return Q(lease_until__lt=now) | Q(lease_until__gt=_lease_end() + _lease())


def _take(job: Job) -> Job:
    now = timezone.now()
    job.state, job.lease_until, job.started_at = RUNNING, _lease_end(), now
    job.lease_no += 1
    job.attempts += 1
    job.progress_done = job.progress_of = 0
    job.save()
    return job


def _bury(job: Job) -> None:
    job.state, job.lease_until, job.finished_at = DEAD, None, timezone.now()
    job.error = _DIED.format(attempts=job.attempts)
    # The number grows, so that its last worker cannot write if it lives after all.
    job.lease_no += 1
    job.save()


def _mine(job: Job) -> QuerySet[Job]:
    return Job.objects.filter(pk=job.pk, lease_no=job.lease_no, state=RUNNING)


def _write(job: Job, **columns: object) -> None:
    if _mine(job).update(**columns) != 1:
        raise LeaseLost


def _lease() -> timedelta:
    return timedelta(seconds=settings.JOB_LEASE)


def _lease_end() -> datetime:
    return timezone.now() + _lease()
