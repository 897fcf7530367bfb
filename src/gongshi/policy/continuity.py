"""When a series of document numbers deserves gaps, and in which words it is told."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Final

from gongshi.errors import UsageError
from gongshi.policy.toml import (
    RULEBOOK,
    SURE,
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
    "shared_density", "shared_full", "shared_hint",
)  # fmt: skip
#: What is told of a series.
FLAGS: Final = (
    "gaps", "few", "sparse", "unordered", "start", "jump", "duplicate", "parties",
    "order", "shared", "dated", "misplaced",
)  # fmt: skip
#: What a number was read as.
READINGS: Final = (
    "number", "sub", "certificate", "unnumbered", "unreadable", "too_long", "zero",
)  # fmt: skip


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
        limits=_limits(reader, table),
        titles=_texts(reader, table, "title", FLAGS),
        messages=_texts(reader, table, "message", (*FLAGS, "gaps_dated")),
        readings=_texts(reader, table, "reading", READINGS),
    )
    reader.rest(table)
    reader.raise_if_faulty()
    return terms


def _limits(reader: Reader, table: Mapping[str, object]) -> dict[str, float]:
    limits: dict[str, float] = {}
    for inner, each in reader.take_tables(table, "limit"):
        key = inner.take(each, "key", str, allowed=LIMITS)
        limits[key] = inner.take(each, "value", float)
        inner.take(each, "source", str)
        inner.take(each, "sure", str, allowed=SURE)
        inner.rest(each)
    for key in LIMITS:
        if key not in limits:
            reader.fault("limit", key, "one of each: " + ", ".join(LIMITS))
    return limits


def _texts(
    reader: Reader, table: Mapping[str, object], key: str, names: tuple[str, ...]
) -> dict[str, str]:
    raw = reader.take(table, key, dict)
    inner = reader.at(key)
    texts = {name: inner.take(raw, name, str) for name in names}
    inner.rest(raw)
    return texts
