"""Deletes what writers that were killed left in the archive, and looks that nobody took."""

from __future__ import annotations

from datetime import time, timedelta

from django.utils import timezone

from gongshi.actions import foreseen
from gongshi.jobs.leases import finishing
from gongshi.jobs.models import Job
from gongshi.jobs.slots import Round
from gongshi.ledger import archive
from gongshi.policy.policies import Policy

_AT = time(3, 10)
#: No file takes so long to write.
_AGE = timedelta(hours=1)


def comes_round(policy: Policy) -> Round | None:  # noqa: ARG001
    """Come every night, everywhere."""
    return Round("day", _AT)


def run(job: Job) -> None:
    """Delete them; begun again it finds less."""
    before = timezone.now() - _AGE
    archive.sweep(before)
    foreseen.sweep(before)
    with finishing(job):
        pass
