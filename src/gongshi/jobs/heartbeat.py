"""Renews the lease of a job while it is being done, from a thread of its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

from django.conf import settings
from django.db import Error, connections

from gongshi.jobs.leases import renew
from gongshi.jobs.models import Job

#: Renewals in the length of a lease: two may fail before it is lost.
_BEATS = 3


@contextmanager
def beating(job: Job) -> Iterator[None]:
    """Hold a job for as long as this lasts, however long that is."""
    is_over = Event()
    thread = Thread(target=_beat, args=(job, is_over), daemon=True)
    thread.start()
    try:
        yield
    finally:
        is_over.set()
        thread.join()


def _beat(job: Job, is_over: Event) -> None:
    try:
        while not is_over.wait(settings.JOB_LEASE / _BEATS):
            if not _renewed(job):
                return
    finally:
        # A connection belongs to one thread.
        connections.close_all()


def _renewed(job: Job) -> bool:
    try:
        return renew(job)
    except Error:
        # The database is away or locked for long; the next beat tries a new connection.
        connections.close_all()
        return True
