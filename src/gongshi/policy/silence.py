"""When units that file nothing, or much less than ever, are shown, called and flagged."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Final

from gongshi.errors import UsageError
from gongshi.policy.limits import take_limits, take_texts
from gongshi.policy.toml import RULEBOOK, Reader, Root, edition_in_force, read

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
        limits=take_limits(reader, table, LIMITS, _wrong),
        messages=take_texts(reader, table, "message", MESSAGES),
    )
    reader.rest(table)
    reader.raise_if_faulty()
    return terms


def _wrong(key: str, value: float) -> str:
    if key in _SHARES:
        return "" if 0 <= value <= 1 else "a fraction, 0 to 1"
    return "" if value >= 1 and value == int(value) else "a whole number, 1 or more"
