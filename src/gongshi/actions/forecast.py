"""Says what receiving a file would make of it and of the month, and stores nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from gongshi.actions.assess import assess
from gongshi.actions.judging import judge_file
from gongshi.actions.receive import moment_of
from gongshi.assessment.counts import NAMES, Counts
from gongshi.clocks.periods import Period, local_day, month
from gongshi.errors import UsageError
from gongshi.ledger.enter import Arrival, Foretold, foretell
from gongshi.ledger.facts import counts_by, heads, standing
from gongshi.ledger.models import ROWS_A_BATCH, Unit

#: Ids that one question to the database may name.
_SLICE = 10_000


@dataclass(frozen=True)
class Forecast:
    """What would become of a file, and of the month of its unit."""

    arrival: Arrival
    foretold: Foretold
    period: Period
    #: The month of the unit at the top of the tree, as it is and as it would be.
    now: Counts
    then: Counts


@dataclass(frozen=True)
class Points:
    """The unit's total as it is and as it would be; None while it is excused."""

    now: Fraction | None
    then: Fraction | None


def forecast(
    content: bytes,
    *,
    file_name: str,
    category: str,
    reporter: Unit,
    received_at: datetime | None = None,
    most_rows: int = ROWS_A_BATCH - 1,
) -> Forecast:
    """Judge a file as if it were received, by the very code that would.

    Args:
        content: The bytes.
        file_name: Their name.
        category: Key of the record category.
        reporter: The unit that would file it.
        received_at: Aware moment; now when absent.
        most_rows: A longer file is not looked at.

    Raises:
        FileFault: The file cannot be read as what it claims to be, or is too long.
    """
    at = moment_of(received_at)
    arrival = judge_file(
        content,
        file_name=file_name,
        category=category,
        reporter=reporter,
        received_at=at,
        most_rows=most_rows,
    )
    foretold = foretell(arrival, at)
    period = month(f"{local_day(at):%Y-%m}")
    now = _counts(period, reporter)
    then = now + foretold.counts - _leaving(period, foretold)
    return Forecast(arrival, foretold, period, now, then)


def points(done: Forecast, unit: Unit, place: str) -> Points | None:
    """Give the unit's points as they are and as they would be.

    Returns:
        None where the place scores no units, or not this one.
    """
    head = heads()[unit.pk].name
    supposed = {name: getattr(done.then, name) for name in NAMES}
    try:
        before = assess(done.period, place).of(head).card
        after = assess(done.period, place, unit=head, supposing=supposed).of(head).card
    except UsageError:
        return None
    return Points(before.total, after.total)


def _counts(period: Period, unit: Unit) -> Counts:
    tops = heads()
    tree = [pk for pk, head in tops.items() if head.pk == tops[unit.pk].pk]
    entries = standing(period.start, period.end).filter(unit_id__in=tree)
    return sum(counts_by(entries, "outcome").values(), Counts())


def _leaving(period: Period, foretold: Foretold) -> Counts:
    """Count the returned rows that this file would mend within their month."""
    mended = [each["replaces_id"] for each in foretold.entries if each["replaces_id"]]
    found = Counts()
    for start in range(0, len(mended), _SLICE):
        entries = standing(period.start, period.end).filter(
            pk__in=mended[start : start + _SLICE]
        )
        found += sum(counts_by(entries, "outcome").values(), Counts())
    return found
