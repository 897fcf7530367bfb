"""When a series of document numbers deserves gaps, and in which words it is told."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Final

from gongshi.errors import UsageError
from gongshi.policy.limits import take_limits, take_texts
from gongshi.policy.toml import (
    RULEBOOK,
    Reader,
    Root,
    edition_in_force,
    read,
)

FOLDER: Final = "continuity"
#: Every limit; a file states each once.
LIMITS: Final = (
    "members_at_least", "density_at_least", "density_surely", "ordered_share",
    "ordered_days", "head_at_most", "run_at_most", "jump_above", "jump_share",
    "body_share", "digits_at_most", "parties_at_most", "order_days", "dated_share",
    "dated_days_before", "dated_days_after", "shared_overlap", "shared_evidence",
    "shared_density", "shared_full", "shared_hint", "near_likeness", "near_days",
    "near_most",
)  # fmt: skip
#: Limits that are fractions.
_SHARES: Final = (
    "density_at_least", "density_surely", "ordered_share", "body_share", "dated_share",
    "shared_overlap", "shared_density", "shared_full", "near_likeness",
)  # fmt: skip
_JUDGED: Final = ("count", "missing", "span", "density", "limit")
#: What is told of a series, and the facts that its sentence may name.
FLAGS: Final = {
    "gaps": _JUDGED,
    "few": _JUDGED,
    "sparse": _JUDGED,
    "unordered": _JUDGED,
    "start": ("first",),
    "jump": ("count", "missing", "first", "last"),
    "duplicate": ("count", "example"),
    "parties": ("example", "rows", "limit"),
    "order": ("count", "example", "limit"),
    "shared": ("others",),
    "dated": (),
    "misplaced": ("example",),
}
#: What a number was read as, and the facts that its words may name.
READINGS: Final = {
    "number": ("prefix", "year", "serial"),
    "sub": ("sub",),
    "certificate": (),
    "unnumbered": (),
    "unreadable": (),
    "too_long": ("digits",),
    "zero": (),
}
#: How a row of a register was joined, or why a record is given for it to be confirmed.
MATCHING: Final = (
    "exact", "normalised", "described", "party", "ambiguous", "respelled",
    "mistyped", "renamed", "redated",
)  # fmt: skip
#: Digits of the longest serial that the search can hold.
_MOST_DIGITS: Final = 12


@dataclass(frozen=True)
class ContinuityTerms:
    """All that the search for missing numbers takes from the rulebook."""

    edition: str
    #: Key of `LIMITS` → value; shares are fractions 0–1.
    limits: Mapping[str, float]
    #: Flag → what people call it, and the sentence with places in braces.
    titles: Mapping[str, str]
    messages: Mapping[str, str]
    #: What a number was read as → its words.
    readings: Mapping[str, str]
    #: How a row of a register meets a record → its words.
    matching: Mapping[str, str]

    def whole(self, key: str) -> int:
        """Give a limit that is a whole number."""
        return int(self.limits[key])


def continuity_in_force(on: date, root: Root = RULEBOOK) -> ContinuityTerms:
    """Read the edition that holds on a day.

    Raises:
        UsageError: The first edition begins later.
        RulebookFault: Everything that is wrong in the file.
    """
    day = edition_in_force(root / FOLDER, on)
    if day is None:
        raise UsageError("no_edition", f"{on} 还没有连号判断的规定。")
    return read_continuity(day, root)


@cache
def read_continuity(day: date, root: Root = RULEBOOK) -> ContinuityTerms:
    """Read one edition.

    Raises:
        RulebookFault: Everything that is wrong in the file.
    """
    path = f"{FOLDER}/{day}.toml"
    reader, table = Reader(path), read(path, root)
    terms = ContinuityTerms(
        edition=str(day),
        limits=take_limits(reader, table, LIMITS, _wrong),
        titles=take_texts(reader, table, "title", dict.fromkeys(FLAGS, ())),
        messages=take_texts(reader, table, "message", FLAGS | {"gaps_dated": _JUDGED}),
        readings=take_texts(reader, table, "reading", READINGS),
        matching=take_texts(reader, table, "matching", dict.fromkeys(MATCHING, ())),
    )
    reader.rest(table)
    reader.raise_if_faulty()
    return terms


def _wrong(key: str, value: float) -> str:
    if key in _SHARES and not 0 <= value <= 1:
        return "a fraction, 0 to 1"
    if key == "digits_at_most" and value > _MOST_DIGITS:
        return f"{_MOST_DIGITS} or less"
    return ""
