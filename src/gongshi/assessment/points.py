"""Points as people read them: exact until here, half up to the policy's places.

250/3 → 83.33      100 → 100      None → -
"""

from decimal import Decimal
from fractions import Fraction
from functools import lru_cache


@lru_cache(maxsize=10_000)
def printed(points: Fraction | int | None, decimals: int) -> str:
    """Print points.

    Args:
        points: Exact; None where there are none to give.
        decimals: Places; a whole number is printed without.

    Returns:
        Such as 83.33, 100 or "-".
    """
    if points is None:
        return "-"
    scaled = abs(Fraction(points)) * 10**decimals
    # In whole numbers, since a Decimal quotient would be rounded twice.
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    rounded = Decimal(whole if points >= 0 else -whole).scaleb(-decimals)
    is_whole = rounded == rounded.to_integral_value()
    return f"{rounded:.0f}" if is_whole else f"{rounded:.{decimals}f}"
