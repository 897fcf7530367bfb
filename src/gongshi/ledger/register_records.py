"""The records that rows of a register may be about; never all that there are."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import chain, islice
from typing import TYPE_CHECKING, Final

from django.db.models import QuerySet, TextField, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce

from gongshi.clocks.periods import Period
from gongshi.ledger.among import among
from gongshi.ledger.known import unmended
from gongshi.ledger.models import Entry, Record, Withdrawal
from gongshi.policy.standards import Standard

if TYPE_CHECKING:
    import polars as pl

#: Rows that stand in memory as Python's own values at once.
_BATCH: Final = 50_000


@dataclass(frozen=True)
class RecordsAsked:
    """What the rows of a register have in common."""

    standard: Standard
    #: Ids of the unit and of those below it.
    units: Collection[int]
    #: First and last day of a decision, both included.
    decided: tuple[date, date]
    #: Prefix and year of numbers, as the ledger has them → their serials.
    numbers: Mapping[tuple[str, int], Collection[str]]


def records_near(asked: RecordsAsked) -> pl.DataFrame:
    """Read the records, the returned rows and those that wait.

    A returned row tells of its decision as well: it is not concealed. A decision that
    another unit filed is found by its number.

    Returns:
        One row per record, the earliest first: entry (Int64), unit (Int64), number,
        subject, authority (Strings, "" where blank), decided (Date, null where a rule
        returned the row).
    """
    import polars as pl

    shape = {
        "entry": pl.Int64,
        "unit": pl.Int64,
        "number": pl.String,
        "subject": pl.String,
        "decided": pl.Date,
        "authority": pl.String,
        "is_sound": pl.Boolean,
    }
    rows = chain.from_iterable(_rows(asked))
    frames = [pl.DataFrame(schema=shape)]
    while batch := list(islice(rows, _BATCH)):
        frames.append(pl.DataFrame(batch, schema=shape, orient="row"))
    found = pl.concat(frames).unique("entry").sort("entry")
    return found.with_columns(decided=pl.when("is_sound").then("decided")).drop(
        "is_sound"
    )


def _rows(asked: RecordsAsked) -> Iterator[Iterator[tuple[object, ...]]]:
    own = Entry.objects.filter(unit__in=list(asked.units))
    first, last = asked.decided
    # Nothing is received before it is decided: so the index of what was received needs
    # not be read from its beginning.
    since = Period(first, first).start
    described = own.filter(received_at__gte=since, decided_on__range=(first, last))
    # What is described already is not read twice: to unpack rows is what costs most.
    others = Entry.objects.exclude(
        unit__in=list(asked.units),
        received_at__gte=since,
        decided_on__range=(first, last),
    )
    numbered = (
        others.filter(
            among("series_serial", serials), series_prefix=prefix, series_year=year
        )
        for (prefix, year), serials in asked.numbers.items()
    )
    for entries in (described, *numbered):
        of_kind = entries.filter(category=asked.standard.key)
        current = of_kind.filter(pk__in=Record.objects.values("entry_id"))
        yield _cells(current, asked.standard, is_sound=True)
        waiting = of_kind.filter(outcome__in=("pending", "excluded"))
        waiting = waiting.exclude(pk__in=Withdrawal.objects.values("entry_id"))
        yield _cells(waiting, asked.standard, is_sound=True)
    returned = unmended().filter(unit__in=list(asked.units))
    returned = returned.filter(category=asked.standard.key)
    yield _cells(returned, asked.standard, is_sound=False)


def _cells(
    entries: QuerySet[Entry], standard: Standard, *, is_sound: bool
) -> Iterator[tuple[object, ...]]:
    code = standard.roles.get("authority", "")
    made = Coalesce(KeyTextTransform(code, "row"), Value("", TextField()))
    columns = ("pk", "unit_id", "document_number", "subject_name", "decided_on", "made")
    found = entries.order_by().annotate(made=made).values_list(*columns)
    for row in found.iterator(10_000):
        yield (*row, is_sound)
