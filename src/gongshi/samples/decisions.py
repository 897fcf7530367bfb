"""The decisions behind made-up rows: who decided what, when, under which number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Protocol

from gongshi.policy.calendars import Calendar, UncoveredYear, load_calendar
from gongshi.samples.units import ANY, SampleUnit

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import polars as pl

    Places = npt.NDArray[np.int64]
    Days = npt.NDArray[np.datetime64]


class _Matter(Protocol):
    @property
    def domain(self) -> str: ...


@dataclass(frozen=True)
class Decisions:
    """Decisions, one per row."""

    units: Sequence[SampleUnit]
    #: Place of each row's unit in `units`.
    unit_places: Places
    #: Decision days.
    days: Days
    #: Number within the unit and year, in the order of the days, without gaps.
    serials: Places

    def __len__(self) -> int:
        return len(self.days)


def decide(
    units: Sequence[SampleUnit], unit_places: Places, days: Days, first_serial: int
) -> Decisions:
    """Number the decisions of some units as each would have numbered them.

    Args:
        units: Who decides.
        unit_places: Place of each row's unit in `units`.
        days: Decision day of each row.
        first_serial: The number of each unit's first decision of a year.
    """
    import numpy as np

    years = days.astype("datetime64[Y]").astype(np.int64)
    series = unit_places * 10_000 + years
    order = np.lexsort((days, series))
    ranked = series[order]
    starts = np.flatnonzero(np.r_[True, ranked[1:] != ranked[:-1]])
    lengths = np.diff(np.r_[starts, len(ranked)])
    serials = np.empty(len(days), np.int64)
    serials[order] = np.arange(len(days)) - np.repeat(starts, lengths) + first_serial
    return Decisions(units, unit_places, days, serials)


def unit_columns(decisions: Decisions, link: str) -> pl.DataFrame:
    """Give what rows say about their unit.

    Args:
        decisions: One per row.
        link: What stands between the unit's sign and the year, like 许.

    Returns:
        One row per decision: name, code, number (Strings), day (Date), year (String).
    """
    import polars as pl

    from gongshi.samples.drawing import at

    frame = pl.DataFrame(
        {
            "name": at([each.name for each in decisions.units], decisions.unit_places),
            "code": at([each.code for each in decisions.units], decisions.unit_places),
            "sign": at([each.sign for each in decisions.units], decisions.unit_places),
            "day": pl.Series(decisions.days).cast(pl.Date),
            "serial": decisions.serials,
            "unit": decisions.unit_places,
        }
    ).with_columns(year=pl.col("day").dt.strftime("%Y"))
    return frame.with_columns(
        number=pl.format(f"{{}}{link}〔{{}}〕{{}}号", "sign", "year", "serial")
    )


def draw_matters(
    rng: np.random.Generator, decisions: Decisions, matters: Sequence[_Matter]
) -> Places:
    """Draw a matter of each row's unit; its place in `matters`."""
    import numpy as np

    own = [
        [
            place
            for place, matter in enumerate(matters)
            if unit.domain in (ANY, matter.domain)
        ]
        for unit in decisions.units
    ]
    counts = np.array([len(each) for each in own])
    starts = np.cumsum(counts) - counts
    places = decisions.unit_places
    drawn = (rng.random(len(decisions)) * counts[places]).astype(np.int64)
    flat: Places = np.array([place for each in own for place in each])
    chosen: Places = flat[starts[places] + drawn]
    return chosen


def working_days(first: date, last: date) -> list[date]:
    """List the days on which offices work; both ends included.

    A year without a published calendar has its Mondays to Fridays: these are samples.
    """
    calendar = load_calendar()
    span = (last - first).days + 1 if last >= first else 0
    days = [first + timedelta(days=each) for each in range(span)]
    return [day for day in days if _is_working(day, calendar)]


def _is_working(day: date, calendar: Calendar) -> bool:
    try:
        return calendar.is_workday(day)
    except UncoveredYear:
        return day.isoweekday() <= 5
