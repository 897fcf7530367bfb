"""A worker: claims jobs one after the other and does them, until it is asked to stop."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date, datetime

from django.db import InterfaceError, OperationalError, connection
from django.utils import timezone

from gongshi.jobs.crowds import Crowds
from gongshi.jobs.failures import told
from gongshi.jobs.heartbeat import beating
from gongshi.jobs.leases import (
    LeaseLost,
    claim,
    fail,
    finishing,
    give_back,
)
from gongshi.jobs.models import RUNNING, Job
from gongshi.jobs.schedule import tick
from gongshi.jobs.stopping import Stop, Stopped
from gongshi.jobs.waking import Waker

#: Name of a kind → what does its jobs.
Kinds = Mapping[str, Callable[[Job], None]]

#: Seconds after which a worker looks again even if nothing woke it: for later attempts,
#: leases that are over, and the schedule.
_LONGEST_WAIT = 1.0
#: Seconds between two attempts to reach a database that is away.
_AWAY = 2.0
_AWAY_ERRORS = (OperationalError, InterfaceError)
#: Work for which nobody waits.
_PATIENT: set[Callable[[Job], None]] = set()
_log = logging.getLogger(__name__)


def work(
    kinds: Kinds,
    stop: Stop,
    *,
    plan: Callable[[datetime], None],
    get_ready: Callable[[], None] = lambda: None,
) -> None:
    """Do jobs until asked to stop; a database that is away is waited for.

    Args:
        kinds: What this worker can do.
        stop: Ends it.
        plan: Brings the schedule in line with the policy; called with the present
            moment at the start and on every new day.
        get_ready: Called once, when there is nothing to do for the first time.
    """
    is_ready = False
    waker, calendar, crowds = Waker(), _Calendar(kinds, plan), Crowds()
    while not stop.is_asked():
        try:
            waker.mark()
            calendar.look(timezone.localtime())
            crowds.let_in()
            if run_one(kinds, stop):
                continue
            if not is_ready:
                # What came meanwhile is seen by the next look.
                is_ready = True
                get_ready()
            else:
                waker.wait(_LONGEST_WAIT, stop.is_asked)
        except _AWAY_ERRORS as error:
            _log.warning("database away: %s", type(error).__name__)
            connection.close()
            time.sleep(_AWAY)
        except Stopped:
            return


class _Calendar:
    """Looks at the schedule once a second, and plans it once a day."""

    def __init__(self, kinds: Kinds, plan: Callable[[datetime], None]) -> None:
        self._kinds, self._plan = kinds, plan
        self._looked_at = -_LONGEST_WAIT
        self._planned_on: date | None = None

    def look(self, now: datetime) -> None:
        if time.monotonic() < self._looked_at + _LONGEST_WAIT:
            return
        self._looked_at = time.monotonic()
        if self._planned_on != now.date():
            self._plan(now)
            self._planned_on = now.date()
        tick(now, self._kinds)


def run(kinds: Kinds, stop: Stop, *, most: int | None = None) -> int:
    """Do what can be done now, and tell how many jobs that was.

    Args:
        kinds: What this worker can do.
        stop: Ends it early.
        most: Jobs after which it ends; None = no limit.
    """
    done = 0
    with suppress(Stopped):
        while done != most and not stop.is_asked() and run_one(kinds, stop):
            done += 1
    return done


def patient(work: Callable[[Job], None]) -> Callable[[Job], None]:
    """Mark work for which nobody waits: it is begun when nothing else is to do."""
    _PATIENT.add(work)
    return work


def run_one(kinds: Kinds, stop: Stop) -> bool:
    """Do one job, if there is any.

    Returns:
        Whether there was one. If another worker has it by now, that one goes on.

    Raises:
        Stopped: The worker must end; the job was given back.
    """
    rest = [kind for kind, work in kinds.items() if work in _PATIENT]
    # What was begun ends soon, however much there is to do.
    job = claim([kind for kind in kinds if kind not in rest], interrupted=rest)
    # One worker at most is kept by work for which nobody waits.
    if job is None and rest:
        job = claim(rest, is_alone=True)
    if job is None:
        return False
    with beating(job), suppress(LeaseLost):
        _do(job, kinds, stop)
    return True


def _do(job: Job, kinds: Kinds, stop: Stop) -> None:
    started = time.perf_counter()
    try:
        with stop:
            kinds[job.kind](job)
            if job.state == RUNNING:
                with finishing(job):
                    pass
        _log.info("job done", extra=_fields(job, started))
    except LeaseLost:
        raise
    except Stopped:
        give_back(job)
        raise
    except Exception as error:
        # Anything may be wrong with a job; none of it may end the worker.
        _log.warning("job failed", exc_info=error, extra=_fields(job, started))
        fail(job, told(error))


def _fields(job: Job, started: float) -> dict[str, object]:
    """Say which job it was, for the log."""
    ms = round((time.perf_counter() - started) * 1000)
    return {"job": job.pk, "kind": job.kind, "attempt": job.attempts, "ms": ms}
