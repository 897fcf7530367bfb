"""Looks at an office while it is killed: is it serving, is a job resumed, is all whole."""

from __future__ import annotations

import time
from collections.abc import Collection
from dataclasses import dataclass, field
from threading import Event, Lock, Thread

from crash.machine import below
from crash.office import Office

#: Seconds between two looks at the tables.
_LOOK = 0.2
#: Looked at each time: what was entered last.
_LATEST = 30
_ROWS_A_BATCH = 10_000_000

#: A batch that says more than it holds, and a job that was done and left nothing.
_HALF = f"""
SELECT
  (SELECT count(*) FROM (SELECT * FROM ledger_batch ORDER BY id DESC LIMIT {_LATEST}) b
   WHERE received <> (SELECT count(*) FROM ledger_entry e
                      WHERE e.id >= b.id * {_ROWS_A_BATCH}
                        AND e.id < (b.id + 1) * {_ROWS_A_BATCH})
      OR received <> accepted + faulty + duplicate + pending + excluded),
  (SELECT count(*) FROM (SELECT * FROM jobs_job WHERE kind = 'judge_filing'
                         ORDER BY id DESC LIMIT {_LATEST}) j
   JOIN ledger_filing f ON j.key = 'judge_filing:' || f.number
   WHERE (j.state = 'done') <> (
     EXISTS (SELECT 1 FROM ledger_batch b WHERE b.number = f.number) OR
     EXISTS (SELECT 1 FROM ledger_refusal r WHERE r.filing_id = f.id)))
"""
_RUNNING = "SELECT id, lease_no FROM jobs_job WHERE state = 'running'"


@dataclass
class Seen:
    """What was seen so far; moments are of the monotonic clock."""

    #: Seconds from a kill until the site answered again.
    serving: list[float] = field(default_factory=list)
    #: Seconds from a kill of its worker until a job was running again.
    resumed: list[float] = field(default_factory=list)
    #: Looks at which something was visible by half, and what.
    half: list[str] = field(default_factory=list)
    looks: int = 0
    #: (job, its lease) → moment at which its worker was killed.
    interrupted: dict[tuple[int, int], float] = field(default_factory=dict)


class Watcher(Thread):
    """Looks at the tables all the time."""

    def __init__(self, office: Office) -> None:
        super().__init__(daemon=True)
        self._office, self._books = office, office.books
        self._is_over, self._lock = Event(), Lock()
        self.seen = Seen()

    def run(self) -> None:
        while not self._is_over.wait(_LOOK):
            self._look()

    def stop(self) -> None:
        self._is_over.set()
        self.join()

    def worker_killed(self, moment: float) -> None:
        """Remember the jobs that were being done; those of other workers soon end."""
        with self._lock:
            for job, lease in self._books.ask(_RUNNING):
                self.seen.interrupted.setdefault((job, lease), moment)

    def wait_for_work(self) -> None:
        """Wait until some worker has begun a job, or for two seconds."""
        last = time.monotonic() + 2
        known = set(self._books.ask(_RUNNING))
        while time.monotonic() < last and set(self._books.ask(_RUNNING)) <= known:
            time.sleep(0.03)

    def is_quiet(self) -> bool:
        """Tell whether no job waits or is being done, and none is still interrupted."""
        open_jobs = "SELECT count(*) FROM jobs_job WHERE state IN ('queued', 'running')"
        return not self.seen.interrupted and self._books.number(open_jobs) == 0

    def is_idle(self) -> bool:
        """Tell whether nothing waits that can be done now."""
        waiting = "SELECT count(*) FROM jobs_job WHERE state IN ('queued', 'running')"
        return self._books.number(waiting) <= len(self.seen.interrupted)

    def _look(self) -> None:
        ((batches, jobs),) = self._books.ask(_HALF)
        self.seen.looks += 1
        if batches or jobs:
            self.seen.half.append(f"{batches} batches, {jobs} jobs")
        with self._lock:
            if self.seen.interrupted:
                self._follow()

    def _follow(self) -> None:
        known = ", ".join(str(job) for job, _ in self.seen.interrupted)
        sql = f"SELECT id, lease_no, state FROM jobs_job WHERE id IN ({known})"
        now = {job: (lease, state) for job, lease, state in self._books.ask(sql)}
        for (job, lease), killed in list(self.seen.interrupted.items()):
            later, state = now[job]
            if later > lease:
                self.seen.resumed.append(time.monotonic() - killed)
            if later > lease or state != "running":
                # Ended with the lease it had: its worker was another one, or quicker.
                del self.seen.interrupted[job, lease]


def serving_again(
    office: Office, killed: float, struck: Collection[int], most: float
) -> float:
    """Wait until the site answers, and not by what is left of the old server.

    Args:
        office: Whose.
        killed: Moment of the kill.
        struck: Processes that were killed.
        most: Seconds after which it is given up.

    Returns:
        Seconds since the kill.
    """
    while time.monotonic() < killed + most:
        # It has bound the address before it has a process that answers.
        first = office.server.pid
        if first and first not in struck and below(first) and office.answers():
            break
        time.sleep(0.02)
    return time.monotonic() - killed
