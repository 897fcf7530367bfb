"""Lets a crowd in before its work is begun: whoever brings something waits for that.

Where fifty units file at once, judging the first would slow down receiving the last.
"""

from __future__ import annotations

import time
from datetime import timedelta

from django.utils import timezone

from gongshi.jobs.models import QUEUED, RUNNING, Job

#: How long a job may be the first of a crowd, and how long two are one, and more may come.
_FIRST, _SHORT = timedelta(seconds=0.02), timedelta(seconds=0.1)
#: Seconds that are waited for a crowd at most, and then not again.
_LONGEST, _REST = 0.6, 5.0
#: Seconds between two looks.
_LOOK = 0.012


class Crowds:
    """Waits while a crowd comes; needs state, to go on all the same if it never ends."""

    def __init__(self) -> None:
        self._rests_until = 0.0

    def let_in(self) -> None:
        """Return when no crowd comes, or it was waited for long enough."""
        began = time.monotonic()
        while self._rests_until < began and _comes():
            time.sleep(_LOOK)
            if time.monotonic() > began + _LONGEST:
                self._rests_until = time.monotonic() + _REST


def _comes() -> bool:
    now = timezone.now()
    # By number, so that it costs the same however many wait.
    latest = Job.objects.order_by("-pk").values_list("state", "enqueued_at")[:2]
    ages = [now - at for state, at in latest if state in (QUEUED, RUNNING)]
    return bool(ages) and (ages[0] < _FIRST or (len(ages) > 1 and ages[1] < _SHORT))
