"""The 18-character unified social credit code (统一社会信用代码, GB 32100-2015).

Text comes in upper-cased and without blanks. Layout: department 1, kind of body 1,
region 6, organisation code 9, check character 1.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from gongshi.identifiers import divisions, fixed_width, organisation_code

if TYPE_CHECKING:
    import polars as pl

#: 31 characters, the place is the value; I, O, S, V and Z are left out.
ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
#: Weights of characters 1 to 17.
WEIGHTS: Final = tuple(pow(3, place, 31) for place in range(17))
#: Stands for "no code yet". It fails the check character, so ask for it first.
PLACEHOLDER: Final = "0" * 17 + "X"

_VALUE_BY_CHARACTER = {character: value for value, character in enumerate(ALPHABET)}
_SHAPE = re.compile(f"[{ALPHABET}]{{2}}[0-9]{{6}}[{ALPHABET}]{{10}}")
_ILLEGAL = re.compile(f"[^{ALPHABET}]")
_FORBIDDEN_LETTERS = "IOSVZ"
# V has no digit it is regularly mistaken for, so it is never mended.
_MEANT_BY_LETTER = {"I": "1", "O": "0", "S": "5", "Z": "2"}
_MEND = str.maketrans(_MEANT_BY_LETTER)
# First character (registering department) → second characters (kind of body).
_KINDS_BY_DEPARTMENT = {
    "1": "1239",
    "2": "19",
    "3": "123459",
    "4": "19",
    "5": "1239",
    "6": "129",
    "7": "129",
    "8": "19",
    "9": "1239",
    "A": "19",
    "N": "1239",
    "Y": "1",
}


def is_placeholder(code: str) -> bool:
    """Tell whether the code is the agreed stand-in for "no code yet"."""
    return code == PLACEHOLDER


def is_known_department(code: str) -> bool:
    """Tell whether the first two characters are a known pair.

    The list grows, so an unknown pair is worth a reminder, never a refusal.
    """
    return code[1:2] != "" and code[1] in _KINDS_BY_DEPARTMENT.get(code[0], "")


def check_character(first17: str) -> str:
    """Compute character 18 from the 17 before it (all in `ALPHABET`)."""
    total = sum(
        _VALUE_BY_CHARACTER[character] * weight
        for character, weight in zip(first17, WEIGHTS, strict=True)
    )
    return ALPHABET[-total % 31]


def is_valid(code: str) -> bool:
    """Tell whether shape and check character hold; the placeholder does not."""
    return (
        _SHAPE.fullmatch(code) is not None
        and check_character(code[:17]) == code[17]
        and code[:17] != "0" * 17
    )


def fault(code: str) -> str | None:
    """Say in Chinese what is wrong with the code; None when it is good."""
    if is_valid(code):
        return None
    if len(code) != 18:
        return f"应为18位，现为{len(code)}位"
    if code[:17] == "0" * 17:
        return "是占位代码，不是真实代码"
    return _illegal_character(code) or _wrong_check(code)


def mend(code: str) -> str | None:
    """Suggest the code that was surely meant; None where that is a guess.

    Two slips can be computed: a letter outside the alphabet typed for a digit, when
    both check characters hold afterwards; and a wrong last character, when
    everything before it is confirmed by the organisation code's own check character.
    """
    if len(code) != 18 or is_valid(code) or is_placeholder(code):
        return None
    digits = code.translate(_MEND)
    if not _SHAPE.fullmatch(digits[:17] + "0"):
        return None
    if not organisation_code.is_valid(digits[8:17]):
        return None
    if is_valid(digits):
        return digits
    is_head_typed_right = code[:17] == digits[:17] and _is_head_plausible(code)
    return code[:17] + check_character(code[:17]) if is_head_typed_right else None


def are_valid(codes: pl.Series) -> pl.Series:
    """Judge a column as `is_valid` does.

    Args:
        codes: String, one row per record.

    Returns:
        Boolean in the same order; null where the code is null.
    """
    import numpy as np

    fits, table = fixed_width.split(codes, 18)
    first17 = fixed_width.weigh(table, WEIGHTS, ALPHABET)
    last = fixed_width.weigh(table[:, 17:], [1], ALPHABET)
    region = fixed_width.weigh(table[:, 2:8], [1] * 6, ALPHABET[:10])
    # The last value weighs 1: a code holds when the sum is a multiple of 31.
    totals = first17 + last
    is_shaped = (totals < fixed_width.ILLEGAL) & (region < fixed_width.ILLEGAL)
    good = np.zeros(len(codes), np.bool_)
    good[fits] = is_shaped & (totals % 31 == 0) & (first17 > 0)
    return fixed_width.verdicts(codes, good)


def _illegal_character(code: str) -> str | None:
    for letter in _FORBIDDEN_LETTERS:
        if letter in code:
            meant = _MEANT_BY_LETTER.get(letter)
            hint = f"（是否把 {meant} 写错）" if meant else ""
            return f"不能含字母 {letter}{hint}"
    illegal = _ILLEGAL.search(code)
    if illegal:
        return f"第{illegal.start() + 1}位「{illegal[0]}」不是数字或大写字母"
    return None if _SHAPE.fullmatch(code) else "第3至8位是行政区划代码，应全为数字"


def _wrong_check(code: str) -> str:
    # With the inner check wrong too, the slip is not in the last character.
    if not organisation_code.is_valid(code[8:17]):
        return "校验位不符，第9至17位也有误，请逐位核对"
    return f"校验位应为 {check_character(code[:17])}，现为 {code[17]}"


def _is_head_plausible(code: str) -> bool:
    region = code[2:8]
    is_placed = region == divisions.NATION or divisions.is_province(region[:2])
    return is_known_department(code) and is_placed
