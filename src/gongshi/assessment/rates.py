"""Rates: numerator and denominator kept to the last step, then printed as a notice does.

half up to 2 decimals        7 / 866   → 0.81
whole numbers bare           2 / 2     → 100
nothing over nothing         0 / 0     → -
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from gongshi.assessment.counts import Counts
from gongshi.policy.terms import Rate


def printed(rate: Rate, counts: Counts) -> str:
    """Print a rate in per cent, without the sign.

    Args:
        rate: Names the counts, the decimals and what stands for nothing over nothing.
        counts: What it is taken of.

    Returns:
        Such as 0.81, 100, 0.90 or "-".
    """
    part, whole = getattr(counts, rate.numerator), getattr(counts, rate.denominator)
    return printed_parts(rate, part, whole)


def printed_parts(rate: Rate, numerator: int, denominator: int) -> str:
    """Print a rate whose two counts are known, in per cent, without the sign."""
    if not denominator:
        return rate.empty
    return percentage(
        numerator,
        denominator,
        decimals=rate.decimals,
        is_bare=rate.whole == "bare",
    )


def percentage(
    numerator: int, denominator: int, *, decimals: int = 2, is_bare: bool = False
) -> str:
    """Print a part of a whole in per cent, half up, without the sign.

    Args:
        numerator: The part.
        denominator: The whole, not 0.
        decimals: Places after the point.
        is_bare: Whole numbers without decimals.
    """
    share = Decimal(numerator) * 100 / denominator
    rounded = share.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    if is_bare and rounded == rounded.to_integral_value():
        return f"{rounded:.0f}"
    return f"{rounded}"
