"""Fetches the feeds that are switched on, then looks again for what was missing.

Only where GONGSHI_FEEDS is set. What failed is told to the analysts once a day.
"""

from __future__ import annotations

from datetime import time

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from gongshi.actions.exposures.feeds import fetch_feeds
from gongshi.actions.exposures.listing import look_again
from gongshi.actions.telling import tell_holders
from gongshi.jobs.leases import finishing
from gongshi.jobs.models import Job
from gongshi.jobs.slots import Round
from gongshi.people.rights import ANALYSE
from gongshi.policy.policies import Policy

_AT = time(6)
_TEXT = "{count} 个订阅地址没有取到，第一个是「{name}」：{fault}"


def comes_round(policy: Policy) -> Round | None:  # noqa: ARG001
    """Come every morning, everywhere: looking again needs no network."""
    return Round("day", _AT)


def run(job: Job) -> None:
    """Fetch and look; begun again it finds the same items once.

    Args:
        job: With the slot, the day of looking.
    """
    feeds = fetch_feeds() if settings.FEEDS else []
    failed = [each for each in feeds if each.fault]
    with transaction.atomic():
        look_again()
    with finishing(job):
        if failed:
            first = failed[0]
            tell_holders(
                ANALYSE,
                kind="feeds",
                text=_TEXT.format(
                    count=len(failed),
                    name=(first.name or first.address)[:100],
                    fault=first.fault[:200],
                ),
                key=f"fetch_feeds:{job.arguments['slot']}",
                link=reverse("exposure_feeds"),
            )
