"""The units by a rate: the best, the worst, those that reach a value or stay below it.

kind = "rated"
rate = "accepted_rate"
groups = ["districts"]
scope = "licence"
order = "worst"
most = 3
below = 100
"""

from collections.abc import Sequence
from fractions import Fraction

from gongshi.bulletin.figures import WHOLE, Figures, UnitCounts


def choose(
    figures: Figures,
    *,
    rate: str,
    groups: Sequence[str],
    scope: str = WHOLE,
    order: str = "best",
    most: int | None = None,
    below: int | None = None,
    at: int | None = None,
) -> list[UnitCounts]:
    """Choose the units; one without rows has no rate and is never among them.

    Args:
        figures: Of the month.
        rate: Key of the rate.
        groups: Keys of the groups.
        scope: Which categories.
        order: "best" or "worst" first; ties in register order.
        most: So many of them at most.
        below: Only those below so many per cent, unrounded.
        at: Only those at exactly so many per cent.
    """
    rated = [
        (value, unit)
        for group in groups
        for unit in figures.of_group(group)
        if (value := _value(figures, unit, rate, scope)) is not None
        and (below is None or value < below)
        and (at is None or value == at)
    ]
    rated.sort(key=lambda each: each[0], reverse=order == "best")
    return [unit for _, unit in rated][:most]


def _value(
    figures: Figures, unit: UnitCounts, rate: str, scope: str
) -> Fraction | None:
    terms = figures.rate(rate, scope)
    whole = figures.count(unit, terms.denominator, scope)
    part = figures.count(unit, terms.numerator, scope)
    return Fraction(100 * part, whole) if whole else None
