"""The terms of a policy: what may be said in one, each with its source and its file."""

from dataclasses import dataclass
from datetime import date

#: What a cadence may come round with.
SPANS = ("day", "week", "month", "quarter")
#: Who does what comes round: the office, or every reporting unit.
DOERS = ("office", "unit")
#: What the office does about a silent unit: tells it, asks it to answer, calls it up.
SILENCE_ACTS = ("note", "remind", "call")


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
    #: Whether the days a unit takes to mend a returned row are part of it. The clocks
    #: stop when a row complies, so only true is read.
    correction_included: bool = True


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
    #: Keys of `COUNTS`, or of the counts of a paper.
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
    #: One of `SILENCE_ACTS`; every step is told, all but a note open a case.
    act: str = "remind"


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
    """Something that is done or filed every day, week, month or quarter."""

    key: str
    title: str
    #: ISO day of the week, 1 is Monday; None where none is named.
    weekday: int | None
    text: str
    source: Source
    sure: str
    file: str
    #: One of `SPANS`: what it comes round with.
    every: str = "week"
    #: How often in each of them.
    times: int = 1
    #: Day of the month by whose end it is due; None = the last one.
    by_day: int | None = None
    #: One of `DOERS`: whose matter it is.
    by: str = "office"


@dataclass(frozen=True)
class Exclusion:
    """Decisions of a category that are kept, but neither sent up nor missed."""

    key: str
    title: str
    category: str
    #: Ids of the rules of the category's standard that carry it out.
    rules: tuple[str, ...]
    text: str
    source: Source
    sure: str
    file: str


@dataclass(frozen=True)
class Scope:
    """Whose records of which categories are collected, and since when."""

    key: str
    title: str
    categories: tuple[str, ...]
    #: Subject kinds that are collected, in the words of their code list.
    subjects: tuple[str, ...]
    #: How many years of decisions before the edition are collected too; None = unsaid.
    years_back: int | None
    text: str
    source: Source
    sure: str
    file: str


@dataclass(frozen=True)
class Column:
    """One column of a daily table."""

    title: str
    #: Key of a count or of a rate.
    value: str
    #: How far it is certain that this count is meant.
    sure: str


@dataclass(frozen=True)
class Daily:
    """The table of each day's filings that is shown to every unit."""

    title: str
    #: Title of the table of one group; may name {group}.
    table: str
    #: Heading of the column of units, and of the last row.
    unit: str
    total: str
    note: str
    #: Keys of the categories it counts.
    categories: tuple[str, ...]
    columns: tuple[Column, ...]
    source: Source
    sure: str
    file: str


@dataclass(frozen=True)
class NilReason:
    """Why a unit may have decided nothing in a period."""

    key: str
    title: str


@dataclass(frozen=True)
class Reminder:
    """How long before its last day a unit is told of what it has to do."""

    #: Calendar days before the last day, from which on it is told.
    days: int
    source: Source
    sure: str
    file: str


@dataclass(frozen=True)
class NilReturn:
    """How a unit says that it decided nothing: how often, and with which reasons."""

    #: "week" or "month".
    every: str
    #: Offered beside one that is written freely.
    reasons: tuple[NilReason, ...]
    source: Source
    sure: str
    file: str
