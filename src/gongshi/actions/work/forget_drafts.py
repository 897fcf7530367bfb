"""Deletes the half-filled forms that nobody came back for; they hold personal data."""

from __future__ import annotations

from datetime import time

from gongshi.jobs.leases import finishing
from gongshi.jobs.models import Job
from gongshi.jobs.slots import Round
from gongshi.people.drafts import forget_old
from gongshi.policy.policies import Policy

_AT = time(3)


def comes_round(policy: Policy) -> Round | None:  # noqa: ARG001
    """Come every night, everywhere; saving any form deletes old ones as well."""
    return Round("day", _AT)


def run(job: Job) -> None:
    """Delete them."""
    with finishing(job):
        forget_old()
