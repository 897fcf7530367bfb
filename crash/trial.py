"""One trial: an office at work is killed, and judged when it has come to rest."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from bench import postgres
from crash import people
from crash.acts import LAUNCHER, Acts
from crash.journal import Journal
from crash.judging import Line, judge
from crash.killing import Killer
from crash.office import PROGRAM, Office, opened, until
from crash.points import Place
from crash.watching import Seen, Watcher

DATABASES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
#: Most seconds until the site answers again, and until an interrupted job is resumed.
SERVING, RESUMED = 5.0, 60.0
#: Workers that run for themselves while it is killed at random; on SQLite the server
#: brings its own along.
_WORKERS = {"sqlite": 0, "postgresql": 2}
_REST = 180

Tell = Callable[[str], None]


@dataclass(frozen=True)
class Trial:
    """What came of it."""

    title: str
    lines: tuple[Line, ...]
    seconds: float

    @property
    def is_good(self) -> bool:
        return all(each.is_good for each in self.lines)


def at_points(
    database: str, places: Sequence[Place], tell: Tell, **settings: str
) -> Trial:
    """Kill an office once at each named place."""
    began = time.monotonic()
    prepared = _office(database, settings, workers=1, launcher=LAUNCHER)
    with prepared as (office, watcher, journal):
        acts = Acts(office, journal, watcher, office.home.parent / "armed")
        met = []
        for place, is_met in acts.meet(places):
            met += [place] if is_met else []
            tell(f"{len(met)} of {len(places)}: {place.point}, {place.told}")
        lines = [
            _counted("named places met", met, places),
            _counted("named points met", {each.point for each in met},
                     {each.point for each in places}),
            _faults(acts.faults),
            *_rested(office, watcher, journal),
        ]  # fmt: skip
    title = f"{DATABASES[database]}, named points"
    return Trial(title, tuple(lines), time.monotonic() - began)


def at_random(
    database: str, kills: int, seed: int, tell: Tell, **settings: str
) -> Trial:
    """Kill an office under load so many times."""
    began = time.monotonic()
    prepared = _office(database, settings, workers=_WORKERS[database])
    with prepared as (office, watcher, journal):
        at_work = people.everybody(office, journal, seed)
        killer = Killer(office, watcher, seed)
        killer.kill(kills, lambda number: tell(f"{number} of {kills} kills"))
        for each in at_work:
            each.stop()
        done = killer.kills
        lines = [
            Line("kills at random", f"{done.total()}", done.total() >= kills),
            *(Line(f"of them: {name}", f"{n}", True) for name, n in done.most_common()),
            _faults([fault for each in at_work for fault in each.faults]),
            *_rested(office, watcher, journal),
        ]
    title = f"{DATABASES[database]}, random kills"
    return Trial(title, tuple(lines), time.monotonic() - began)


def _rested(office: Office, watcher: Watcher, journal: Journal) -> list[Line]:
    """Wait until nothing is to be done any more, and judge."""
    try:
        until(watcher.is_quiet, _REST, "the queue was empty")
    except TimeoutError as error:
        return [Line("comes to rest", f"{error}", is_good=False)]
    finally:
        watcher.stop()
    return [*_measured(watcher.seen), *judge(office, journal)]


def _measured(seen: Seen) -> Iterator[Line]:
    yield _spans("serving again", seen.serving, SERVING)
    yield _spans("interrupted jobs running again", seen.resumed, RESUMED)
    told = f"{len(seen.half)} of {seen.looks} looks"
    yield Line("half-visible batches or jobs", told, not seen.half)


def _spans(title: str, spans: Sequence[float], most: float) -> Line:
    if not spans:
        return Line(f"{title} within {most:g} s", "never asked", is_good=False)
    told = f"{len(spans)} times, median {median(spans):.1f} s, most {max(spans):.1f} s"
    return Line(f"{title} within {most:g} s", told, max(spans) <= most)


def _counted(title: str, met: object, wanted: object) -> Line:
    found, asked = len(met), len(wanted)  # type: ignore[arg-type]
    return Line(title, f"{found} of {asked}", found == asked)


def _faults(told: list[str]) -> Line:
    return Line("wrong answers to people", "；".join(told) or "0", not told)


@contextmanager
def _office(
    database: str,
    settings: Mapping[str, str],
    *,
    workers: int,
    launcher: Sequence[str] = PROGRAM,
) -> Iterator[tuple[Office, Watcher, Journal]]:
    home = TemporaryDirectory(prefix="gongshi-crash-")
    more = {"workers": workers, "launcher": launcher, "settings": settings}
    with (
        home as folder,
        _address(database) as address,
        opened(Path(folder), address, **more) as office,
    ):
        watcher = Watcher(office)
        watcher.start()
        yield office, watcher, Journal(Path(folder) / "journal")


@contextmanager
def _address(database: str) -> Iterator[str | None]:
    if database == "sqlite":
        yield None
        return
    with postgres.server() as address:
        yield address
