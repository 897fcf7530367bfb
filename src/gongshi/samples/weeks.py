"""A year of weekly filings of a made-up city, with the slips of real life."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from gongshi.clocks.periods import CHINA, local_day
from gongshi.policy.standards import load_standard
from gongshi.samples.decisions import Decisions, decide, working_days
from gongshi.samples.dirt import soil
from gongshi.samples.frames import compose, generator
from gongshi.samples.yunling import CityUnit

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import polars as pl

    Places = npt.NDArray[np.int64]

#: Category → its part of all decisions, and the time of day of its weekly filing.
_CATEGORIES = {"licence": (0.75, time(15, 40)), "penalty": (0.25, time(16, 20))}
#: Parts of the decisions that are filed two to four weeks after, and never.
_LATE, _CONCEALED = 0.012, 0.003
#: Part of this week's decisions that are filed today, at the last moment.
_TODAY = 0.15
_FAULTY = 0.05
#: Days until returned rows come back mended.
_MENDED_AFTER = timedelta(days=3)
_MONTHS = 12
#: Part of its decisions that a unit which went quiet keeps back.
_KEPT_BACK = 0.8
#: Category of the false nil return, and how many weeks it is ago at least.
_NIL, _NIL_BEFORE = "penalty", 4


@dataclass(frozen=True, eq=False)
class Filing:
    """The rows of one category that the units filed at one moment."""

    category: str
    received_at: datetime
    #: One row per decision, some spoilt.
    frame: pl.DataFrame
    #: Positions of the rows that a rule returns and a unit puts right, ascending.
    mended_places: Sequence[int]
    #: Those rows put right, in that order.
    mended: pl.DataFrame
    #: When they come back; None = not by now.
    mended_at: datetime | None


def weekly_filings(
    city: Sequence[CityUnit], *, until: datetime, seed: int
) -> Iterator[Filing]:
    """Go through the filings of twelve whole months and the month so far.

    Args:
        city: Its units and their rows a week.
        until: Aware moment; the last filing arrives then.
        seed: The same seed and moment give the same filings.

    Yields:
        Filings in the order of their arrival, those without rows left out.
    """
    today = local_day(until)
    weeks = _weeks(today)
    filings = [
        filing
        for category in _CATEGORIES
        for filing in _filings(category, city, weeks, until, seed)
    ]
    yield from sorted(filings, key=lambda each: each.received_at)


def _weeks(today: date) -> list[list[date]]:
    """List the working days of each week up to today, weeks without any left out."""
    months = today.year * 12 + today.month - 1 - _MONTHS
    first = date(months // 12, months % 12 + 1, 1)
    weeks: dict[date, list[date]] = {}
    for day in working_days(first, today):
        weeks.setdefault(day - timedelta(days=day.weekday()), []).append(day)
    return list(weeks.values())


def _filings(
    category: str,
    city: Sequence[CityUnit],
    weeks: Sequence[Sequence[date]],
    until: datetime,
    seed: int,
) -> Iterator[Filing]:
    import numpy as np

    rows, filed_in = _rows(category, city, weeks, seed)
    moments = [*_moments(category, weeks), until]
    for place, moment in enumerate(moments):
        chosen = np.flatnonzero(filed_in == place)
        if moment <= until and len(chosen):
            # Half of the offices mend what comes back, the others let it lie.
            after = moment + _MENDED_AFTER if place % 2 else None
            frame = rows[chosen]
            yield _soiled(
                category, moment, frame, after, until=until, seed=seed + place
            )


def hidden_numbers(
    category: str, city: Sequence[CityUnit], *, until: datetime, seed: int
) -> pl.Series:
    """Give the document numbers (String) of the decisions that are never filed.

    Arguments as of `weekly_filings`.
    """
    frame = decided(category, city, until=until, seed=seed)
    return frame.filter(frame["filed_on"].is_null() & ~frame["is_coming"])["number"]


def decided(
    category: str, city: Sequence[CityUnit], *, until: datetime, seed: int
) -> pl.DataFrame:
    """List all decisions, those that are never filed too; arguments as `weekly_filings`.

    Returns:
        One row per decision: unit, code, number, subject (Strings), decided_on, filed_on
        (Date; null where it was not filed by then), is_coming (Boolean: not filed yet).
    """
    import polars as pl

    weeks = _weeks(local_day(until))
    rows, filed_in = _rows(category, city, weeks, seed)
    moments = [*_moments(category, weeks), until]
    # The place -1, never, takes the last one.
    days = [*(local_day(at) if at <= until else None for at in moments), None]
    roles = load_standard(category).roles
    filed_on = pl.Series(days, dtype=pl.Date).gather(filed_in % len(days))
    return rows.select(
        unit=roles["source"],
        code=roles["source_code"],
        number=roles["document_number"],
        subject=roles["name"],
        decided_on=pl.col(roles["decided"]).str.to_date("%Y/%m/%d"),
        filed_on=filed_on,
        is_coming=filed_on.is_null() & pl.Series(filed_in >= 0),
    )


def _rows(
    category: str,
    city: Sequence[CityUnit],
    weeks: Sequence[Sequence[date]],
    seed: int,
) -> tuple[pl.DataFrame, Places]:
    """Draw the rows of all decisions, and in which week each is filed; -1 = never."""
    import numpy as np

    rng = generator(category, seed)
    decisions, made_in = _decisions(rng, category, city, weeks)
    filed_in = _delayed(rng, made_in)
    is_last = (filed_in == len(weeks) - 1) & (rng.random(len(decisions)) < _TODAY)
    filed_in[is_last] = len(weeks)
    frame = compose(category, rng, decisions)
    is_kept_back = _kept_back(category, city, decisions.unit_places, made_in, seed=seed)
    return frame, np.where(is_kept_back, -1, filed_in)


def _kept_back(
    category: str,
    city: Sequence[CityUnit],
    units: Places,
    made_in: Places,
    *,
    seed: int,
) -> npt.NDArray[np.bool_]:
    """Say what the units keep back that went quiet, and that of the false nil return."""
    import numpy as np

    # A chance of its own, so that everybody else's rows stay what they are.
    rng = np.random.default_rng([seed, len(category), len(units)])
    kept = np.zeros(len(units), bool)
    for place, each in enumerate(city):
        late = made_in > made_in.max() - each.quiet_weeks
        kept |= (units == place) & late & (rng.random(len(units)) < _KEPT_BACK)
        if each.has_false_nil and category == _NIL:
            week = _lonely_week(made_in[units == place], int(made_in.max()))
            kept |= (units == place) & (made_in == week)
    return kept


def _lonely_week(made_in: Places, last: int) -> int:
    """Find the latest week, not of these days, with a single decision; -1 = none."""
    import numpy as np

    weeks, counts = np.unique(made_in, return_counts=True)
    lonely = weeks[(counts == 1) & (weeks < last - _NIL_BEFORE)]
    return int(lonely[-1]) if len(lonely) else -1


def _decisions(
    rng: np.random.Generator,
    category: str,
    city: Sequence[CityUnit],
    weeks: Sequence[Sequence[date]],
) -> tuple[Decisions, Places]:
    """Draw the decisions and the place of the week in which each was made."""
    import numpy as np

    share = _CATEGORIES[category][0]
    counts = np.array(
        [
            [
                rng.poisson(each.unit.weight * share * len(week) / 5)
                if place < len(weeks) - each.silent_weeks
                else 0
                for place, week in enumerate(weeks)
            ]
            for each in city
        ]
    )
    unit_places = np.repeat(np.arange(len(city)), counts.sum(axis=1))
    made_in = np.repeat(np.tile(np.arange(len(weeks)), len(city)), counts.ravel())
    lengths = np.array([len(week) for week in weeks])
    starts = np.cumsum(lengths) - lengths
    nth = (rng.random(len(made_in)) * lengths[made_in]).astype(np.int64)
    days = np.array([day for week in weeks for day in week], dtype="datetime64[D]")
    units = [each.unit for each in city]
    return decide(units, unit_places, days[starts[made_in] + nth], 1), made_in


def _delayed(rng: np.random.Generator, made_in: Places) -> Places:
    """Say in which week each decision is filed; -1 = never."""
    import numpy as np

    chance = rng.random(len(made_in))
    delay = np.where(chance < _LATE, rng.integers(2, 5, len(made_in)), 0)
    # A delay never moves a row into the filing of today, one place behind the weeks.
    delay = np.where(made_in + delay > made_in.max(), 0, delay)
    return np.where(chance > 1 - _CONCEALED, -1, made_in + delay)


def _moments(category: str, weeks: Sequence[Sequence[date]]) -> Iterator[datetime]:
    """Say when each week is filed: on its last working day, Friday as a rule."""
    at = _CATEGORIES[category][1]
    return (datetime.combine(week[-1], at, CHINA) for week in weeks)


def _soiled(
    category: str,
    moment: datetime,
    frame: pl.DataFrame,
    mended_at: datetime | None,
    *,
    until: datetime,
    seed: int,
) -> Filing:
    soiled = soil(frame, share=_FAULTY, seed=seed)
    places = [
        place
        for place, fault in soiled.faults.items()
        if fault.outcome == "faulty" and not fault.copies
    ]
    return Filing(
        category=category,
        received_at=moment,
        frame=soiled.frame,
        mended_places=places,
        mended=frame[places],
        mended_at=mended_at if mended_at and mended_at <= until and places else None,
    )
