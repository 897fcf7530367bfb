"""Meets every named point once: does what leads to it, and goes on as people would."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from itertools import count
from pathlib import Path
from threading import Thread

from crash import people
from crash.journal import Journal
from crash.launch import STRUCK
from crash.office import Office, clerks, until
from crash.points import Place
from crash.visiting import File, Visitor
from crash.watching import Watcher, serving_again
from gongshi.clocks.periods import month

#: The first two words of a command line that runs the program with the points in it.
LAUNCHER = (sys.executable, "-m", "crash.launch")
_TO_RETURN = "SELECT number FROM ledger_batch WHERE faulty > 0 ORDER BY id DESC LIMIT 1"
#: Seconds in which a place is met once it is armed. What a unit files is judged in its
#: order: after the job of a worker that was killed, which waits out its lease of 30.
_MOST = 90


class Acts:
    """Those who act at the named points, and the file that arms them."""

    def __init__(
        self, office: Office, journal: Journal, watcher: Watcher, armed: Path
    ) -> None:
        self._office, self._journal, self._watcher = office, journal, watcher
        self._armed = armed
        login, unit = next(iter(clerks().items()))
        self._clerk = people.entered(office, login)
        self._files: Iterator[File] = people.drawn(unit, random.Random(login))
        self._analyst: Visitor = people.entered(office, "analyst")
        self._head: Visitor = people.entered(office, "head")
        self._numbers = count()
        #: What went wrong.
        self.faults: list[str] = []
        self._period = month("2026-06")

    def meet(self, places: Sequence[Place]) -> Iterator[tuple[Place, bool]]:
        """Be killed at each place; tells whether it was met."""
        for each in places:
            yield each, self._meet(each)

    def _meet(self, place: Place) -> bool:
        while place.act == "workbook" and not self._office.books.ask(_TO_RETURN):
            self.file()
            until(self._watcher.is_idle, _MOST, "the verdict on a file")
        struck = self._armed.with_suffix(STRUCK)
        struck.unlink(missing_ok=True)
        draft = self._armed.with_suffix(".draft")
        told = {**asdict(place), "place": f"{next(self._numbers)} {place.told}"}
        draft.write_text(json.dumps(told), encoding="utf-8")
        draft.replace(self._armed)
        actor = Thread(target=self._act, args=(place,), daemon=True)
        actor.start()
        try:
            until(struck.exists, _MOST, place.told)
        except TimeoutError as error:
            self._armed.unlink(missing_ok=True)
            self.faults.append(f"{error}")
            return False
        moment = time.monotonic()
        if place.act in ("judge", "slot"):
            self._watcher.worker_killed(moment)
        elif place.act != "backup":
            taken = serving_again(self._office, moment, [], _MOST)
            self._watcher.seen.serving.append(taken)
        actor.join(_MOST)
        return not actor.is_alive()

    def _act(self, place: Place) -> None:
        try:
            getattr(self, place.act)()
        except Exception as error:  # told by the judge
            self.faults.append(f"{place.told}: {type(error).__name__}: {error}")

    def file(self) -> None:
        people.file_one(self._clerk, next(self._files), self._journal)

    judge = file

    def slot(self) -> None:
        """Let the worker think that it was away for months."""
        set_back(self._office)

    def workbook(self) -> None:
        ((number,),) = self._office.books.ask(_TO_RETURN)
        address = f"/batches/{number}/returned.xlsx"
        answer = people.insist(lambda: self._clerk.get(address))
        assert answer.body.startswith(b"PK"), f"no workbook: {answer.status}"

    def bulletin(self) -> None:
        people.issue_one(self._analyst, self._head, self._journal, self._period.key)

    def scores(self) -> None:
        people.issue_scores(self._head, self._journal, self._period.key)

    def backup(self) -> None:
        """Take a backup, and another one after it was killed."""
        first, second = (self._backup_file() for _ in range(2))
        command = [*LAUNCHER, "backup", "--out", str(first)]
        subprocess.run(command, env=self._office.env, capture_output=True, check=False)
        done = self._office.gongshi("backup", "--out", str(second))
        assert done.returncode == 0, done.stderr
        self._journal.write("backup", file=str(second))
        if first.exists():
            self._journal.write("backup", file=str(first))

    def _backup_file(self) -> Path:
        return self._office.home.parent / "backups" / f"{next(self._numbers)}.tar"


def set_back(office: Office) -> None:
    """Set the schedule back, as if no worker had run for long."""
    office.books.ask(
        "UPDATE jobs_schedule SET last_slot = CASE every WHEN 'month' THEN '2026-01' "
        "WHEN 'quarter' THEN '2026-Q1' ELSE '2026-01-02' END"
    )
