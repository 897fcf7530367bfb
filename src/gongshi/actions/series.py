"""Lists the series of document numbers in the ledger, and what they miss."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils import timezone

from gongshi.clocks.periods import Period, local_day
from gongshi.concealment.series import Found, find_series
from gongshi.concealment.telling import Reading, Series, tell, understand
from gongshi.ledger.numbers import KnownNumber, known_numbers, prefixes_of
from gongshi.ledger.selecting import units_of
from gongshi.policy.continuity import ContinuityTerms, continuity_in_force
from gongshi.policy.standards import categories, load_standard

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True)
class Unread:
    """A text that stands where a number should, and what it is understood to be."""

    known: KnownNumber
    reading: Reading


@dataclass(frozen=True)
class Listed:
    """What was asked for."""

    series: tuple[Series, ...]
    unread: tuple[Unread, ...]
    #: Edition of the rules by which gaps were judged.
    edition: str


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
    # Who shares a counter has the same prefix or is the same authority.
    prefixes = None if units is None else prefixes_of(units)
    known = list(known_numbers(until, prefixes))
    if units is not None:
        known += _unread_of(known_numbers(until, [""]), units)
    terms = continuity_in_force(day)
    found = find_series(_decisions(known), terms)
    wanted = [_is_wanted(each, period, units, category) for each in known]
    return _listed(known, wanted, found, terms)


def _unread_of(
    numbers: Iterable[KnownNumber], units: frozenset[int]
) -> list[KnownNumber]:
    return [each for each in numbers if each.unit_id in units]


def _decisions(known: Sequence[KnownNumber]) -> pl.DataFrame:
    import polars as pl

    names = ("number", "category", "authority", "decided_on", "party")
    columns = {name: [getattr(each, name) for each in known] for name in names}
    shape = dict.fromkeys(names, pl.String) | {"decided_on": pl.Date}
    return pl.DataFrame(columns, schema=shape).select(
        "authority",
        "number",
        "party",
        kind="category",
        decided="decided_on",
        exempt=pl.lit(value=False),
    )


def _is_wanted(
    each: KnownNumber,
    period: Period | None,
    units: frozenset[int] | None,
    category: str | None,
) -> bool:
    return (
        (period is None or each.received_at in period)
        and (units is None or each.unit_id in units)
        and (category is None or each.category == category)
    )


def _listed(
    known: Sequence[KnownNumber],
    wanted: Sequence[bool],
    found: Found,
    terms: ContinuityTerms,
) -> Listed:
    series_of = found.series_of.to_list()
    asked = {
        series for series, is_asked in zip(series_of, wanted, strict=True) if is_asked
    }
    told = tell(
        found,
        terms,
        names={each.authority: each.authority_name for each in known},
        kinds={each: load_standard(each).title for each in categories()},
    )
    numbers = found.series["series"].to_list()
    return Listed(
        series=tuple(
            each for number, each in zip(numbers, told, strict=True) if number in asked
        ),
        unread=tuple(
            Unread(each, understand(each.number, terms))
            for each, series, is_asked in zip(known, series_of, wanted, strict=True)
            if is_asked and series is None and each.number
        ),
        edition=terms.edition,
    )
