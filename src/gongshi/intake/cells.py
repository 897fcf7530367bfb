"""Turns typed cells into the text a clerk would have typed."""

import datetime as dt
import re
from decimal import Decimal

#: From here on a spreadsheet's number has lost digits: it keeps fifteen of them.
LONG_NUMBER = 1e15

#: What a spreadsheet writes into text files for a number that lost its digits.
SCIENTIFIC = r"^[0-9](?:\.[0-9]{1,17})?[Ee]\+[0-9]{1,3}$"
#: How marks that part cells and lines are written inside a cell, between processes.
ESCAPES = {"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"}

_SCIENTIFIC = re.compile(SCIENTIFIC)


def is_scientific(text: str) -> bool:
    """Say whether a text is a long number that was shortened, such as 4.1E+17."""
    return len(text) < 32 and _SCIENTIFIC.fullmatch(text) is not None


def number(value: float) -> str:
    """Write a number with up to 15 significant digits and no needless ".0".

    Args:
        value: A number as a spreadsheet stores it.

    Returns:
        "866" for 866.0; from 1e15 on the shortened form "4.10402199001011E+17".
    """
    text = f"{value:.15g}"
    if abs(value) >= LONG_NUMBER or value != value:
        return text.upper()
    return format(Decimal(text), "f") if "e" in text else text


def text(value: object) -> str | None:
    """Write one typed cell as text.

    Args:
        value: Text, number, truth value, date, moment, time of day or span.

    Returns:
        Dates as 2023-12-01, with the time of day only where there is one; TRUE and
        FALSE; None for a blank cell.
    """
    if isinstance(value, str):
        return value or None
    if value is None or isinstance(value, bool):
        return None if value is None else str(value).upper()
    if isinstance(value, int | float):
        return number(value) if isinstance(value, float) else str(value)
    if isinstance(value, dt.datetime):
        midnight = value.time() == dt.time()
        return str(value.date()) if midnight else str(value.replace(microsecond=0))
    return str(value)


def is_long(value: object) -> bool:
    """Say whether a typed cell is a number that has lost digits."""
    return isinstance(value, float) and abs(value) >= LONG_NUMBER
