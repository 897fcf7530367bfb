"""The 9-character organisation code (组织机构代码, GB 11714-1997), hyphen removed.

It is also characters 9 to 17 of the unified social credit code.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from gongshi.identifiers import fixed_width

if TYPE_CHECKING:
    import polars as pl

#: 36 characters, the place is the value.
ALPHABET: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#: Weights of characters 1 to 8.
WEIGHTS: Final = (3, 7, 9, 10, 5, 8, 4, 2)
#: Check character by (sum modulo 11).
CHECKS: Final = "0X987654321"

_VALUE_BY_CHARACTER = {character: value for value, character in enumerate(ALPHABET)}
_SHAPE = re.compile("[0-9A-Z]{8}[0-9X]")
_MEND = str.maketrans({"I": "1", "O": "0", "S": "5", "Z": "2"})


def check_character(first8: str) -> str:
    """Compute character 9 from the 8 before it (digits and capital letters)."""
    total = sum(
        _VALUE_BY_CHARACTER[character] * weight
        for character, weight in zip(first8, WEIGHTS, strict=True)
    )
    return CHECKS[total % 11]


def is_valid(code: str) -> bool:
    """Tell whether shape and check character hold; nine zeros do not."""
    return (
        _SHAPE.fullmatch(code) is not None
        and check_character(code[:8]) == code[8]
        and code != "0" * 9
    )


def fault(code: str) -> str | None:
    """Say in Chinese what is wrong with the code; None when it is good."""
    if is_valid(code):
        return None
    if len(code) != 9:
        return f"应为9位，现为{len(code)}位"
    if code == "0" * 9:
        return "全部为0，不是真实代码"
    if not _SHAPE.fullmatch(code):
        return "前8位应为数字或大写字母，末位应为数字或 X"
    return f"校验位应为 {check_character(code[:8])}，现为 {code[8]}"


def mend(code: str) -> str | None:
    """Suggest the code that was surely meant; None where that is a guess.

    Every letter is allowed in the body, so only a letter in the last place, where
    none but X may stand, can be told to be a mistyped digit.
    """
    mended = code[:8] + code[8:].translate(_MEND)
    return mended if mended != code and is_valid(mended) else None


def are_valid(codes: pl.Series) -> pl.Series:
    """Judge a column as `is_valid` does.

    Args:
        codes: String, one row per record.

    Returns:
        Boolean in the same order; null where the code is null.
    """
    import numpy as np

    fits, table = fixed_width.split(codes, 9)
    totals = fixed_width.weigh(table, WEIGHTS, ALPHABET)
    checks = np.frombuffer(CHECKS.encode(), np.uint8)
    is_shaped = (totals > 0) & (totals < fixed_width.ILLEGAL)
    good = np.zeros(len(codes), np.bool_)
    good[fits] = is_shaped & (checks[totals % 11] == table[:, 8])
    return fixed_width.verdicts(codes, good)
