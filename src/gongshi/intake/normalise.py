"""The normal form of a cell: what is compared, checked and stored, beside the raw text.

One function a form, on one text. Batches call the same functions: a cheap regular
expression finds the cells that are not normal already, and each distinct one of those
is put right once. So there is one meaning, and no second implementation to drift.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

# Soft hyphen, zero-width marks, joiners, direction marks, word joiner, BOM.
_INVISIBLE = dict.fromkeys(
    [0xAD, 0x180E, 0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F),
     *range(0x2060, 0x2070)]
)  # fmt: skip
_FULL_BRACKETS = str.maketrans("()", "（）")
_SPACES = re.compile(r"\s+")
_BLANK_EDGE = " \t\r\n\u00a0\u3000\u2028\u2029\x0b\x0c\x85"
_DATE = re.compile(
    r"([1-9][0-9]{3})(?:-([0-9]{1,2})-([0-9]{1,2})|/([0-9]{1,2})/([0-9]{1,2})"
    r"|\.([0-9]{1,2})\.([0-9]{1,2})|年([0-9]{1,2})月([0-9]{1,2})日?)"
    r"(?:[ T]00:00(?::00(?:\.0+)?)?)?"
)
_COMPACT_DATE = re.compile(r"([1-9][0-9]{3})([0-9]{2})([0-9]{2})")
_GROUPED = re.compile(r"-?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?(?:万?元)?")
_IN_WAN = re.compile("(?:万元)+$")
_SERIAL = re.compile(r"[2-7][0-9]{4}(?:\.0+)?")
#: Excel counts days from here (its own 1900 is no leap year).
_SERIAL_ZERO = date(1899, 12, 30)
_LAST_SERIAL = 73050


def _name(text: str) -> str:
    text = unicodedata.normalize("NFKC", text.translate(_INVISIBLE))
    return _SPACES.sub(" ", text).strip().translate(_FULL_BRACKETS)


def _code(text: str) -> str:
    text = _number(text).replace("-", "").upper()
    return unicodedata.normalize("NFKC", text)


def _number(text: str) -> str:
    text = unicodedata.normalize("NFKC", text.translate(_INVISIBLE))
    # Again, since an accent may now stand beside a letter.
    return unicodedata.normalize("NFKC", _SPACES.sub("", text))


def _title(text: str) -> str:
    return _SPACES.sub(" ", text.translate(_INVISIBLE)).strip(_BLANK_EDGE)


def _prose(text: str) -> str:
    return text.translate(_INVISIBLE).strip(_BLANK_EDGE)


def _date(text: str) -> str:
    text = unicodedata.normalize("NFKC", text.translate(_INVISIBLE)).strip()
    day = _day(text)
    return day.isoformat() if day else text


def _day(text: str) -> date | None:
    match = _DATE.fullmatch(text) or _COMPACT_DATE.fullmatch(text)
    if match:
        year, month, day = (int(part) for part in match.groups() if part)
        return _real(year, month, day)
    if _SERIAL.fullmatch(text) and float(text) <= _LAST_SERIAL:
        return _SERIAL_ZERO + timedelta(days=int(float(text)))
    return None


def _real(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _amount(text: str) -> str:
    text = _number(text)
    # Only whole groups of three: 12,0000 may mean anything and stays to be questioned.
    if _GROUPED.fullmatch(text):
        text = text.replace(",", "")
    return _IN_WAN.sub("", text)


def _quantity(text: str) -> str:
    text = _number(text)
    return text.replace(",", "") if _GROUPED.fullmatch(text) else text


#: Form → its normal form, for one text.
_NORMAL: dict[str, Callable[[str], str]] = {
    "name": _name,
    "title": _title,
    "number": _number,
    "code": _code,
    "prose": _prose,
    "choice": _number,
    "date": _date,
    "amount": _amount,
    "quantity": _quantity,
}

# Anything outside these is looked at; all of these are their own NFKC.
_PLAIN = "〇〔〕【】《》“”‘’、。—·一-鿿㐀-䶿"
#: Form → what a text that is not yet in normal form must contain somewhere.
ODD = {
    "name": rf"[^!-'*-~（）{_PLAIN} ]|^ | $|  ",
    "number": rf"[^!-~{_PLAIN}]",
    "choice": rf"[^!-~{_PLAIN}]",
    "code": r"[^0-9A-Z]",
    "title": r"[\t\r\n\x0B-\x1f\x85\u00a0\u00ad\u1680\u180e\u2000-\u2060\u2061-\u206f\u3000\ufeff]|^ | $|  ",
    "prose": r"[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]"
    r"|^[ \t\r\n\u00a0\u3000\u2028\u2029\x0B\x0C\x85]"
    r"|[ \t\r\n\u00a0\u3000\u2028\u2029\x0B\x0C\x85]$",
    "date": r"[^0-9-]|^.{0,9}$|^.{11,}$",
    "amount": r"[^0-9.]",
    "quantity": r"[^0-9.]",
}  # fmt: skip
ODD = {form: f"{pattern}|^$" for form, pattern in ODD.items()}


# What is the same before the other steps of a form as after them.
_BRACKETS = {
    "name": (["(", ")"], ["（", "）"]),
    "number": (["（", "）"], ["(", ")"]),
}


def normalise(text: str | None, form: str) -> str | None:
    """Put one cell into the normal form of its field.

    Args:
        text: The raw text; None = blank.
        form: One of `policy.standards.FORMS`.

    Returns:
        The normal text; None when nothing is left. A date that is real becomes ISO
        (2023-12-01), any other text of a date stays as it was typed. An amount loses
        thousands separators and 万元; 元 stays, so that the unit can be questioned. A
        quantity loses thousands separators only.

    Source: 校验规则 §0.
    """
    return (_NORMAL[form](text) or None) if text else None


def parse_date(text: str | None) -> date | None:
    """Read a date in normal form; None when it is none."""
    return _day(text) if text and len(text) == 10 and text[4] == "-" else None


def parse_amount(text: str | None) -> float | None:
    """Read an amount in normal form, in 万元; None when it is no plain number."""
    return float(text) if text and re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", text) else None


def normalise_column(texts: pl.Series, form: str) -> pl.Series:
    """Put a column into the normal form of its field.

    Args:
        texts: Raw texts (String).
        form: One of `policy.standards.FORMS`.

    Returns:
        String, same length and order; null where nothing is left.
    """
    if form in _BRACKETS:
        # The commonest difference, done first, since it is cheap in columns.
        texts = texts.str.replace_many(*_BRACKETS[form])
    return mapped(texts, texts.str.contains(ODD[form]), form)


def mapped(texts: pl.Series, odd: pl.Series, form: str) -> pl.Series:
    """Replace the odd cells of a column, working on each distinct one once.

    Args:
        texts: String.
        odd: Boolean: which cells to replace; null counts as no.
        form: One of `policy.standards.FORMS`.
    """
    import polars as pl

    where = odd.fill_null(value=False).arg_true()
    if not len(where):
        return texts
    odd_texts = texts.gather(where)
    distinct = odd_texts.unique()
    normal = [normalise(text, form) for text in distinct.to_list()]
    replaced = odd_texts.to_frame("raw").join(
        pl.DataFrame({"raw": distinct, "normal": pl.Series(normal, dtype=pl.String)}),
        on="raw",
        how="left",
        maintain_order="left",
    )
    return texts.scatter(where, replaced["normal"])


def date_column(texts: pl.Series) -> pl.Series:
    """Read a column of dates in normal form; null where it is none."""
    # The guard keeps out what only one of the two parsers takes, such as year 0.
    real = texts.str.contains("^[1-9][0-9]{3}-[0-9]{2}-[0-9]{2}$")
    odd = ~real.fill_null(value=True)
    plain = texts.set(odd, None) if odd.any() else texts
    return plain.str.to_date("%Y-%m-%d", strict=False)


def amount_column(texts: pl.Series) -> pl.Series:
    """Read a column of amounts in normal form, in 万元; null where it is none."""
    import polars as pl

    plain = texts.str.contains(r"^-?[0-9]+(\.[0-9]+)?$")
    return texts.set(~plain.fill_null(value=True), None).cast(pl.Float64)
