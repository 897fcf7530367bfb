"""When units that file nothing, or much less than ever, are shown, called and flagged."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Final

from gongshi.errors import UsageError
from gongshi.policy.toml import RULEBOOK, SURE, Reader, Root, edition_in_force, read

FOLDER: Final = "silence"
#: Every limit; a file states each once.
LIMITS: Final = (
    "span_days", "bars_at_most", "names_at_most", "call_again_days", "recent_weeks",
    "history_weeks", "history_at_least", "season_margin_weeks", "expected_at_least",
    "spread_weeks", "clip_share", "chance_at_most", "peers_at_least",
)  # fmt: skip
#: Limits that are fractions; all others are whole numbers.
_SHARES: Final = ("clip_share", "chance_at_most")
#: What is told, and the facts that its sentence may name.
MESSAGES: Final = {
    "quiet": (
        "weeks", "workdays", "rows", "expected", "chance", "peers", "share",
        "peer_expected", "peer_chance",
    )
}  # fmt: skip


@dataclass(frozen=True)
class SilenceTerms:
    """All that the look for silent and quiet units takes from the rulebook."""

    edition: str
    #: Key of `LIMITS` → value; shares are fractions 0–1.
    limits: Mapping[str, float]
    #: Key of `MESSAGES` → the sentence with places in braces.
    messages: Mapping[str, str]

    def whole(self, key: str) -> int:
        """Give a limit that is a whole number."""
        return int(self.limits[key])


def silence_in_force(on: date, root: Root = RULEBOOK) -> SilenceTerms:
    """Read the edition that holds on a day.

    Raises:
        UsageError: The first edition begins later.
        RulebookFault: Everything that is wrong in the file.
    """
    day = edition_in_force(root / FOLDER, on)
    if day is None:
        raise UsageError("no_edition", f"{on} 还没有无报送的规定。")
    return read_silence(day, root)


@cache
def read_silence(day: date, root: Root = RULEBOOK) -> SilenceTerms:
    """Read one edition.

    Raises:
        RulebookFault: Everything that is wrong in the file.
    """
    path = f"{FOLDER}/{day}.toml"
    reader, table = Reader(path), read(path, root)
    terms = SilenceTerms(
        edition=str(day),
        limits=_limits(reader, table),
        messages=_messages(reader, table),
    )
    reader.rest(table)
    reader.raise_if_faulty()
    return terms


def _limits(reader: Reader, table: Mapping[str, object]) -> dict[str, float]:
    limits: dict[str, float] = {}
    for inner, each in reader.take_tables(table, "limit"):
        key = inner.take(each, "key", str, allowed=LIMITS)
        if key in _SHARES:
            limits[key] = value = inner.take(each, "value", float)
            if not 0 <= value <= 1:
                inner.fault("value", value, "a fraction, 0 to 1")
        else:
            limits[key] = value = inner.take(each, "value", int)
            if value < 1:
                inner.fault("value", value, "1 or more")
        inner.take(each, "source", str)
        inner.take(each, "sure", str, allowed=SURE)
        inner.rest(each)
    for key in LIMITS:
        if key not in limits:
            reader.fault("limit", key, "one of each: " + ", ".join(LIMITS))
    return limits


def _messages(reader: Reader, table: Mapping[str, object]) -> dict[str, str]:
    raw = reader.take(table, "message", dict)
    inner = reader.at("message")
    texts = {name: inner.take(raw, name, str) for name in MESSAGES}
    inner.rest(raw)
    for name, text in texts.items():
        try:
            text.format(**dict.fromkeys(MESSAGES[name], ""))
        except (KeyError, IndexError, ValueError):
            known = ", ".join(f"{{{each}}}" for each in MESSAGES[name])
            inner.fault(name, text, known)
    return texts
