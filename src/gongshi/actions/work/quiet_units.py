"""Looks every Monday for units that report much less than ever; the page shows them.

They stand in that morning's digest (`silence_digest`), so nobody is told twice a day.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, time

from django.utils import timezone

from gongshi.actions.quiet import Quiet, quiet_units, raise_quiet
from gongshi.jobs.keeping import keep
from gongshi.jobs.leases import finishing
from gongshi.jobs.models import Job
from gongshi.jobs.slots import Round
from gongshi.policy.policies import Policy

KIND = "quiet_units"
#: Before the digest of the day.
_AT = time(6)
_MONDAY = 1


def comes_round(policy: Policy) -> Round | None:  # noqa: ARG001
    """Come every Monday, whatever the policy says."""
    return Round("week", _AT, (_MONDAY,))


def run(job: Job) -> None:
    """Find, raise and keep.

    Args:
        job: With the slot, the day of looking.
    """
    on = date.fromisoformat(job.arguments["slot"])
    found = quiet_units(on)
    with finishing(job):
        take(found, on)


def take(found: Sequence[Quiet], on: date) -> None:
    """Raise what was found on a day, and keep it for the page."""
    raise_quiet(found, on, timezone.now())
    keep(KIND, f"{on}", [asdict(each) for each in found])
