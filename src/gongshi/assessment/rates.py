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
    denominator = getattr(counts, rate.denominator)
    if not denominator:
        return rate.empty
    share = Decimal(getattr(counts, rate.numerator)) * 100 / denominator
    rounded = share.quantize(Decimal(1).scaleb(-rate.decimals), ROUND_HALF_UP)
    is_bare = rate.whole == "bare" and rounded == rounded.to_integral_value()
    return f"{rounded:.0f}" if is_bare else f"{rounded}"
