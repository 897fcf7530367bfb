"""Puts a job into the queue, inside the transaction of whoever needs it done."""

from __future__ import annotations

from datetime import datetime

from django.db import connection, transaction
from django.utils import timezone

from gongshi.jobs.models import Job

#: What workers on PostgreSQL listen to.
CHANNEL = "gongshi_jobs"


def enqueue(
    kind: str,
    *,
    key: str | None = None,
    run_after: datetime | None = None,
    **arguments: object,
) -> Job:
    """Put a job into the queue; it exists exactly if the caller's transaction commits.

    Args:
        kind: Name of a file in `actions/work/`.
        key: Enqueued again with the same key, in whatever state the first one is,
            nothing is added.
        run_after: Aware moment before which it is not tried; now when absent.
        arguments: What the kind is given; JSON, no personal data.

    Returns:
        The job, or the one that had the key before.
    """
    now = timezone.now()
    first = {
        "kind": kind,
        "arguments": arguments,
        "run_after": run_after or now,
        "enqueued_at": now,
    }
    with transaction.atomic(savepoint=False):
        if key is None:
            job, is_new = Job.objects.create(**first), True
        else:
            job, is_new = Job.objects.get_or_create(key=key, defaults=first)
        if is_new:
            announce()
    return job


def announce() -> None:
    """Wake the workers when the transaction commits; on SQLite they see the commit."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"NOTIFY {CHANNEL}")
