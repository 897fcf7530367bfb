"""Numbers as bulletins print them, with what their rounding leaves open.

「11.75万」 stands for anything that rounds, or is cut off, to it; so whatever is
computed from it is judged as a range, never as one value.
"""

import re
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from gongshi.bulletin.audit.writing import plain

#: Digits of a printed number; longer ones are numbers of documents.
PATTERN = r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]{1,8})?|[0-9]{1,12}(?:\.[0-9]{1,17})?"
#: A whole printed number: never the end of a longer one, as 234 is of 1234.
WHOLE = rf"(?<![0-9.])(?<![0-9],)(?:{PATTERN})"
_CELL = re.compile(rf"([-+]?)({PATTERN})(万|亿)?(?:[条个件家户次分项]|万条)?(%)?")
_SCALES = {"": 1, "万": 10_000, "亿": 100_000_000}
_HUNDRED = Decimal(100)


@dataclass(frozen=True)
class Number:
    """A printed number."""

    #: As printed.
    text: str
    value: Decimal
    decimals: int
    scale: int = 1
    is_percent: bool = False

    @property
    def is_exact(self) -> bool:
        """Whether it is a count to the last one."""
        return self.scale == 1 and not self.decimals

    @property
    def low(self) -> Decimal:
        """The least that could have been printed so."""
        return self.value if self.is_exact else self.value - self._step / 2

    @property
    def high(self) -> Decimal:
        """The most that could have been printed so, cut off instead of rounded."""
        return self.value if self.is_exact else self.value + self._step

    @property
    def _step(self) -> Decimal:
        return Decimal(self.scale).scaleb(-self.decimals)


def number(digits: str, unit: str = "", percent: str = "", text: str = "") -> Number:
    """Make a number of the parts in which it is printed."""
    clean = digits.replace(",", "")
    scale = _SCALES[unit]
    return Number(
        text=text or f"{digits}{unit}{percent}",
        value=Decimal(clean) * scale,
        decimals=len(clean.partition(".")[2]),
        scale=scale,
        is_percent=bool(percent),
    )


def in_cell(text: str) -> Number | None:
    """Read the number of a cell; None when the cell says anything else."""
    found = _CELL.fullmatch(plain(text))
    if not found:
        return None
    sign, digits, unit, percent = found.groups(default="")
    read = number(digits, unit, percent, text.strip())
    if sign != "-":
        return read
    return Number(read.text, -read.value, read.decimals, read.scale, read.is_percent)


def rounded(part: Decimal, whole: Decimal, decimals: int) -> Decimal:
    """Give a percentage, half-up."""
    return (part * _HUNDRED / whole).quantize(_places(decimals), ROUND_HALF_UP)


def cut(part: Decimal, whole: Decimal, decimals: int) -> Decimal:
    """Give a percentage, cut off."""
    return (part * _HUNDRED / whole).quantize(_places(decimals), ROUND_DOWN)


def fits(part: Number, whole: Number, rate: Decimal, decimals: int) -> bool:
    """Tell whether a percentage may be that of two numbers, within their rounding.

    Args:
        part: The numerator.
        whole: The denominator, above zero.
        rate: The percentage.
        decimals: Its places.
    """
    if part.is_exact and whole.is_exact:
        return rounded(part.value, whole.value, decimals) == rate
    half = _places(decimals) / 2
    least = part.low * _HUNDRED / whole.high
    most = part.high * _HUNDRED / max(whole.low, Decimal(1))
    return least - half <= rate <= most + half


def is_possible(whole: int, rate: Decimal, decimals: int, *, truncated: bool) -> bool:
    """Tell whether some whole numerator gives a percentage.

    Args:
        whole: The denominator, above zero.
        rate: The percentage.
        decimals: Its places.
        truncated: Cut off instead of rounded half-up.
    """
    near = int(rate * whole / _HUNDRED)
    give = cut if truncated else rounded
    parts = range(max(0, near - 1), min(whole, near + 2) + 1)
    return any(give(Decimal(k), Decimal(whole), decimals) == rate for k in parts)


def shown(value: Decimal) -> str:
    """Print a value without needless zeros."""
    return f"{value.normalize():f}" if value else "0"


def _places(decimals: int) -> Decimal:
    return Decimal(1).scaleb(-decimals)
