"""Codes of administrative divisions (行政区划代码, GB/T 2260): shape only.

The list of counties changes every year and functional areas have none of these
codes, so nothing finer than the province is refused here.
"""

import re
from typing import Final

#: Stands for the whole nation.
NATION: Final = "100000"
#: First two digits of every province, municipality, region and 港澳台.
PROVINCES: Final = frozenset(
    str(code)
    for first, last in (
        (11, 15),
        (21, 23),
        (31, 37),
        (41, 46),
        (50, 54),
        (61, 65),
        (71, 71),
        (81, 82),
    )
    for code in range(first, last + 1)
)

_REGION = re.compile("[0-9]{6}")


def is_province(two_digits: str) -> bool:
    """Tell whether two digits name a province-level division."""
    return two_digits in PROVINCES


def is_region(code: str) -> bool:
    """Tell whether six digits can be a region: a province, a prefecture or a county.

    A county needs a prefecture part; 90 there stands for counties held directly by
    the province.
    """
    if code == NATION:
        return True
    is_shaped = _REGION.fullmatch(code) is not None and is_province(code[:2])
    return is_shaped and (code[2:4] != "00" or code[4:] == "00")
