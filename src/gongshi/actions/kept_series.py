"""Gives series as they were found last, with what people said of their gaps since.

No number is read: runs and pictures come from the map, and cases are looked up for what
is shown, and for what steps were taken since the search.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final

from django.db import OperationalError
from django.db.models import Q
from django.utils import timezone

from gongshi.actions.series import Gap, standing_of
from gongshi.actions.series_map import DAYS, JUMP
from gongshi.actions.series_pictures import WHOLE
from gongshi.identifiers import document_number
from gongshi.jobs.enqueue import enqueue
from gongshi.jobs.models import DONE, Job
from gongshi.ledger.at_once import at_once
from gongshi.ledger.case_models import CaseStep
from gongshi.ledger.explained import STATES, Standing, standings
from gongshi.ledger.known import entry_id
from gongshi.ledger.models import Batch, Entry, Unit
from gongshi.ledger.series_models import NumberSeries
from gongshi.oversight.telling import spell
from gongshi.policy.casework import CaseTerms

#: Steps that change what became of a missing number.
_ACTS: Final = ("answered", "judged", "dispatched", "appealed", "merged", "reopened",
                "closed")  # fmt: skip
#: Numbers without a row of which one page tells; those of one run stand together.
_SHOWN: Final = 60
#: Seconds of which all filings of a unit are put on the map together; whoever waits for
#: a verdict meanwhile comes first.
_SETTLING: Final = 2
#: What only the page of one series asks for.
DEFERRED: Final = ("runs", "picture", "flags")
#: Filings that series do not know of, the last ones, of which it is asked.
_LATER: Final = 20
#: What asks for something comes first where not all is on one page.
_ORDER: Final = {"unexplained": 0, "refused": 0, "explained": 0, "accepted": 1}


@dataclass(frozen=True)
class Kept:
    """One series as it was found last, and what changed since."""

    row: NumberSeries
    #: Serial → state of the gaps of which something was said since.
    changed: Mapping[int, str]
    #: State → numbers, as it is now.
    counts: Mapping[str, int]

    @property
    def open(self) -> int:
        """Count the gaps that were neither explained nor accepted."""
        return self.counts["unexplained"] + self.counts["refused"]

    @property
    def missing(self) -> int:
        """Count the gaps that are not accepted."""
        return self.open + self.counts["explained"]

    @property
    def gaps(self) -> int:
        """Count the numbers without a row, accepted ones too."""
        return self.missing + self.counts["accepted"]

    @property
    def title(self) -> str:
        """Write it with its range: 示许〔2023〕1—186 号."""
        row = self.row
        return f"{row.prefix}〔{row.year}〕{row.first}—{row.last} 号"

    @property
    def next(self) -> str:
        """Spell the next number; blank where nobody can say."""
        return "" if self.row.next is None else self.spell(self.row.next)

    @property
    def first(self) -> str:
        """Spell the first number."""
        return self.spell(self.row.first)

    @property
    def last(self) -> str:
        """Spell the last number."""
        return self.spell(self.row.last)

    @property
    def jumps(self) -> list[tuple[int, int]]:
        """List the runs that are too long to be gaps."""
        return [(run[0], run[1]) for run in self.row.runs if run[2] == JUMP]

    @property
    def due_on(self) -> date | None:
        """Give the first day on which an unexplained gap is due."""
        if not self.changed:
            return self.row.due_on
        days = (
            run[4]
            for run in self.row.runs
            if run[2] == "unexplained"
            and run[4]
            and not all(each in self.changed for each in range(run[0], run[1] + 1))
        )
        return date.fromisoformat(found) if (found := min(days, default="")) else None

    def spell(self, serial: int) -> str:
        """Write one of its numbers."""
        return spell(self.row.prefix, self.row.year, serial, self.row.pad)

    def pages(self) -> list[list[Sequence[Any]]]:
        """Part the runs of gaps by the page on which they are shown.

        A series that is drawn whole has one page.
        """
        runs = [run for run in self.row.runs if run[2] != JUMP]
        if self.row.picture.get("all_tens", 0) <= WHOLE:
            return [runs] if runs else []
        parted = _parted(runs)
        if len(parted) > 1:
            parted = _parted(sorted(runs, key=lambda run: _ORDER[run[2]]))
        return parted

    def told(self, runs: Iterable[Sequence[Any]], terms: CaseTerms) -> list[Gap]:
        """Look up what became of the numbers of some runs."""
        placed = [(serial, run) for run in runs for serial in range(run[0], run[1] + 1)]
        own = _own(self.row)
        found = standings({key for at, _ in placed for key in own.keys(at)}, terms)
        return [
            self._gap(serial, run, own, own.standing(serial, found))
            for serial, run in placed
        ]

    def _gap(
        self, serial: int, run: Sequence[Any], own: _Own, standing: Standing | None
    ) -> Gap:
        days = dict(zip(DAYS, map(_day, run[3:]), strict=True))
        return Gap(
            serial=serial,
            number=self.spell(serial),
            keys=tuple(f"gap:{name}:{begin}{serial}" for name, begin in own.names),
            # An accepted number was found so by its verdict, whoever asks for it.
            state=standing.state if standing else run[2],
            standing=standing,
            **days,
        )


def _parted(runs: Sequence[Sequence[Any]]) -> list[list[Sequence[Any]]]:
    pages: list[list[Sequence[Any]]] = []
    count = _SHOWN
    for run in runs:
        if count >= _SHOWN:
            pages.append([])
            count = 0
        pages[-1].append(run)
        count += run[1] - run[0] + 1
    return pages


def _day(written: str | None) -> date | None:
    return date.fromisoformat(written) if written else None


def keep(rows: Sequence[NumberSeries], terms: CaseTerms) -> list[Kept]:
    """Put beside series what was said of their gaps since they were found.

    Args:
        rows: Of the map; `runs` may be deferred.
        terms: Which verdicts count.
    """
    said = _said_since(rows)
    found = standings(said, terms) if said else {}
    touched = {row.pk: _serials(row, found) for row in rows} if found else {}
    wanted = [pk for pk, serials in touched.items() if serials]
    whole = NumberSeries.objects.in_bulk(wanted) if wanted else {}
    # A job may have found them anew meanwhile: counts and runs are of one search.
    return [
        _kept(whole[row.pk], touched[row.pk], found)
        if row.pk in whole
        else Kept(row, {}, _counts(row))
        for row in rows
    ]


def _said_since(rows: Sequence[NumberSeries]) -> set[str]:
    """List the keys of the numbers of whose cases anything was done since."""
    if not rows:
        return set()
    steps = CaseStep.objects.filter(
        pk__gt=min(row.steps_to for row in rows), act__in=_ACTS
    )
    keys = steps.order_by().values_list("case__number_key", flat=True)
    return {key for key in keys if key}


def _serials(row: NumberSeries, keys: Collection[str]) -> set[int]:
    begins = {begin for _, begin in _own(row).names}
    behind = (key.removeprefix(begin) for key in keys for begin in begins
              if key.startswith(begin))  # fmt: skip
    return {int(serial) for serial in behind if serial.isdecimal()}


def _counts(row: NumberSeries) -> dict[str, int]:
    return {state: getattr(row, state) for state in STATES}


def _kept(
    row: NumberSeries, serials: Iterable[int], found: Mapping[str, list[Standing]]
) -> Kept:
    counts = _counts(row)
    changed: dict[int, str] = {}
    gaps = sorted((run for run in row.runs if run[2] != JUMP), key=lambda run: run[0])
    firsts = [run[0] for run in gaps]
    own = _own(row)
    for serial in serials:
        at = bisect_right(firsts, serial) - 1
        standing = own.standing(serial, found)
        if at < 0 or serial > gaps[at][1] or standing is None:
            continue
        if standing.state != gaps[at][2]:
            changed[serial] = standing.state
            counts[gaps[at][2]] -= 1
            counts[standing.state] += 1
    return Kept(row, changed, counts)


@dataclass(frozen=True)
class _Own:
    """By what the cases of a series' numbers are known."""

    #: Before the serial: authority, as signals write it, and what keys begin with.
    names: Sequence[tuple[str, str]]
    units: Collection[int]
    authorities: Collection[str]

    def keys(self, serial: int) -> list[str]:
        """Give what equal numbers have in common, by each prefix of the series."""
        return [f"{begin}{serial}" for _, begin in self.names]

    def standing(
        self, serial: int, found: Mapping[str, list[Standing]]
    ) -> Standing | None:
        """Choose the case of a number."""
        told = (each for key in self.keys(serial) for each in found.get(key, ()))
        return standing_of(told, self.units, self.authorities)


def _own(row: NumberSeries) -> _Own:
    return _Own(
        names=[
            (authority[:100], f"{document_number.stem(prefix)}〔{row.year}〕")
            for authority, _, _, prefix in row.members
        ],
        units={unit for unit, *_ in row.filers},
        authorities={name for _, name, *_ in row.members},
    )


def series_of(units: Collection[int], year: int) -> list[NumberSeries]:
    """List the series of a year to which some units filed numbers; pictures come later."""
    link = NumberSeries.units.through.objects.filter(unit__in=units)
    return list(
        NumberSeries.objects.filter(year=year, pk__in=link.values("numberseries_id"))
        .defer(*DEFERRED)
        .order_by("key")
    )


def behind(
    units: Collection[int], year: int, rows: Sequence[NumberSeries]
) -> Batch | None:
    """Find the last filing with numbers of a year that its series do not know of.

    Args:
        units: Ids of those whose numbers are meant.
        year: Of the numbers.
        rows: Their series of it; without any, no filing is known.
    """
    least = min((row.batches_to for row in rows), default=0)
    of = Q(unit__in=units) | Q(unit=None)
    later = list(Batch.objects.filter(of, pk__gt=least).order_by("-pk")[:_LATER])
    if not later:
        return None
    # All rows of a filing were received in one moment, by which the index knows them.
    told = Entry.objects.filter(
        unit__in=units,
        received_at__in={each.received_at for each in later},
        pk__gte=entry_id(later[-1].pk, 0),
        series_year=year,
    )
    return later[0] if told.exists() else None


def renewed(unit: Unit, year: int, batch: Batch) -> bool:
    """Have series found anew for a filing that they do not know of; asked once.

    Returns:
        Whether that was done, and there is nothing to wait for.
    """
    key = f"series_map:{unit.pk}:{year}:{batch.pk}"
    if job := Job.objects.filter(key=key).first():
        return job.state == DONE
    # Whoever only reads does not wait for those who write; the next time asks again.
    with suppress(OperationalError), at_once():
        enqueue("series_map", key=key, unit=unit.pk, years=[year])
    return False


def renew_soon(unit_id: int | None, years: Iterable[int]) -> None:
    """Have the series of a unit found anew, once for all that comes within seconds."""
    if not (known := sorted(years)):
        return
    since = timezone.now().timestamp() // _SETTLING
    enqueue(
        "series_map",
        key=f"series_map:{unit_id}:{known}:{since:.0f}",
        run_after=datetime.fromtimestamp((since + 1) * _SETTLING, UTC),
        unit=unit_id,
        years=known,
    )
