"""How decisions seen in media and on sites are read, matched and fetched."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Final

from gongshi.errors import UsageError
from gongshi.policy.limits import take_limits, take_texts
from gongshi.policy.toml import RULEBOOK, SURE, Reader, Root, edition_in_force, read

FOLDER: Final = "exposures"
#: Every limit; a file states each once.
LIMITS: Final = (
    "file_bytes", "text_chars", "items", "decisions", "weight_number",
    "weight_subject", "weight_decided", "weight_authority", "sure_score", "number_score", "near_score",
    "near_likeness", "near_days", "near_most", "pause_seconds", "longest_pause_seconds",
    "timeout_seconds", "fetch_bytes", "redirects",
)  # fmt: skip
#: Every list of words.
WORDS: Final = (
    "number_labels", "subject_labels", "authority_labels", "decided_labels",
    "decided_columns",    "certificate_labels", "subject_endings", "authority_endings", "place_endings",
    "leads", "openers", "decided_marks", "other_day_marks", "number_marks",
    "citing_marks", "person_before", "person_after", "not_persons",
)  # fmt: skip
#: What a decision that was seen may turn out to be.
STATES: Final = ("reported", "near", "absent", "elsewhere", "unread", "foreign")
#: What may be said of each fact of two decisions, and what the words may name.
REASONS: Final[dict[str, tuple[str, ...]]] = {
    "number_same": (), "number_slipped": (), "number_other": (), "number_unknown": (),
    "subject_same": (), "subject_alike": ("percent",), "subject_other": (),
    "subject_unknown": (), "decided_same": (), "decided_near": ("days",),
    "decided_other": ("days",), "decided_unknown": (), "authority_same": (),
    "authority_other": (), "authority_unknown": (),
}  # fmt: skip

_Table = Mapping[str, object]


@dataclass(frozen=True)
class Kind:
    """How a category of decisions is told."""

    #: Key of the category.
    key: str
    #: Characters of a prefix, and words of a text, that tell it.
    marks: tuple[str, ...]
    words: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class ExposureTerms:
    """All that the work on exposures takes from the rulebook."""

    edition: str
    #: Key of `LIMITS` → value: bytes, chars, counts, points, days, seconds.
    limits: Mapping[str, float]
    #: Key of `WORDS` → words, the longest first.
    words: Mapping[str, tuple[str, ...]]
    kinds: tuple[Kind, ...]
    #: Key of `STATES` and of `REASONS` → what people read.
    states: Mapping[str, str]
    reasons: Mapping[str, str]

    def whole(self, key: str) -> int:
        """Give a limit that is a whole number."""
        return int(self.limits[key])


def exposures_in_force(on: date, root: Root = RULEBOOK) -> ExposureTerms:
    """Read the edition that holds on a day.

    Raises:
        UsageError: The first edition begins later.
        RulebookFault: Everything that is wrong in the file.
    """
    day = edition_in_force(root / FOLDER, on)
    if day is None:
        raise UsageError("no_edition", f"{on} 还没有曝光核对的规定。")
    return read_exposures(day, root)


@cache
def read_exposures(day: date, root: Root = RULEBOOK) -> ExposureTerms:
    """Read one edition.

    Raises:
        RulebookFault: Everything that is wrong in the file.
    """
    path = f"{FOLDER}/{day}.toml"
    reader, table = Reader(path), read(path, root)
    terms = ExposureTerms(
        edition=str(day),
        limits=take_limits(reader, table, LIMITS, _wrong),
        words=_words(reader, table),
        kinds=_kinds(reader, table),
        states=take_texts(reader, table, "state", dict.fromkeys(STATES, ())),
        reasons=take_texts(reader, table, "reason", REASONS),
    )
    reader.rest(table)
    reader.raise_if_faulty()
    return terms


def _words(reader: Reader, table: _Table) -> dict[str, tuple[str, ...]]:
    raw = reader.take(table, "words", dict)
    inner = reader.at("words")
    found = {name: inner.take_all(raw, name, str) for name in WORDS}
    inner.rest(raw)
    return {
        name: tuple(sorted(each, key=len, reverse=True)) for name, each in found.items()
    }


def _kinds(reader: Reader, table: _Table) -> tuple[Kind, ...]:
    found = []
    for inner, each in reader.take_tables(table, "kind"):
        key = inner.take(each, "key", str)
        marks = inner.take_all(each, "marks", str)
        found.append(Kind(key, marks, inner.take_all(each, "words", str)))
        inner.take(each, "source", str)
        inner.take(each, "sure", str, allowed=SURE)
        inner.rest(each)
    return tuple(found)


def _wrong(key: str, value: float) -> str:
    is_right = value >= 0 and (key != "near_likeness" or value <= 1)
    return "" if is_right else "0 or more; a likeness 0 to 1"
