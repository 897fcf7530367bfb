"""Amounts of money read out of running text, in Arabic and Chinese numerals.

>>> amounts_after("处以罚款人民币叁万元整", ("罚款",))
[Decimal('30000')]
"""

import re
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache

_DIGITS = {
    mark: value
    for value, marks in enumerate(
        [
            "零〇",
            "一壹",
            "二贰两",
            "三叁",
            "四肆",
            "五伍",
            "六陆",
            "七柒",
            "八捌",
            "九玖",
        ]
    )
    for mark in marks
}
_TENS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_MYRIADS = {"万": 10_000, "亿": 100_000_000}
_NUMERALS = "".join([*_DIGITS, *_TENS, *_MYRIADS])
# Between the word and its amount people write 人民币, 金额, 计, ¥, colons and the like.
_BETWEEN = "(?:金额|人民币|合计|共计|计|为|款|[:：¥￥（( ])*"
_ARABIC = r"([0-9][0-9,，]{0,20}(?:\.[0-9]{1,8})?)[ ]*(亿元|百万元|万元|万|千元|元)"
_CHINESE = rf"([{_NUMERALS}]{{1,24}})[元圆](?:([{''.join(_DIGITS)}])角)?"
_UNITS = {
    "亿元": 10**8,
    "百万元": 10**6,
    "万元": 10**4,
    "万": 10**4,
    "千元": 1000,
    "元": 1,
}


def amounts_after(text: str, words: Sequence[str]) -> list[Decimal]:
    """Read the amounts that follow one of the words.

    Args:
        text: Running text.
        words: Such as 罚款, 没收违法所得.

    Returns:
        In 元, in the order of the text; full-width digits are read like plain ones.
    """
    plain = text.translate(_HALF_WIDTH)
    return [_amount(match) for match in _pattern(tuple(words)).finditer(plain)]


_HALF_WIDTH = {0xFF10 + digit: 0x30 + digit for digit in range(10)} | {0xFF0E: 0x2E}


@lru_cache
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    named = "|".join(re.escape(word) for word in words)
    return re.compile(f"(?:{named}){_BETWEEN}(?:{_ARABIC}|{_CHINESE})")


def _amount(match: re.Match[str]) -> Decimal:
    arabic, unit, chinese, jiao = match.groups()
    if arabic:
        return Decimal(re.sub("[,，]", "", arabic)) * _UNITS[unit]
    return Decimal(chinese_number(chinese)) + Decimal(_DIGITS[jiao] if jiao else 0) / 10


def chinese_number(numeral: str) -> int:
    """Read a Chinese numeral: 叁万伍仟 is 35000."""
    total = section = digit = 0
    for mark in numeral:
        if mark in _DIGITS:
            digit = _DIGITS[mark]
        elif mark in _TENS:
            # 十五 has no digit before its ten.
            section, digit = section + (digit or 1) * _TENS[mark], 0
        else:
            total = (
                (total + section + digit) * _MYRIADS[mark]
                if mark == "亿"
                else (total + (section + digit) * _MYRIADS[mark])
            )
            section = digit = 0
    return total + section + digit
