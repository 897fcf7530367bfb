"""The citizen's identity number (公民身份号码, GB 11643-1999): 18 or, formerly, 15.

Region 6, birth date 8 (old form: 6, all in 19xx), sequence 3, check character 1 (old
form: none). Residence permits of 港澳台 residents follow the same form.
"""

from __future__ import annotations

import datetime
import re
from typing import TYPE_CHECKING, Final

from gongshi.identifiers import divisions, fixed_width

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import polars as pl

#: Weights of digits 1 to 17.
WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
#: Check character by (sum modulo 11).
CHECKS: Final = "10X98765432"
#: First two digits: the provinces, and 83 for residence permits of 台湾 residents.
#: Abolished counties stay on living people's cards, so nothing finer is refused.
PREFIXES: Final = divisions.PROVINCES | {"83"}

_DIGITS = "0123456789"
_EARLIEST_YEAR = 1850
# Eighteen years, added to a day written YYYYMMDD.
_ADULT_SPAN = 18 * 10000
_SHAPE = re.compile("[0-9]{17}[0-9X]|[0-9]{15}")


def check_character(first17: str) -> str:
    """Compute character 18 from the 17 digits before it."""
    pairs = zip(first17, WEIGHTS, strict=True)
    return CHECKS[sum(int(digit) * weight for digit, weight in pairs) % 11]


def to_eighteen(number: str) -> str:
    """Write a 15-digit number in the form of 18; anything else is given back."""
    if len(number) != 15 or not _SHAPE.fullmatch(number):
        return number
    first17 = f"{number[:6]}19{number[6:]}"
    return first17 + check_character(first17)


def birth_date(number: str) -> datetime.date | None:
    """Read the birth date; None when shape or date is impossible, or before 1850.

    The check character plays no part: a mistyped one hides no minor.
    """
    if not _SHAPE.fullmatch(number):
        return None
    digits = to_eighteen(number)[6:14]
    try:
        date = datetime.date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None
    return date if date.year >= _EARLIEST_YEAR else None


def is_minor(number: str, on: datetime.date) -> bool:
    """Tell whether the person is under 18 years on that day (the birthday ends it).

    False when no birth date can be read.
    """
    born_on = birth_date(number)
    return born_on is not None and _as_digits(born_on) + _ADULT_SPAN > _as_digits(on)


def is_valid(number: str, prefixes: frozenset[str] = PREFIXES) -> bool:
    """Tell whether shape, first two digits, birth date and check character hold."""
    return (
        birth_date(number) is not None
        and number[:2] in prefixes
        and (len(number) == 15 or check_character(number[:17]) == number[17])
    )


def fault(number: str, on: datetime.date | None = None) -> str | None:
    """Say in Chinese what is wrong with the number; None when it is good.

    Args:
        number: Upper-cased text.
        on: The birth date may not lie after this day; None skips the question.
    """
    if len(number) not in (15, 18):
        return f"应为18位（旧证15位），现为{len(number)}位"
    if not _SHAPE.fullmatch(number):
        return "应全为数字，仅第18位可为 X"
    if number[:2] not in PREFIXES:
        return f"前两位 {number[:2]} 不是省级行政区划代码"
    born_on = birth_date(number)
    if born_on is None:
        return "出生日期不是真实日期"
    if on is not None and born_on > on:
        return f"出生日期晚于{on.isoformat()}"
    if is_valid(number):
        return None
    return f"校验位应为 {check_character(number[:17])}，现为 {number[17]}"


def are_valid(numbers: pl.Series, prefixes: frozenset[str] = PREFIXES) -> pl.Series:
    """Judge a column as `is_valid` does.

    Args:
        numbers: String, one row per record.
        prefixes: First two digits that may stand.

    Returns:
        Boolean in the same order; null where the number is null.
    """
    import numpy as np

    good = np.zeros(len(numbers), np.bool_)
    allowed = np.zeros(100, np.bool_)
    allowed[[int(prefix) for prefix in prefixes]] = True
    for width in (15, 18):
        fits, table = fixed_width.split(numbers, width)
        head = fixed_width.weigh(table, [10, 1], _DIGITS)
        placed = allowed[np.minimum(head, 99)]
        good[fits] = placed & (_births(table) > 0) & _are_checked(table)
    return fixed_width.verdicts(numbers, good)


def births(numbers: pl.Series) -> pl.Series:
    """Read the birth dates of a column as `birth_date` does.

    Args:
        numbers: String, one row per record.

    Returns:
        Int32 written YYYYMMDD, in the same order; null where there is none.
    """
    import numpy as np
    import polars as pl

    days = np.zeros(len(numbers), np.int32)
    for width in (15, 18):
        fits, table = fixed_width.split(numbers, width)
        days[fits] = _births(table)
    column = pl.Series(numbers.name, days, dtype=pl.Int32)
    return column.set(column == 0, None)


def are_minors(numbers: pl.Expr, on: pl.Expr) -> pl.Expr:
    """Judge a column as `is_minor` does.

    Args:
        numbers: String.
        on: Date.

    Returns:
        Boolean; null where the birth date cannot be read or the day is null.
    """
    import polars as pl

    born_on = numbers.map_batches(births, return_dtype=pl.Int32, is_elementwise=True)
    return born_on + _ADULT_SPAN > days(on)


def days(dates: pl.Expr) -> pl.Expr:
    """Write dates as Int32 YYYYMMDD, the form `births` gives."""
    import polars as pl

    year = dates.dt.year().cast(pl.Int32)
    month = dates.dt.month().cast(pl.Int32)
    return year * 10000 + month * 100 + dates.dt.day().cast(pl.Int32)


def _as_digits(date: datetime.date) -> int:
    return date.year * 10000 + date.month * 100 + date.day


def _births(table: npt.NDArray[np.uint8]) -> npt.NDArray[np.int32]:
    """Read YYYYMMDD from rows of 15 or 18 bytes; 0 where impossible."""
    import numpy as np

    is_old = table.shape[1] == 15
    width = 6 if is_old else 8
    tens = [10**place for place in reversed(range(width))]
    value = fixed_width.weigh(table[:, 6:], tens, _DIGITS)
    value = value + 19000000 if is_old else value
    digits = fixed_width.weigh(table, [1] * (15 if is_old else 17), _DIGITS)
    is_shaped = digits < fixed_width.ILLEGAL
    if not is_old:
        is_shaped &= _is_last(table[:, 17])
    value = np.where(is_shaped, value, 0)
    good: npt.NDArray[np.int32] = np.where(_are_real(value), value, 0)
    return good


def _is_last(last: npt.NDArray[np.uint8]) -> npt.NDArray[np.bool_]:
    import numpy as np

    return np.isin(last, np.frombuffer(b"0123456789X", np.uint8))


def _are_real(value: npt.NDArray[np.int32]) -> npt.NDArray[np.bool_]:
    import numpy as np

    year, month, day = value // 10000, value // 100 % 100, value % 100
    lengths = np.zeros(100, np.int32)
    lengths[1:13] = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
    is_leap = ((year % 4 == 0) & (year % 100 != 0)) | (year % 400 == 0)
    length = lengths[month] + (is_leap & (month == 2))
    real: npt.NDArray[np.bool_] = (
        (year >= _EARLIEST_YEAR) & (day >= 1) & (day <= length)
    )
    return real


def _are_checked(table: npt.NDArray[np.uint8]) -> npt.NDArray[np.bool_]:
    import numpy as np

    if table.shape[1] == 15:
        return np.ones(len(table), np.bool_)
    totals = fixed_width.weigh(table, WEIGHTS, _DIGITS)
    checks = np.frombuffer(CHECKS.encode(), np.uint8)
    checked: npt.NDArray[np.bool_] = checks[totals % 11] == table[:, 17]
    return checked
