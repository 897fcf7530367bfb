"""The working days of mainland China, year by year, as the State Council set them.

A year whose notice is not in the rulebook is `UncoveredYear`, never a guess: the plan
of a year is published in the autumn before it, so the last weeks of every year meet it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from gongshi.policy.toml import RULEBOOK, SURE, Reader, Root, read

_SATURDAY = 5


class UncoveredYear(LookupError):  # a state that is answered, no error
    """The working days of a year are not known.

    Attributes:
        year: That year.
    """

    def __init__(self, year: int) -> None:
        super().__init__(f"no calendar for {year}")
        self.year = year


@dataclass(frozen=True)
class CalendarNotice:
    """The document that set the days off of a year."""

    title: str
    #: Document number; empty where it is not known.
    number: str
    #: The day of the document; None where it is not known.
    issued: date | None
    sure: str


@dataclass(frozen=True)
class CalendarYear:
    """The days of one year that are not what their weekday says."""

    year: int
    #: Days off by a notice, weekends inside a holiday included; ascending.
    holidays: tuple[date, ...]
    #: Weekend days on which people work; ascending.
    workdays: tuple[date, ...]
    notices: tuple[CalendarNotice, ...]
    #: One byte per day from 1 January: 1 works, 0 is off.
    marks: bytes


class Calendar:
    """Working days from 2004 on; a year is read when it is first asked for.

    It needs state: the years read so far.
    """

    def __init__(self, root: Root = RULEBOOK) -> None:
        self._root = root
        self._read: dict[int, CalendarYear] = {}

    def year(self, year: int) -> CalendarYear:
        """Give the days of one year.

        Raises:
            UncoveredYear: The rulebook has no file for that year.
            RulebookFault: The file is broken.
        """
        if year not in self._read:
            self._read[year] = _read_year(year, self._root)
        return self._read[year]

    def covered_years(self) -> tuple[int, ...]:
        """List the years the rulebook has, ascending, without reading them."""
        names = (each.name for each in (self._root / "calendar").iterdir())
        return tuple(sorted(int(n[:4]) for n in names if n.endswith(".toml")))

    def is_workday(self, day: date) -> bool:
        """Tell whether people work on a day.

        Raises:
            UncoveredYear: The year of the day is not known.
        """
        return self.year(day.year).marks[_place(day)] == 1

    def add_workdays(self, day: date, workdays: int) -> date:
        """Find the n-th working day after a day, which itself is not counted.

        Args:
            day: Any day; the count begins on the next one.
            workdays: How many, at least 1.

        Raises:
            UncoveredYear: The count meets a year that is not known.
        """
        year, place = day.year, _place(day)
        for _ in range(workdays):
            place = self.year(year).marks.find(1, place + 1)
            while place < 0:
                year += 1
                place = self.year(year).marks.find(1)
        return date(year, 1, 1) + timedelta(days=place)

    def workdays_between(self, after: date, upto: date) -> int:
        """Count the working days after one day up to and including another.

        Raises:
            UncoveredYear: A year of the span is not known.
        """
        total = 0
        for year in range(after.year, upto.year + 1):
            marks = self.year(year).marks
            first = _place(after) + 1 if year == after.year else 0
            last = _place(upto) + 1 if year == upto.year else len(marks)
            total += marks.count(1, first, max(first, last))
        return total

    def exceptions(
        self, after: date, upto: date
    ) -> tuple[tuple[date, ...], tuple[date, ...]]:
        """List the days off by notice and the make-up working days of a span.

        Args:
            after: Not part of the span.
            upto: Part of the span.

        Returns:
            Holidays (weekends inside them included) and make-up days, ascending.
        """
        years = [self.year(year) for year in range(after.year, upto.year + 1)]
        holidays = (day for year in years for day in year.holidays)
        workdays = (day for year in years for day in year.workdays)
        return (
            tuple(day for day in holidays if after < day <= upto),
            tuple(day for day in workdays if after < day <= upto),
        )


@cache
def load_calendar(root: Root = RULEBOOK) -> Calendar:
    """Give the calendar of a rulebook, the same one at every call."""
    return Calendar(root)


def _place(day: date) -> int:
    return day.toordinal() - date(day.year, 1, 1).toordinal()


def _read_year(year: int, root: Root) -> CalendarYear:
    path = f"calendar/{year:04}.toml"
    try:
        table = read(path, root)
    except FileNotFoundError as error:
        raise UncoveredYear(year) from error
    reader = Reader(path)
    reader.take(table, "year", int, allowed=(year,))
    holidays = reader.take_all(table, "holidays", date)
    workdays = reader.take_all(table, "workdays", date)
    notices = tuple(_notice(*each) for each in reader.take_tables(table, "notice"))
    reader.rest(table)
    _check_days(reader, year, holidays, workdays)
    reader.raise_if_faulty()
    marks = _marks(year, dict.fromkeys(holidays, 0) | dict.fromkeys(workdays, 1))
    return CalendarYear(year, holidays, workdays, notices, marks)


def _notice(reader: Reader, table: dict[str, object]) -> CalendarNotice:
    notice = CalendarNotice(
        title=reader.take(table, "title", str),
        number=reader.take(table, "number", str),
        issued=reader.take(table, "issued", date, default=None),
        sure=reader.take(table, "sure", str, allowed=SURE),
    )
    reader.rest(table)
    return notice


def _check_days(
    reader: Reader, year: int, holidays: tuple[date, ...], workdays: tuple[date, ...]
) -> None:
    for key, days in (("holidays", holidays), ("workdays", workdays)):
        if list(days) != sorted(set(days)):
            reader.fault(key, [str(day) for day in days], "ascending days, each once")
        for day in days:
            if day.year != year:
                reader.fault(key, str(day), f"days of {year}")
    for day in workdays:
        if day.weekday() < _SATURDAY or day in holidays:
            reader.fault("workdays", str(day), "weekend days that are no holiday")


def _marks(year: int, marks_by_day: Mapping[date, int]) -> bytes:
    first = date(year, 1, 1)
    days = (
        first + timedelta(days=n)
        for n in range(date(year, 12, 31).toordinal() - first.toordinal() + 1)
    )
    return bytes(marks_by_day.get(day, day.weekday() < _SATURDAY) for day in days)
