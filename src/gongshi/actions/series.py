"""Lists the series of document numbers in the ledger, what they miss, and why.

A number of which the office accepted that it has no row is missed no more; every other
one is told with what its unit said of it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from django.utils import timezone

from gongshi.clocks.periods import Period, local_day
from gongshi.identifiers import document_number
from gongshi.ledger.explained import Standing, accepted_numbers, standings
from gongshi.ledger.numbers import KnownNumber, framed, known_numbers, prefixes_of
from gongshi.ledger.selecting import units_of
from gongshi.oversight.missing import Run, names_of, runs_of
from gongshi.oversight.reading import Reading, understand
from gongshi.oversight.series import Found, find_series
from gongshi.oversight.telling import Series, spell, tell
from gongshi.policy.calendars import UncoveredYear, load_calendar
from gongshi.policy.casework import CaseTerms, casework_in_force
from gongshi.policy.continuity import ContinuityTerms, continuity_in_force
from gongshi.policy.standards import categories, load_standard

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True)
class Unread:
    """A text that stands where a number should, and what it is understood to be."""

    number: str
    category: str
    authority_name: str
    reading: Reading


@dataclass(frozen=True)
class Gap:
    """One number without a row, and what is known of it."""

    serial: int
    #: Spelled out.
    number: str
    #: Keys of the signals that may have raised it; the first one is that of a new one.
    keys: tuple[str, ...]
    #: Key of `explained.STATES`.
    state: str
    #: Its case; None where nobody said anything of it yet.
    standing: Standing | None
    #: Day on which a later number had come, and last day for a row or a reason.
    seen_on: date | None = None
    due_on: date | None = None
    #: Decision days of the numbers below and above.
    after: date | None = None
    before: date | None = None


@dataclass(frozen=True)
class Numbered:
    """What else is known of a series: whose it is, and its numbers without a row."""

    series: Series
    #: Its number among what was found.
    place: int
    #: Ids of the units that filed its numbers, most numbers first.
    units: tuple[int, ...]
    #: Key of the flag that says whether it deserves gaps, and whether by the day.
    verdict: str
    is_dated: bool
    #: Serials; the next one is None where nobody can say.
    first: int
    last: int
    next: int | None
    #: In order of the serials, accepted ones included.
    gaps: tuple[Gap, ...]
    #: Runs that are too long to be gaps: first and last serial.
    jumps: tuple[tuple[int, int], ...]

    @property
    def key(self) -> str:
        """Name the series by its first member."""
        return next(names_of(self.series, 0))[0].removeprefix("gap:").removesuffix("0")

    @property
    def authority_name(self) -> str:
        """Name all who number by it."""
        names = dict.fromkeys(each.authority_name for each in self.series.members)
        return "、".join(names)

    @property
    def unit(self) -> int | None:
        """Give the id of the unit that answers for it: that of most numbers."""
        return self.units[0] if self.units else None

    def missing(self, *states: str) -> list[Gap]:
        """List the gaps in these states; in none of them those not accepted."""
        return [
            each
            for each in self.gaps
            if (each.state in states if states else each.state != "accepted")
        ]


@dataclass(frozen=True)
class Listed:
    """What was asked for."""

    series: tuple[Series, ...]
    unread: tuple[Unread, ...]
    #: Edition of the rules by which gaps were judged.
    edition: str
    #: One for each of `series`.
    numbered: tuple[Numbered, ...]
    known: pl.DataFrame = field(repr=False, compare=False)

    def used_numbers(self) -> pl.DataFrame:
        """List the numbers that have a decision, of the series that were asked for.

        Returns:
            One row per number, in order of both: series (UInt32), serial (Int64),
            decided, received (Dates, the first ones).
        """
        import polars as pl

        places = pl.Series([each.place for each in self.numbered], dtype=pl.UInt32)
        own = self.known.filter(
            ~pl.col("exempt") & pl.col("series").is_in(places.implode())
        )
        days = pl.col("decided").min(), pl.col("received").min()
        return own.group_by("series", "serial").agg(*days).sort("series", "serial")


@dataclass(frozen=True)
class _Asked:
    """Which numbers are asked for; what is None asks nothing."""

    period: Period | None
    units: frozenset[int] | None
    category: str | None

    def holds(self) -> pl.Expr:
        """Tell of each number whether it is asked for."""
        import polars as pl

        told = pl.lit(value=True)
        if self.period is not None:
            start, end = (
                each.astimezone(UTC) for each in (self.period.start, self.period.end)
            )
            told &= pl.col("received").is_between(start, end, closed="left")
        if self.units is not None:
            told &= pl.col("unit").is_in(sorted(self.units)).fill_null(value=False)
        return (
            told if self.category is None else told & (pl.col("kind") == self.category)
        )


def list_series(
    period: Period | None = None,
    *,
    unit: str | None = None,
    category: str | None = None,
    year: int | None = None,
    prefixes: Collection[str] | None = None,
    supposing: Collection[KnownNumber] = (),
    now: datetime | None = None,
) -> Listed:
    """List series; numbers are judged by all that was received up to the period's end.

    Args:
        period: Only series of which a number was received in it; None = all.
        unit: Name, alias or code: only series of which it filed a number, it or a
            unit below it.
        category: Key: only series of which a number is of this category.
        year: Only series of it.
        prefixes: Only numbers with one of these are looked at; None = all, or all of
            the unit.
        supposing: Numbers that are not received yet, taken as if they were.
        now: Aware moment of looking; None = the present.

    Raises:
        UnknownName: There is no such unit.
    """
    until = period.end if period else now or timezone.now()
    day = period.last_day if period else local_day(until)
    units = None if unit is None else frozenset(units_of(unit, day))
    if prefixes is None and units is not None:
        # Who shares a counter has the same prefix or is the same authority; "" is the
        # prefix of what is no number.
        prefixes = {"", *prefixes_of(units)}
    asked = _Asked(period, units, category)
    numbers = known_numbers(until, prefixes, year).vstack(framed(supposing))
    known = _with_accepted(_marked(numbers, asked), year)
    terms = continuity_in_force(day)
    return _listed(known, find_series(known, terms), terms, casework_in_force(day))


def _marked(numbers: pl.DataFrame, asked: _Asked) -> pl.DataFrame:
    """Make numbers what `find_series` takes; also received (Date, in China), is_asked."""
    import polars as pl

    received = pl.col("received").dt.convert_time_zone("Asia/Shanghai").dt.date()
    return numbers.with_columns(
        received, is_asked=asked.holds(), exempt=pl.lit(value=False)
    )


def _with_accepted(known: pl.DataFrame, year: int | None) -> pl.DataFrame:
    """Add the numbers that need no row."""
    import polars as pl

    codes = dict(
        known.unique("authority_name", keep="first", maintain_order=True)
        .select("authority_name", "authority")
        .iter_rows()
    )
    rows = [
        {
            "number": each.number,
            "kind": each.category,
            "authority": each.authority
            or codes.get(each.authority_name, each.authority_name),
            "authority_name": each.authority_name,
            "is_asked": False,
            "exempt": True,
        }
        for each in accepted_numbers()
        if year is None or _year_of(each.number) == year
    ]
    accepted = pl.DataFrame(rows, schema=known.schema)
    return pl.concat([known, accepted])


def _year_of(number: str) -> int | None:
    read = document_number.parse(number)
    return read.year if read else None


def _listed(
    known: pl.DataFrame, found: Found, terms: ContinuityTerms, cases: CaseTerms
) -> Listed:
    import polars as pl

    known = known.with_columns(series=found.series_of, serial=found.serial_of)
    wanted = known.filter("is_asked")
    names = known.unique("authority", keep="first", maintain_order=True)
    told = tell(
        found,
        terms,
        names=dict(names.select("authority", "authority_name").iter_rows()),
        kinds={each: load_standard(each).title for each in categories()},
    )
    asked = set(wanted["series"].unique())
    unread = wanted.filter(pl.col("series").is_null() & (pl.col("number") != ""))
    chosen = {
        number: each
        for number, each in zip(found.series["series"], told, strict=True)
        if number in asked
    }
    return Listed(
        series=tuple(chosen.values()),
        unread=tuple(
            Unread(number, kind, name, understand(number, terms))
            for number, kind, name in unread.select(
                "number", "kind", "authority_name"
            ).iter_rows()
        ),
        edition=terms.edition,
        numbered=tuple(_numbered(chosen, known, found, cases)),
        known=known,
    )


def _numbered(
    chosen: Mapping[int, Series], known: pl.DataFrame, found: Found, terms: CaseTerms
) -> Iterator[Numbered]:
    """Put beside each series whose it is, and what became of its gaps."""
    runs = runs_of(found, known)
    accepted = _accepted(known)
    units = _units(known)
    jumps: dict[int, list[tuple[int, int]]] = {}
    for series, first, last in found.jumps.select(
        "series", "first", "last"
    ).iter_rows():
        jumps.setdefault(series, []).append((first, last))
    judged = {each["series"]: each for each in found.series.iter_rows(named=True)}
    told = _Telling(terms)
    told.look_up(
        names_of(each, serial)
        for number, each in chosen.items()
        for serial in _serials(runs.get(number, ()), accepted.get(number, ()))
    )
    for number, each in chosen.items():
        own = told.gaps(each, units.get(number, ()), runs.get(number, ()),
                        accepted.get(number, ()))  # fmt: skip
        yield Numbered(
            series=each,
            place=number,
            units=units.get(number, ()),
            verdict=judged[number]["verdict"],
            is_dated=judged[number]["unit"] is not None,
            first=judged[number]["first"],
            last=judged[number]["last"],
            next=judged[number]["next"],
            gaps=tuple(sorted(own, key=lambda gap: gap.serial)),
            jumps=tuple(jumps.get(number, ())),
        )


def _serials(runs: Iterable[Run], accepted: Iterable[int]) -> Iterator[int]:
    for run in runs:
        yield from range(run.first, run.last + 1)
    yield from accepted


def _accepted(known: pl.DataFrame) -> dict[int, list[int]]:
    """List the serials of each series that only an acceptance names."""
    import polars as pl

    alone = (
        known.filter(pl.col("series").is_not_null())
        .join(known.filter("exempt").select("series").unique(), on="series")
        .group_by("series", "serial")
        .agg(pl.col("exempt").all())
        .filter("exempt")
        .sort("series", "serial")
    )
    found: dict[int, list[int]] = {}
    for series, serial in alone.select("series", "serial").iter_rows():
        found.setdefault(series, []).append(serial)
    return found


def _units(known: pl.DataFrame) -> dict[int, tuple[int, ...]]:
    """List the units of each series, most numbers first."""
    import polars as pl

    counted = (
        known.filter(pl.col("series").is_not_null() & pl.col("unit").is_not_null())
        .group_by("series", "unit")
        .len()
        .sort("series", "len", "unit", descending=[False, True, False])
    )
    found: dict[int, tuple[int, ...]] = {}
    for series, unit in counted.select("series", "unit").iter_rows():
        found[series] = (*found.get(series, ()), unit)
    return found


class _Telling:
    """Says what became of each gap; needs state, since cases are looked up at once."""

    def __init__(self, terms: CaseTerms) -> None:
        self.terms = terms
        self.found: dict[str, list[Standing]] = {}
        self.due: dict[date | None, date | None] = {None: None}

    def look_up(self, named: Iterable[Iterator[tuple[str, str]]]) -> None:
        keys = {number for names in named for _, number in names}
        self.found = standings(keys, self.terms)

    def gaps(
        self,
        series: Series,
        units: tuple[int, ...],
        runs: Iterable[Run],
        accepted: Iterable[int],
    ) -> Iterator[Gap]:
        for run in runs:
            for serial in range(run.first, run.last + 1):
                yield self._gap(series, units, serial, run)
        for serial in accepted:
            yield self._gap(series, units, serial, None)

    def _gap(
        self, series: Series, units: tuple[int, ...], serial: int, run: Run | None
    ) -> Gap:
        names = list(names_of(series, serial))
        standing = self._standing(series, units, [number for _, number in names])
        state = standing.state if standing else "unexplained"
        seen_on = run.seen_on if run else None
        return Gap(
            serial=serial,
            number=spell(series.prefix, series.year, serial, series.pad),
            keys=tuple(key for key, _ in names),
            state=state if run else "accepted",
            standing=standing,
            seen_on=seen_on,
            due_on=self._due_on(seen_on),
            after=run.after if run else None,
            before=run.before if run else None,
        )

    def _standing(
        self, series: Series, units: tuple[int, ...], numbers: Iterable[str]
    ) -> Standing | None:
        authorities = {each.authority_name for each in series.members}
        told = (each for number in numbers for each in self.found.get(number, ()))
        return standing_of(told, units, authorities)

    def _due_on(self, seen_on: date | None) -> date | None:
        if seen_on not in self.due:
            assert seen_on is not None
            days = int(self.terms.limits["gap_days"])
            try:
                self.due[seen_on] = load_calendar().add_workdays(seen_on, days)
            except UncoveredYear:
                self.due[seen_on] = None
        return self.due[seen_on]


def standing_of(
    told: Iterable[Standing], units: Collection[int], authorities: Collection[str]
) -> Standing | None:
    """Choose the first case of a number that is about one series.

    Args:
        told: Of all cases of the number.
        units: Ids of those who filed numbers of the series.
        authorities: Names of those who number by it; for cases of which no unit is known.
    """
    for each in told:
        case = each.case
        if case.unit_id in units or (
            case.unit_id is None and case.authority_name in authorities
        ):
            return each
    return None
