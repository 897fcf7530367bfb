"""Looks every week for units that report much less than ever, and raises them as cases.

A drop that lasts is one case: while its case is open nothing is raised again, and after
its verdict only once the latest weeks lie behind it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final

from django.db.models import Count

from gongshi.actions.silence import silent_units
from gongshi.clocks.periods import CHINA, local_day
from gongshi.ledger.case_models import Case, Signal
from gongshi.ledger.cases import Suspicion, raise_all
from gongshi.ledger.facts import heads
from gongshi.ledger.models import Entry, Office, Unit
from gongshi.oversight.quiet import find_quiet, weeks_needed
from gongshi.policy.calendars import UncoveredYear, load_calendar
from gongshi.policy.policies import policy_in_force
from gongshi.policy.silence import SilenceTerms, silence_in_force

if TYPE_CHECKING:
    import polars as pl

KIND: Final = "quiet"
#: Rows of these outcomes had to be filed; repeats and what is set aside had not.
_OWED = ("accepted", "faulty", "pending")
#: The rarest chance that is told.
_RAREST = 6
_WORKING_DAYS = 5
_NUMBERS = ("rate", "expected", "chance", "share", "peer_expected", "peer_chance")


@dataclass(frozen=True)
class Week:
    """One week of a unit: what came, and what comes as a rule."""

    first_day: str
    rows: int
    expected: float


@dataclass(frozen=True)
class Quiet:
    """A unit that reports much less than ever, explained."""

    unit_id: int
    unit: str
    #: First and last day of the latest weeks.
    first_day: str
    last_day: str
    rows: int
    expected: float
    #: Fractions 0–1, against its own past and against its peers.
    chance: float
    peer_chance: float
    peers: int
    told: str
    #: The latest weeks and as many before them, oldest first.
    weeks: tuple[Week, ...]


def quiet_units(on: date) -> list[Quiet]:
    """Find the units that are unusually quiet, in register order.

    Who is on the ladder of silence is left to it.

    Args:
        on: The day of looking, in China; whole weeks before it are judged.
    """
    terms = silence_in_force(on)
    weeks = weeks_needed(terms.limits)
    tops = heads()
    counts = _counts(on, weeks, tops)
    workdays = [_workdays(on, week) for week in range(weeks)]
    found = find_quiet(counts, _units(tops), workdays, terms.limits).filter("is_quiet")
    silent = {each.unit.pk for each in silent_units(on) if each.is_case}
    rows = {(unit, week): rows for unit, week, rows in counts.iter_rows()}
    titles = {
        each.key: each.title
        for each in policy_in_force(Office.objects.get().place, on).groups
    }
    return [
        _explained(each, tops[each["unit"]], on, workdays, rows, titles, terms)
        for each in found.to_dicts()
        if each["unit"] not in silent
    ]


def raise_quiet(found: Iterable[Quiet], on: date, at: datetime) -> list[Case]:
    """Raise the units as cases, each drop once.

    Args:
        found: Of the same day.
        on: The day of looking.
        at: Aware moment.

    Returns:
        The cases that were opened.
    """
    known = _known()
    return raise_all(
        [
            _suspicion(each, on)
            for each in found
            if (last := known.get(each.unit_id)) is None
            or (last.is_over and each.first_day > f"{last.signal.found_on}")
        ],
        at,
    )


@dataclass(frozen=True)
class _Known:
    signal: Signal
    is_over: bool


def _known() -> dict[int, _Known]:
    """Find the last signal of each unit, and whether somebody has judged it."""
    signals = Signal.objects.filter(kind=KIND).select_related("case__state")
    return {
        each.case.unit_id: _Known(
            each, each.case.state.state in ("judged", "closed", "merged")
        )
        for each in signals.order_by("pk")
        if each.case.unit_id
    }


def _suspicion(quiet: Quiet, on: date) -> Suspicion:
    evidence = {
        key: value
        for key, value in asdict(quiet).items()
        if key not in ("unit", "unit_id", "told", "weeks")
    }
    return Suspicion(
        kind=KIND,
        key=f"{KIND}:{quiet.unit_id}:{on}",
        told=quiet.told,
        found_on=on,
        unit=Unit.objects.get(pk=quiet.unit_id),
        evidence=evidence,
    )


def _counts(on: date, weeks: int, tops: Mapping[int, Unit]) -> pl.DataFrame:
    """Count the rows of each unit and week; repeats and mended rows count once."""
    import polars as pl

    end = _start(on)
    entries = Entry.objects.filter(
        received_at__gte=end - timedelta(weeks=weeks),
        received_at__lt=end,
        outcome__in=_OWED,
        replaces=None,
        withdrawal=None,
    ).exclude(unit=None)
    grouped = entries.order_by().values_list("unit_id", "received_at")
    summed: dict[tuple[int, int], int] = {}
    for unit, at, rows in grouped.annotate(rows=Count("pk")):
        week = ((on - local_day(at)).days - 1) // 7
        key = tops[unit].pk, week
        summed[key] = summed.get(key, 0) + rows
    return pl.DataFrame(
        [(*key, rows) for key, rows in summed.items()],
        schema={"unit": pl.Int64, "week": pl.Int64, "rows": pl.Int64},
        orient="row",
    )


def _units(tops: Mapping[int, Unit]) -> pl.DataFrame:
    import polars as pl

    return pl.DataFrame(
        [(pk, unit.group) for pk, unit in tops.items() if unit.pk == pk],
        schema={"unit": pl.Int64, "group": pl.String},
        orient="row",
    )


def _start(day: date) -> datetime:
    return datetime.combine(day, datetime.min.time(), CHINA)


def _workdays(on: date, week: int) -> int:
    """Count the working days of a week; one that no calendar covers has five."""
    last = on - timedelta(days=7 * week + 1)
    try:
        return load_calendar().workdays_between(last - timedelta(days=7), last)
    except UncoveredYear:
        return _WORKING_DAYS


def _explained(
    found: Mapping[str, object],
    unit: Unit,
    on: date,
    workdays: Sequence[int],
    rows: Mapping[tuple[int, int], int],
    titles: Mapping[str, str],
    terms: SilenceTerms,
) -> Quiet:
    recent = terms.whole("recent_weeks")
    group = titles.get(unit.group, unit.group) or "没有分组的"
    number = {key: float(str(found[key])) for key in _NUMBERS}
    told = terms.messages["quiet"].format(
        weeks=recent,
        workdays=sum(workdays[:recent]),
        rows=found["rows"],
        expected=round(number["expected"]),
        chance=_rare(number["chance"]),
        peers=f"{group if found['is_of_group'] else '全部'}其他 {found['peers']} 家单位",
        share=f"{number['share']:.0%}",
        peer_expected=round(number["peer_expected"]),
        peer_chance=_rare(number["peer_chance"]),
    )
    return Quiet(
        unit_id=unit.pk,
        unit=unit.name,
        first_day=f"{on - timedelta(weeks=recent)}",
        last_day=f"{on - timedelta(days=1)}",
        rows=int(str(found["rows"])),
        expected=round(number["expected"], 1),
        chance=number["chance"],
        peer_chance=number["peer_chance"],
        peers=int(str(found["peers"])),
        told=told,
        weeks=tuple(
            Week(
                f"{on - timedelta(weeks=week + 1)}",
                rows.get((unit.pk, week), 0),
                round(number["rate"] * workdays[week], 1),
            )
            for week in range(2 * recent - 1, -1, -1)
        ),
    )


def _rare(chance: float) -> str:
    """Write a small chance as one in so many, a figure and noughts: 1/2,000."""
    times = 1 / max(chance, 10.0**-_RAREST)
    step = 10 ** int(math.log10(times))
    return f"1/{int(times / step) * step:,}"
