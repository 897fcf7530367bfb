"""The business registration number (工商注册号, GS 15-2006): 15 digits.

Region 6, serial 8, check digit 1 by ISO 7064 MOD 11,10. Numbers from before 2007
have 13 digits and no check; old local ones carry Chinese (企合粤深总字第…号).
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Literal

from gongshi.identifiers import fixed_width

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import polars as pl

Form = Literal["modern", "old", "local"]

_CHINESE = "[\u4e00-\u9fff]"
_FORMS: dict[Form, re.Pattern[str]] = {
    "modern": re.compile("[0-9]{15}"),
    "old": re.compile("[0-9]{13}"),
}
_HAS_CHINESE = re.compile(_CHINESE)


def classify(number: str) -> Form | None:
    """Name the form: 15 digits, 13 digits, holding Chinese; None for anything else."""
    for form, pattern in _FORMS.items():
        if pattern.fullmatch(number):
            return form
    return "local" if _HAS_CHINESE.search(number) else None


def check_digit(first14: str) -> str:
    """Compute digit 15 from the 14 before it."""
    product = 10
    for digit in first14:
        product = ((product + int(digit)) % 10 or 10) * 2 % 11
    return str((11 - product) % 10)


def is_valid(number: str) -> bool:
    """Tell whether the number is acceptable: a 15-digit one needs its check digit."""
    form = classify(number)
    if form == "modern":
        return check_digit(number[:14]) == number[14]
    return form is not None


def is_modern(number: str) -> bool:
    """Tell whether the number has the 15-digit form; its check digit may be wrong."""
    return classify(number) == "modern"


def fault(number: str) -> str | None:
    """Say in Chinese what is wrong with the number; None when it is good."""
    if is_valid(number):
        return None
    if is_modern(number):
        return f"校验位应为 {check_digit(number[:14])}，现为 {number[14]}"
    if number.isascii() and number.isdigit():
        return f"应为15位数字，现为{len(number)}位"
    return "应为15位数字"


def are_valid(numbers: pl.Series) -> pl.Series:
    """Judge a column as `is_valid` does.

    Args:
        numbers: String, one row per record.

    Returns:
        Boolean in the same order; null where the number is null.
    """
    fits, table = fixed_width.split(numbers, 15)
    other = numbers.str.contains(f"^[0-9]{{13}}$|{_CHINESE}").fill_null(False)
    # Five Chinese characters are 15 bytes as well: local, though not modern.
    good = other.to_numpy(writable=True)
    good[fits] |= _are_checked(table)
    return fixed_width.verdicts(numbers, good)


def _are_checked(table: npt.NDArray[np.uint8]) -> npt.NDArray[np.bool_]:
    import numpy as np

    follows, expected = _steps()
    product = np.full(len(table), 10, np.uint8)
    for place in range(14):
        product = follows[product, table[:, place]]
    checked: npt.NDArray[np.bool_] = expected[product] == table[:, 14]
    return checked


@cache
def _steps() -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint8]]:
    """Lay out one step of the sum, and the last digit that each sum asks for.

    Returns:
        (product, byte) → next product, 0 once a byte was no digit; product → byte.
    """
    import numpy as np

    follows = np.zeros((11, 256), np.uint8)
    for product in range(1, 11):
        for digit in range(10):
            rest = (product + digit) % 10 or 10
            follows[product, ord("0") + digit] = rest * 2 % 11
    # No byte of a text is 255: nothing stands for the last digit of what has none.
    expected = [255, *(ord("0") + (11 - product) % 10 for product in range(1, 11))]
    return follows, np.array(expected, np.uint8)
