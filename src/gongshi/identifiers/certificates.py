"""Numbers of personal documents: the shape each kind of document (证件类型) has.

Only the citizen's forms carry a check character; the others are judged by shape, and
a kind that is not in the table is not judged. To add a kind, add a line to `SHAPES`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from gongshi.identifiers import fixed_width, identity_number

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import polars as pl

#: A kind beginning so is free: 其他-户口簿, 其他-军官证 ….
OTHER: Final = "其他-"


@dataclass(frozen=True)
class Shape:
    """How the numbers of one kind of document look."""

    #: Pattern of the whole number, upper-cased; read by Python and by Rust alike.
    pattern: str
    #: What is accepted, in Chinese, for the message.
    accepted: str
    #: First two digits of numbers that follow the citizen's form; empty: no check.
    prefixes: frozenset[str] = frozenset()


_CITIZEN = Shape(
    "[0-9]{17}[0-9X]|[0-9]{15}", "18位身份证号码", identity_number.PREFIXES
)
_PASSPORT = Shape("[A-Z0-9]{5,17}", "5至17位字母或数字")
_TO_MAINLAND = Shape("[HM][0-9]{8}(?:[0-9]{2})?", "字母 H 或 M 加8位数字（旧证加10位）")
_OF_TAIWAN = Shape("[0-9]{8}|[0-9]{10}(?:[(（][A-Z][)）])?", "8位数字（旧证10位）")
# Three letters and twelve digits; since December 2023 the citizen's form after a 9.
_SETTLED = Shape(
    "[A-Z]{3}[0-9]{12}|9[0-9]{16}[0-9X]",
    "9开头的18位号码（旧证3位字母加12位数字）",
    frozenset(f"9{digit}" for digit in range(10)),
)
_RESIDENT = Shape(
    "8[123]0000[0-9]{11}[0-9X]",
    "81、82或83开头的18位号码",
    frozenset({"81", "82", "83"}),
)
_SOLDIER = Shape("(?s:.{4,64})", "4至64个字符")
_FREE = Shape("(?s:.{4,})", "不少于4个字符")

#: Shape by kind of document.
SHAPES: Final = {
    "身份证": _CITIZEN,
    "居民身份证": _CITIZEN,
    "港澳台居民居住证": _RESIDENT,
    "护照号": _PASSPORT,
    "护照": _PASSPORT,
    "港澳居民来往内地通行证": _TO_MAINLAND,
    "台湾居民来往大陆通行证": _OF_TAIWAN,
    "外国人永久居留身份证": _SETTLED,
    "军人身份有效证件": _SOLDIER,
    "军官证": _SOLDIER,
    "警官证": _SOLDIER,
}
#: Kinds whose number is a citizen's identity number.
CITIZENS: Final = frozenset({"身份证", "居民身份证", "港澳台居民居住证"})


def shape(kind: str | None) -> Shape | None:
    """Find the shape of a kind of document; None when it is not judged."""
    if kind is not None and kind.startswith(OTHER):
        return _FREE
    return SHAPES.get(kind or "")


def is_valid(kind: str | None, number: str) -> bool:
    """Tell whether the number fits the kind; a kind that is not judged fits."""
    expected = shape(kind)
    if expected is None:
        return True
    return re.fullmatch(expected.pattern, number) is not None and (
        not _is_citizens_form(expected, number)
        or identity_number.is_valid(number, expected.prefixes)
    )


def fault(kind: str | None, number: str) -> str | None:
    """Say in Chinese what is wrong with the number; None when it fits the kind."""
    expected = shape(kind)
    if expected is None or is_valid(kind, number):
        return None
    if expected is _CITIZEN:
        return identity_number.fault(number)
    if re.fullmatch(expected.pattern, number):
        return "出生日期或校验位不符"
    return f"应为{expected.accepted}"


def are_valid(pairs: pl.Series) -> pl.Series:
    """Judge a column as `is_valid` does.

    Args:
        pairs: Struct of kind (of document, String) and number (String), one row per
            record.

    Returns:
        Boolean in the same order; null where the number is null.
    """
    import numpy as np

    kinds, numbers = pairs.struct.field("kind"), pairs.struct.field("number")
    good = np.ones(len(numbers), np.bool_)
    present = set(kinds.unique())
    named = [
        (kinds == kind, expected)
        for kind, expected in SHAPES.items()
        if kind in present
    ]
    for chosen, expected in [*named, (kinds.str.starts_with(OTHER), _FREE)]:
        chosen = chosen.fill_null(False)
        good[chosen.to_numpy()] = _fit(expected, numbers.filter(chosen))
    return fixed_width.verdicts(numbers, good)


def _is_citizens_form(expected: Shape, number: str) -> bool:
    return bool(expected.prefixes) and not "A" <= number[0] <= "Z"


def _fit(expected: Shape, numbers: pl.Series) -> npt.NDArray[np.bool_]:
    fits = numbers.str.contains(f"^(?:{expected.pattern})$")
    if expected.prefixes:
        is_checked = identity_number.are_valid(numbers, expected.prefixes)
        fits &= is_checked | numbers.str.contains("^[A-Z]")
    return fits.fill_null(False).to_numpy()
