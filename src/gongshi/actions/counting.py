"""Counts a span of days by unit, category or day, with the place's rates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models.functions import TruncDate

from gongshi.assessment.counts import NAMES, Counts
from gongshi.assessment.rates import printed
from gongshi.clocks.periods import Period
from gongshi.ledger.facts import counts_by, standing
from gongshi.ledger.models import Unit
from gongshi.policy.policies import Policy, Rate, policy_in_force

#: What people read above the columns.
TITLES = {
    "unit": "单位",
    "category": "类别",
    "day": "日期",
    "received": "报送量",
    "accepted": "正确",
    "faulty": "问题",
    "duplicate": "重复",
    "pending": "待清洗",
    "excluded": "不上报",
    "late": "迟报",
    "exempt": "免计迟报",
}
#: Counts that mean nothing where a category has no deadline.
_OF_TIME = {"late", "on_time", "exempt"}


@dataclass(frozen=True)
class Counted:
    """Rows of counts: keys, counts, and rates as printed."""

    rows: list[dict[str, object]]
    #: All of them together; empty where there are no rows.
    total: dict[str, object]
    counts: tuple[str, ...]
    rates: tuple[str, ...]
    titles: Mapping[str, str]


def count_span(span: Period, by: str, place: str) -> Counted:
    """Count a span.

    Args:
        span: First and last day, both included.
        by: unit (and category), category, or day.
        place: Key or name of the place whose rates are printed.

    Returns:
        One row per unit and category with rows, per category, or per day.
    """
    policy = policy_in_force(place, span.last_day)
    entries = standing(span.start, span.end)
    if by == "day":
        entries = entries.annotate(day=TruncDate("received_at"))
    keys = {"unit": ("unit_id", "category"), "category": ("category",), "day": ("day",)}
    counted = counts_by(entries, *keys[by])
    units = {unit.pk: unit for unit in Unit.objects.all()}
    rows = [
        {
            **_named(by, key, units),
            **_figures(counts, policy, None if by == "day" else str(key[-1])),
        }
        for key, counts in sorted(
            counted.items(), key=lambda each: _order(by, each[0], units)
        )
    ]
    return Counted(
        rows=rows,
        total=_total(counted, policy),
        counts=("received", *NAMES),
        rates=tuple(policy.rates),
        titles=TITLES | {key: rate.title + "(%)" for key, rate in policy.rates.items()},
    )


def _total(
    counted: Mapping[tuple[object, ...], Counts], policy: Policy
) -> dict[str, object]:
    """Add everything up; rates of time are told where any of it has a deadline."""
    if not counted:
        return {}
    return _figures(sum(counted.values(), Counts()), policy, None)


def _named(
    by: str, key: tuple[object, ...], units: Mapping[int, Unit]
) -> dict[str, object]:
    if by == "day":
        return {"day": str(key[0])}
    if by == "category":
        return {"category": str(key[0])}
    unit = units.get(key[0]) if isinstance(key[0], int) else None
    return {"unit": unit.name if unit else None, "category": str(key[1])}


def _order(
    by: str, key: tuple[object, ...], units: Mapping[int, Unit]
) -> tuple[object, ...]:
    if by != "unit":
        return key
    # Rows of no known unit come last.
    unit = units.get(key[0]) if isinstance(key[0], int) else None
    return (unit is None, unit.position if unit else 0, key[1])


def _figures(counts: Counts, policy: Policy, category: str | None) -> dict[str, object]:
    """Print counts and rates; a category of None stands for several of them."""
    timed = {each.category for each in policy.deadlines}
    is_timed = category is None or category in timed
    rates = {
        key: printed(rate, counts) if is_timed or not _is_of_time(rate) else rate.empty
        for key, rate in policy.rates.items()
    }
    return {**counts.named(), **rates}


def _is_of_time(rate: Rate) -> bool:
    """Tell whether a rate says how many came in time: nothing where none was due."""
    return bool(_OF_TIME & {rate.numerator, rate.denominator})
