"""Puts a job into the queue, inside the transaction of whoever needs it done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils import timezone

from gongshi.jobs.models import Job

#: What workers on PostgreSQL listen to.
CHANNEL = "gongshi_jobs"
#: How long a job lets others go first, for each second that it takes, and at most.
_PATIENCE, _LONGEST_TURN = 10, timedelta(minutes=1)


def enqueue(
    kind: str,
    *,
    key: str | None = None,
    run_after: datetime | None = None,
    seconds: float = 0.0,
    **arguments: object,
) -> Job:
    """Put a job into the queue; it exists exactly if the caller's transaction commits.

    Args:
        kind: Name of a file in `actions/work/`.
        key: Enqueued again with the same key, in whatever state the first one is,
            nothing is added.
        run_after: Aware moment before which it is not tried; now when absent.
        seconds: That it takes, roughly. It lets those go first that come within ten
            times as long, so that nobody waits minutes behind somebody's large file.
        arguments: What the kind is given; JSON, no personal data.

    Returns:
        The job, or the one that had the key before.
    """
    job = job_of(kind, key, arguments, run_after=run_after, seconds=seconds)
    with transaction.atomic(savepoint=False):
        if key is None:
            job.save(force_insert=True)
            announce()
        else:
            enqueue_all([job])
            job = Job.objects.get(key=key)
    return job


def job_of(
    kind: str,
    key: str | None,
    arguments: Mapping[str, object],
    *,
    run_after: datetime | None = None,
    seconds: float = 0.0,
    lane: str = "",
) -> Job:
    """Make a job for `enqueue_all`; it is told of as to `enqueue`.

    Args:
        lane: It waits for those of the same lane that came before.
    """
    now = timezone.now()
    later = min(_PATIENCE * seconds, _LONGEST_TURN.total_seconds())
    return Job(
        kind=kind,
        key=key,
        arguments=dict(arguments),
        lane=lane,
        run_after=run_after or now,
        turn_at=(run_after or now) + timedelta(seconds=later),
        enqueued_at=now,
    )


def enqueue_all(jobs: Sequence[Job]) -> None:
    """Put jobs that have keys into the queue, in the transaction that is open."""
    # One statement, where asking first would take four.
    Job.objects.bulk_create(jobs, ignore_conflicts=True)
    announce()


def announce() -> None:
    """Wake the workers when the transaction commits; on SQLite they see the commit."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"NOTIFY {CHANNEL}")
