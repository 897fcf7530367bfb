"""The terms of a policy: what may be said in one, each with its source and its file."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Source:
    """The document a value comes from."""

    title: str
    #: Document number; empty where the document shows none.
    number: str
    #: Article or passage, quoted where that helps.
    article: str


@dataclass(frozen=True)
class Category:
    """A kind of record and the names people write for it."""

    key: str
    title: str
    aliases: tuple[str, ...]
    file: str


@dataclass(frozen=True)
class Deadline:
    """How long after a decision its record must have arrived."""

    category: str
    #: Whole days after the decision day, in `unit`; the last one counts to 24:00.
    days: int
    #: "workday" or "calendar".
    unit: str
    #: True moves a calendar-day end that is no working day to the next working day.
    roll_forward: bool
    #: Who must receive it, in words.
    to: str
    #: The first decision day it holds for.
    since: date
    source: Source
    sure: str
    file: str


@dataclass(frozen=True)
class Window:
    """A time in which overdue records may be filed without counting as late."""

    name: str
    categories: tuple[str, ...]
    #: First and last decision day, both included.
    decided_from: date
    decided_to: date
    #: Last day of filing, to 24:00.
    submit_by: date
    #: True where the record counts as late all the same.
    counts_late: bool
    #: Whether a record returned inside the window may follow after it; no known
    #: notice allows that, so only false is read.
    reject_extends: bool
    source: Source
    sure: str
    file: str


@dataclass(frozen=True)
class Rate:
    """One count divided by another, and how it is written."""

    key: str
    title: str
    #: Keys of `COUNTS`.
    numerator: str
    denominator: str
    #: Places of the percentage, and how it is rounded to them ("half_up").
    decimals: int
    rounding: str
    #: "bare" writes a whole number without decimals, "padded" with them.
    whole: str
    #: Written for nothing over nothing.
    empty: str
    source: Source
    sure: str
    file: str


@dataclass(frozen=True)
class Silence:
    """What follows when a unit has filed nothing for so many days."""

    #: Calendar days since the last filing; the step holds from the day after.
    days: int
    #: What is done then, in a few words.
    title: str
    #: Whether it is called grave, not only noted.
    grave: bool
    source: Source
    sure: str
    file: str


@dataclass(frozen=True)
class Group:
    """Units that are listed and ranked together, and the names people write for it."""

    key: str
    title: str
    aliases: tuple[str, ...]
    source: Source
    sure: str
    file: str


@dataclass(frozen=True)
class Cadence:
    """A day of the week by whose end the week's decisions must be filed."""

    key: str
    title: str
    #: ISO day of the week, 1 is Monday.
    weekday: int
    text: str
    source: Source
    sure: str
    file: str
