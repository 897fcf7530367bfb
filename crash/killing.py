"""Kills at random: which process, when, and again while it still comes back."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress

from crash.machine import alive, below, has_opened, strike, workers_of
from crash.office import BESIDE, Office, until
from crash.watching import Watcher, serving_again

#: Seconds until the next kill, once the site is there again.
_PAUSE = 0.1, 0.7
#: Part of the kills after which the next one does not wait for that.
_IMPATIENT = 0.3
#: Part of the kills of a worker for which it must have begun something.
_BUSY = 0.6
#: Seconds after which waiting for the site is given up; the judge asks for less.
_MOST = 30
#: Victim → how often, relative to the others.
VICTIMS = {
    "worker": 8,
    "page process": 5,
    "first process of the server": 3,
    "server, all processes": 2,
    "everything": 2,
}


class Killer:
    """Kills one office, again and again."""

    def __init__(self, office: Office, watcher: Watcher, seed: int) -> None:
        self._office, self._watcher = office, watcher
        self._chance = random.Random(seed)
        self.kills: Counter[str] = Counter()

    def kill(self, times: int, tell: Callable[[int], None]) -> None:
        """Kill so many times; the last one is waited for.

        Args:
            times: Signals that met a living process, or a group of them.
            tell: Told the number after each.
        """
        names, weights = list(VICTIMS), list(VICTIMS.values())
        while (done := self.kills.total()) < times:
            (victim,) = self._chance.choices(names, weights)
            is_waiting = done == times - 1 or self._chance.random() > _IMPATIENT
            if self._one(victim, is_waiting=is_waiting):
                self.kills[victim] += 1
                tell(done + 1)
            if is_waiting:
                # Killed while they start again and again, no worker would ever work.
                with suppress(TimeoutError):
                    until(self._is_staffed, _MOST, "the workers had begun")
            time.sleep(self._chance.uniform(*_PAUSE))

    def _one(self, victim: str, *, is_waiting: bool) -> bool:
        if victim == "worker" and self._chance.random() < _BUSY:
            self._watcher.wait_for_work()
            time.sleep(self._chance.uniform(0, 0.3))
        chosen, server = self._chosen(victim), self._server()
        moment = time.monotonic()
        struck = [each for each in chosen if strike(each)]
        workers = [each for each in struck if each not in server]
        if workers:
            self._watcher.worker_killed(moment)
        if is_waiting and set(struck) & set(server):
            taken = serving_again(self._office, moment, struck, _MOST)
            self._watcher.seen.serving.append(taken)
        return bool(struck)

    def _is_staffed(self) -> bool:
        home = self._office.home
        at_work = [each for each in self._workers() if has_opened(each, home)]
        return len(at_work) >= (len(self._office.workers) or BESIDE)

    def _server(self) -> list[int]:
        """List the processes that answer, the first one first."""
        first = self._office.server.pid
        return [first, *self._children(first)] if first else []

    def _children(self, first: int) -> list[int]:
        workers = set(self._workers())
        return [each for each in below(first) if each not in workers]

    def _workers(self) -> list[int]:
        return [each for each in workers_of(self._office.home) if alive(each)]

    def _chosen(self, victim: str) -> list[int]:
        server, workers = self._server(), self._workers()
        return {
            "worker": [self._chance.choice(workers)] if workers else [],
            "page process": server[1:2],
            "first process of the server": server[:1],
            "server, all processes": server,
            "everything": [*server, *workers],
        }[victim]
