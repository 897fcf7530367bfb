"""How suspicions are dealt with: their kinds, the reasons a unit may give, verdicts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Final

from gongshi.errors import UsageError
from gongshi.policy.limits import take_limits
from gongshi.policy.toml import RULEBOOK, SURE, Reader, Root, edition_in_force, read

FOLDER: Final = "cases"
#: Every limit; a file states each once.
LIMITS: Final = (
    "answer_days", "appeal_days", "gap_days", "judged_at_least", "weak_below",
)  # fmt: skip

_Table = dict[str, object]


@dataclass(frozen=True)
class Choice:
    """A kind of signal, a reason or a verdict."""

    key: str
    title: str
    text: str
    source: str
    sure: str


@dataclass(frozen=True)
class Verdict(Choice):
    """What an examination came to."""

    #: Whether the decision counts as concealed, in the rate and in the score.
    counts: bool
    #: Whether the signals that pointed at it were right.
    proves: bool


@dataclass(frozen=True)
class CaseTerms:
    """All that the work on cases takes from the rulebook; by key, in the file's order."""

    edition: str
    #: Key of `LIMITS` → value: working days, counts, and a fraction 0–1.
    limits: Mapping[str, float]
    signals: Mapping[str, Choice]
    reasons: Mapping[str, Choice]
    verdicts: Mapping[str, Verdict]


def casework_in_force(on: date, root: Root = RULEBOOK) -> CaseTerms:
    """Read the edition that holds on a day.

    Raises:
        UsageError: The first edition begins later.
        RulebookFault: Everything that is wrong in the file.
    """
    day = edition_in_force(root / FOLDER, on)
    if day is None:
        raise UsageError("no_edition", f"{on} 还没有线索核查的规定。")
    return read_casework(day, root)


@cache
def read_casework(day: date, root: Root = RULEBOOK) -> CaseTerms:
    """Read one edition.

    Raises:
        RulebookFault: Everything that is wrong in the file.
    """
    path = f"{FOLDER}/{day}.toml"
    reader, table = Reader(path), read(path, root)
    terms = CaseTerms(
        edition=str(day),
        limits=take_limits(reader, table, LIMITS, _wrong),
        signals=_choices(reader, table, "signal"),
        reasons=_choices(reader, table, "reason"),
        verdicts={each.key: each for each in _verdicts(reader, table)},
    )
    reader.rest(table)
    reader.raise_if_faulty()
    return terms


def _choices(reader: Reader, table: _Table, name: str) -> dict[str, Choice]:
    found: dict[str, Choice] = {}
    for inner, each in reader.take_tables(table, name):
        choice = Choice(**_texts(inner, each))
        found[choice.key] = choice
        inner.rest(each)
    return found


def _verdicts(reader: Reader, table: _Table) -> list[Verdict]:
    found = []
    for inner, each in reader.take_tables(table, "verdict"):
        texts = _texts(inner, each)
        found.append(
            Verdict(
                **texts,
                counts=inner.take(each, "counts", bool),
                proves=inner.take(each, "proves", bool),
            )
        )
        inner.rest(each)
    return found


def _texts(inner: Reader, each: _Table) -> dict[str, str]:
    return {
        "key": inner.take(each, "key", str),
        "title": inner.take(each, "title", str),
        "text": inner.take(each, "text", str),
        "source": inner.take(each, "source", str),
        "sure": inner.take(each, "sure", str, allowed=SURE),
    }


def _wrong(key: str, value: float) -> str:
    if key == "weak_below":
        return "" if 0 <= value <= 1 else "a fraction, 0 to 1"
    return "" if value >= 1 else "1 or more"
