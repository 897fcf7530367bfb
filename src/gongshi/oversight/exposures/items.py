"""What was seen, and what was understood of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from gongshi.policy.exposures import ExposureTerms

#: What a fact says of a decision.
FACTS = ("number", "subject", "authority", "decided")


@dataclass(frozen=True)
class Item:
    """One text that somebody saw: an article, a page, a line of a list."""

    #: As it is read and shown; the title is its first line where there is one.
    text: str
    title: str = ""
    address: str = ""
    #: Name of the medium or site.
    source: str = ""
    #: Day it was published or seen; None = not told.
    seen_on: date | None = None
    #: Whether it tells of one decision only, as a line of a list does.
    is_one: bool = False


@dataclass(frozen=True)
class Fact:
    """One thing that a text says of a decision, and where."""

    #: One of `FACTS`.
    kind: str
    #: As it was understood: a day is ISO.
    value: str
    #: Place in the text, chars from 0, end excluded.
    start: int
    end: int
    #: Whether a label in front of it says what it is.
    is_labelled: bool = False


@dataclass(frozen=True)
class Sighting:
    """One decision that a text tells of; each fact by its kind, as far as there is one."""

    facts: Mapping[str, Fact]
    #: Key of the category; "" = unknown.
    category: str = ""
    #: What stands for a number and is none, such as a certificate's; else "".
    not_number: str = ""

    def told(self, kind: str) -> str:
        """Give what a fact says; "" where there is none."""
        fact = self.facts.get(kind)
        return fact.value if fact else ""

    @property
    def decided_on(self) -> date | None:
        """The day of the decision."""
        day = self.told("decided")
        return date.fromisoformat(day) if day else None


@dataclass(frozen=True, eq=False)
class Here:
    """What is known of the place: whose decisions are looked for."""

    #: Every name that an authority has, as it is written → what tells it apart.
    authorities: Mapping[str, int]
    #: Prefixes of the numbers in the ledger, without punctuation.
    stems: frozenset[str]


def is_person(name: str, terms: ExposureTerms) -> bool:
    """Tell whether a party seems to be a natural person: a short name that no firm has."""
    endings = (*terms.words["subject_endings"], *terms.words["authority_endings"])
    return bool(name) and not name.endswith(endings) and (len(name) <= 4 or "·" in name)


def snippet(text: str, fact: Fact, around: int = 20) -> tuple[str, str, str]:
    """Give what stands before a fact, the fact as written, and what stands behind."""
    before = text[max(0, fact.start - around) : fact.start]
    return before, text[fact.start : fact.end], text[fact.end : fact.end + around]
