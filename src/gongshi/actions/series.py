"""Lists the series of document numbers in the ledger, and what they miss."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING, Final

from django.utils import timezone

from gongshi.clocks.periods import Period, local_day
from gongshi.ledger.numbers import KnownNumber, known_numbers, prefixes_of
from gongshi.ledger.selecting import units_of
from gongshi.oversight.reading import Reading, understand
from gongshi.oversight.series import Found, find_series
from gongshi.oversight.telling import Series, tell
from gongshi.policy.continuity import ContinuityTerms, continuity_in_force
from gongshi.policy.standards import categories, load_standard

if TYPE_CHECKING:
    import polars as pl


#: Rows that stand in memory as Python's own values at once.
_BATCH: Final = 50_000


@dataclass(frozen=True)
class Unread:
    """A text that stands where a number should, and what it is understood to be."""

    number: str
    category: str
    authority_name: str
    reading: Reading


@dataclass(frozen=True)
class Listed:
    """What was asked for."""

    series: tuple[Series, ...]
    unread: tuple[Unread, ...]
    #: Edition of the rules by which gaps were judged.
    edition: str


@dataclass(frozen=True)
class _Asked:
    """Which numbers are asked for; what is None asks nothing."""

    period: Period | None
    units: frozenset[int] | None
    category: str | None

    def __contains__(self, each: KnownNumber) -> bool:
        return (
            (self.period is None or each.received_at in self.period)
            and (self.units is None or each.unit_id in self.units)
            and (self.category is None or each.category == self.category)
        )


def list_series(
    period: Period | None = None,
    *,
    unit: str | None = None,
    category: str | None = None,
    now: datetime | None = None,
) -> Listed:
    """List series; numbers are judged by all that was received up to the period's end.

    Args:
        period: Only series of which a number was received in it; None = all.
        unit: Name, alias or code: only series of which it filed a number, it or a
            unit below it.
        category: Key: only series of which a number is of this category.
        now: Aware moment of looking; None = the present.

    Raises:
        UnknownName: There is no such unit.
    """
    until = period.end if period else now or timezone.now()
    day = period.last_day if period else local_day(until)
    units = None if unit is None else frozenset(units_of(unit, day))
    # Who shares a counter has the same prefix or is the same authority; "" is the
    # prefix of what is no number.
    prefixes = None if units is None else {"", *prefixes_of(units)}
    asked = _Asked(period, units, category)
    known = _frame(known_numbers(until, prefixes), asked)
    terms = continuity_in_force(day)
    return _listed(known, find_series(known, terms), terms)


def _frame(numbers: Iterable[KnownNumber], asked: _Asked) -> pl.DataFrame:
    """Gather numbers as `find_series` takes them; also authority_name, is_asked."""
    import polars as pl

    shape = {
        "number": pl.String,
        "kind": pl.String,
        "authority": pl.String,
        "authority_name": pl.String,
        "decided": pl.Date,
        "party": pl.String,
        "is_asked": pl.Boolean,
    }
    rows = (
        (
            each.number,
            each.category,
            each.authority,
            each.authority_name,
            each.decided_on,
            each.party,
            each in asked,
        )
        for each in numbers
    )
    frames = [pl.DataFrame(schema=shape)]
    while batch := list(islice(rows, _BATCH)):
        frames.append(pl.DataFrame(batch, schema=shape, orient="row"))
    return pl.concat(frames).with_columns(exempt=pl.lit(value=False))


def _listed(known: pl.DataFrame, found: Found, terms: ContinuityTerms) -> Listed:
    import polars as pl

    known = known.with_columns(series=found.series_of)
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
    return Listed(
        series=tuple(
            each
            for number, each in zip(found.series["series"], told, strict=True)
            if number in asked
        ),
        unread=tuple(
            Unread(number, kind, name, understand(number, terms))
            for number, kind, name in unread.select(
                "number", "kind", "authority_name"
            ).iter_rows()
        ),
        edition=terms.edition,
    )
