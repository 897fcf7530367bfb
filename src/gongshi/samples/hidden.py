"""What the units of the made-up city conceal, and the papers that give it away.

Every decision that is never filed is told by a gap in its series, by a register (台账) of
its unit, or by an exposure; the quiet unit and the false nil return tell of theirs too.
The same moment and seed give the same papers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from gongshi.clocks.periods import local_day
from gongshi.identifiers import document_number
from gongshi.samples.papers import exposure_paper, register_paper
from gongshi.samples.weeks import decided
from gongshi.samples.yunling import CityUnit, load_city

if TYPE_CHECKING:
    import polars as pl

_CATEGORIES: Final = ("licence", "penalty")
#: Members from which on a series deserves gaps.
_MEMBERS: Final = 3
#: Days from a decision to the newspaper; day of the month on which a register comes.
_EXPOSED_AFTER, _REGISTER_DAY = timedelta(days=9), 5
#: Units, those that conceal most, whose registers are there; whole months of each.
_REGISTERED, _MONTHS = 5, 2
#: One of so many decisions that a gap tells of is exposed as well.
_ALSO_EXPOSED: Final = 6


@dataclass(frozen=True)
class Hidden:
    """A decision that is never filed."""

    unit: str
    code: str
    category: str
    number: str
    subject: str
    decided_on: date
    #: Kind of signal → first day on which it can be found so.
    found_by: Mapping[str, date]

    @property
    def earliest(self) -> tuple[str, date]:
        """Give the signal that can be there first."""
        return min(self.found_by.items(), key=lambda each: each[1])


@dataclass(frozen=True)
class Paper:
    """A file that gives decisions away."""

    name: str
    content: bytes
    #: First day on which the office can have it.
    on: date
    #: Whose register, and of which month, like 2026-10; of an exposure blank.
    unit: str = ""
    month: str = ""
    #: Key of the category that a register is of.
    category: str = ""


@dataclass(frozen=True)
class FalseNil:
    """A week that a unit declared empty though it decided something."""

    unit: str
    category: str
    decided_on: date


def hidden_decisions(
    city: Sequence[CityUnit] | None = None, *, until: datetime, seed: int
) -> tuple[Hidden, ...]:
    """List what is never filed, in the order of the decision days.

    Args:
        city: Its units; None = all of the made-up city.
        until: Aware moment of the last filing.
        seed: As of the filings.
    """
    return _concealed(tuple(city or load_city()), until, seed)


def registers(
    city: Sequence[CityUnit] | None = None, *, until: datetime, seed: int
) -> tuple[Paper, ...]:
    """Write the registers of the units that conceal most: csv and xlsx in turn.

    Each lists all decisions of a unit, month and category, filed or not, and one by
    summary procedure, which is not to be reported. Heads differ, numbers are written carelessly,
    and the workbooks have a title over two columns and a line of totals.
    """
    cast = tuple(city or load_city())
    rows = _decisions(cast, until, seed)
    found: list[Paper] = []
    for unit in _registered(_concealed(cast, until, seed)):
        for month in _whole_months(until):
            mine = rows.filter(
                (rows["unit"] == unit)
                & (rows["decided_on"].dt.strftime("%Y-%m") == month)
            ).sort("decided_on", "number")
            for (category,), part in mine.group_by("category", maintain_order=True):
                name, content = register_paper(unit, month, part, len(found))
                on = _register_on(month)
                found.append(Paper(name, content, on, unit, month, str(category)))
    return tuple(found)


def exposures(
    city: Sequence[CityUnit] | None = None, *, until: datetime, seed: int
) -> tuple[Paper, ...]:
    """Write what newspapers and sites told: csv, txt and html in turn.

    Some name no number; the last paper is about a decision that was filed.
    """
    cast = tuple(city or load_city())
    told = [
        each for each in _concealed(cast, until, seed) if "exposure" in each.found_by
    ]
    rows = _decisions(cast, until, seed)
    filed = (
        rows.filter(rows["filed_on"].is_not_null())
        .sort("decided_on")
        .row(-1, named=True)
    )
    known = Hidden(
        **{key: filed[key] for key in _NAMES},
        found_by={"exposure": local_day(until)},
    )
    papers = []
    for place, each in enumerate((*told, known)):
        on = each.found_by["exposure"]
        name, content = exposure_paper(
            each.unit, each.number, each.subject, each.decided_on,
            category=each.category, on=on, place=place,
        )  # fmt: skip
        papers.append(Paper(name, content, on))
    return tuple(papers)


def false_nils(
    city: Sequence[CityUnit] | None = None, *, until: datetime, seed: int
) -> tuple[FalseNil, ...]:
    """List the weeks declared empty that were not."""
    cast = tuple(city or load_city())
    return tuple(
        FalseNil(each.unit, each.category, each.decided_on)
        for each in _concealed(cast, until, seed)
        if "contradiction" in each.found_by
    )


_NAMES: Final = ("unit", "code", "category", "number", "subject", "decided_on")


@lru_cache(maxsize=2)
def _decisions(city: tuple[CityUnit, ...], until: datetime, seed: int) -> pl.DataFrame:
    """List all decisions made; also category and, of the number, stem and serial."""
    import polars as pl

    frames = [
        decided(each, city, until=until, seed=seed).with_columns(category=pl.lit(each))
        for each in _CATEGORIES
    ]
    rows = pl.concat(frames).filter(~pl.col("is_coming"))
    parsed = [document_number.parse(each) for each in rows["number"]]
    return rows.with_columns(
        stem=pl.Series(
            [f"{each.prefix}{each.year}" if each else "" for each in parsed]
        ),
        serial=pl.Series([each.number if each else 0 for each in parsed]),
    )


@lru_cache(maxsize=2)
def _concealed(
    city: tuple[CityUnit, ...], until: datetime, seed: int
) -> tuple[Hidden, ...]:
    import polars as pl

    rows = _decisions(city, until, seed)
    is_hidden = pl.col("filed_on").is_null()
    # By their numbers from behind: the first day on which a later one was filed.
    rows = rows.sort("stem", "serial", descending=[False, True]).with_columns(
        gap_on=pl.col("filed_on").cum_min().over("stem").forward_fill().over("stem"),
        members=pl.col("filed_on").count().over("stem"),
    )
    hidden = rows.filter(is_hidden).sort("decided_on", "number").to_dicts()
    registered = _most([each["unit"] for each in hidden])
    return tuple(
        Hidden(
            **{key: each[key] for key in _NAMES},
            found_by=_found_by(each, place, city, registered, until),
        )
        for place, each in enumerate(hidden)
    )


def _found_by(
    row: Mapping[str, object],
    place: int,
    city: Sequence[CityUnit],
    registered: Sequence[str],
    until: datetime,
) -> dict[str, date]:
    """Say by which signals a decision can be found, and from which day on."""
    unit = next(each for each in city if each.unit.name == row["unit"])
    today, day = local_day(until), row["decided_on"]
    assert isinstance(day, date)
    found: dict[str, date] = {}
    gap_on = row["gap_on"]
    if isinstance(gap_on, date) and int(str(row["members"])) >= _MEMBERS:
        found["gap"] = gap_on
    if row["unit"] in registered and f"{day:%Y-%m}" in _whole_months(until):
        found["register"] = _register_on(f"{day:%Y-%m}")
    is_false_nil = unit.has_false_nil and row["category"] == "penalty"
    if not found or is_false_nil or place % _ALSO_EXPOSED == 0:
        found["exposure"] = min(day + _EXPOSED_AFTER, today)
    if is_false_nil:
        found["contradiction"] = found["exposure"]
    if unit.quiet_weeks and day > today - timedelta(weeks=unit.quiet_weeks):
        found["quiet"] = today
    return found


def _registered(hidden: Sequence[Hidden]) -> list[str]:
    return _most([each.unit for each in hidden])


def _most(units: Sequence[str]) -> list[str]:
    """Give the units that are named most often; ties by their names."""
    ranked = sorted(set(units), key=lambda each: (-units.count(each), each))
    return ranked[:_REGISTERED]


def _whole_months(until: datetime) -> list[str]:
    """List the last months whose registers have come, the latest last."""
    first = local_day(until).replace(day=1)
    months = []
    for _ in range(_MONTHS):
        first = (first - timedelta(days=1)).replace(day=1)
        months.append(f"{first:%Y-%m}")
    return months[::-1]


def _register_on(month: str) -> date:
    following = date.fromisoformat(f"{month}-01") + timedelta(days=31)
    return following.replace(day=_REGISTER_DAY)
