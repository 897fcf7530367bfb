"""What became of filings, for lists and their own pages."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from gongshi.actions.take import JUDGE
from gongshi.desks.gate import sight
from gongshi.errors import UnknownName
from gongshi.jobs.models import DEAD, DONE, QUEUED, RUNNING, Job
from gongshi.ledger.filings import JUDGED, REFUSED, WAITING
from gongshi.ledger.models import Batch, Filing, Refusal

#: Milliseconds until a page looks again at a filing that is next, and the most.
_LOOK, _LONGEST = 300, 5000
#: Those that each filing before it adds: as long as nothing is known, and at most.
_EACH, _SLOWEST = 40, 1000
#: States of a job that is still to come or goes on.
_DUE = (QUEUED, RUNNING)
#: How long a filing waits before it is asked whether anybody works.
_LONG = timedelta(minutes=1)
#: State → what pages call it, and the shape that goes with it.
STATES = {
    WAITING: ("已收到，正在核对", "soon"),
    JUDGED: ("核对完了", "ok"),
    REFUSED: ("退回，读不了", "bad"),
}


@dataclass(frozen=True)
class Filed:
    """A filing and what became of it."""

    filing: Filing
    batch: Batch | None = None
    refusal: Refusal | None = None

    @property
    def state(self) -> str:
        """Give one of `STATES`."""
        if self.batch:
            return JUDGED
        return REFUSED if self.refusal else WAITING

    @property
    def told(self) -> str:
        """Say it in words."""
        return STATES[self.state][0]

    @property
    def look(self) -> str:
        """Give the shape and colour of those words."""
        return STATES[self.state][1]


def find_filing(request: HttpRequest, number: str) -> Filing:
    """Find a filing that the person sees.

    Raises:
        UnknownName: There is none, or it is another unit's.
    """
    seen = sight(request).of(Filing.objects.select_related("unit"))
    filing = seen.filter(number=number).first()
    if filing is None:
        raise UnknownName(
            "unknown_filing", f"没有「{number}」这次报送，请核对回执编号。"
        )
    return filing


def filed(filings: Iterable[Filing]) -> list[Filed]:
    """Tell of each filing what became of it."""
    filings = list(filings)
    numbers = [each.number for each in filings]
    batches = {each.number: each for each in Batch.objects.filter(number__in=numbers)}
    refusals = {
        each.filing_id: each for each in Refusal.objects.filter(filing__in=filings)
    }
    return [
        Filed(each, batches.get(each.number), refusals.get(each.pk)) for each in filings
    ]


def in_state(filings: QuerySet[Filing], state: str) -> QuerySet[Filing]:
    """Keep the filings that are in a state."""
    judged = Q(Exists(Batch.objects.filter(number=OuterRef("number"))))
    refused = Q(Exists(Refusal.objects.filter(filing=OuterRef("pk"))))
    conditions = {JUDGED: judged, REFUSED: refused, WAITING: ~judged & ~refused}
    return filings.filter(conditions[state])


@dataclass(frozen=True)
class Look:
    """What a page saw when it looked."""

    #: Filings whose turn came before.
    before: int
    #: Milliseconds since 1970.
    at: int


@dataclass(frozen=True)
class Work:
    """How far the judging of a filing is."""

    #: Whether it is still to come: a filing that waits has no outcome to ask for.
    is_due: bool
    is_stuck: bool
    #: Whether a worker has it.
    is_begun: bool
    #: Whether it waits for long already, while no worker does anything.
    is_late: bool
    done: int
    of: int
    look: Look
    #: What the same page saw before.
    earlier: Look | None

    @property
    def before(self) -> int:
        """Count the filings whose turn comes before."""
        return self.look.before

    @property
    def pause(self) -> int:
        """Give the milliseconds until it is worth looking again."""
        return min(_LOOK + round(self.before * self._each()), _LONGEST)

    def _each(self) -> float:
        """Tell how many milliseconds a filing takes, by those that were done meanwhile."""
        if self.earlier is None or self.earlier.before <= self.before:
            return _EACH
        took = max(self.look.at - self.earlier.at, 0)
        return min(took / (self.earlier.before - self.before), _SLOWEST)


def work_on(filing: Filing, earlier: Look | None = None) -> Work:
    """Tell how far the judging of a filing is.

    Args:
        filing: Any.
        earlier: What the page that asks saw before, if it says so.
    """
    job = Job.objects.filter(key=f"{JUDGE}:{filing.number}").first()
    state = job.state if job else DONE
    return Work(
        is_due=state in _DUE,
        is_stuck=state == DEAD,
        is_begun=state == RUNNING,
        is_late=job is not None and _is_late(job),
        done=job.progress_done if job else 0,
        of=job.progress_of if job else 0,
        look=Look(_before(job) if job else 0, time.time_ns() // 1_000_000),
        earlier=earlier,
    )


def _before(job: Job) -> int:
    if job.state != QUEUED:
        return 0
    turn = Q(turn_at__lt=job.turn_at) | Q(lane=job.lane, pk__lt=job.pk)
    waiting = Job.objects.filter(turn, kind=JUDGE, state__in=_DUE)
    return waiting.count()


def _is_late(job: Job) -> bool:
    is_waiting = job.state == QUEUED and job.run_after < timezone.now() - _LONG
    return is_waiting and not Job.objects.filter(state=RUNNING).exists()
