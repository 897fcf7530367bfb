"""Drafts a letter to a unit or about it: a kind's wording filled with facts."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from gongshi.bulletin.document import Document, Figure, Paragraph, Run, plain
from gongshi.policy.letters import OPTION, PLACE, Ground, LetterKind


@dataclass(frozen=True)
class Facts:
    """What is known of one unit on one day."""

    #: As `gongshi rows` takes it.
    period: str
    #: Name of a fact → a number or a text; one that cannot be told is left out, and ""
    #: is one of which there is nothing to say.
    told: Mapping[str, int | str]
    #: Names of those that are counts → the query of their rows.
    queries: Mapping[str, Mapping[str, object]]
    #: Keys of the cautions and of the standing in the issued scores; None = no score.
    marks: Collection[str] | None


@dataclass(frozen=True)
class Draft:
    """Title, recipients and text of a letter; what its hash is taken of."""

    organ: str
    title_lines: tuple[str, ...]
    recipients: str
    paragraphs: tuple[Paragraph, ...]
    signed_by: str

    @property
    def text(self) -> str:
        """All of it as printed, a line each."""
        lines = [each.text for each in self.paragraphs]
        return "\n".join((*self.title_lines, self.recipients, *lines, self.signed_by))


def is_grounded(kind: LetterKind, facts: Facts) -> bool:
    """Tell whether the facts give ground for such a letter; one ground is enough."""
    return any(_holds(each, facts) for each in kind.grounds)


def unmet(kind: LetterKind, facts: Facts) -> str:
    """Say what the facts are instead, each ground in its own words.

    Args:
        kind: Of which no ground holds.
        facts: Of the unit.
    """
    said = dict.fromkeys(
        _text(each.otherwise, {**facts.told, "at_least": each.at_least})
        for each in kind.grounds
        if is_known(each, facts)
    )
    return "；".join(said)


def is_known(ground: Ground, facts: Facts) -> bool:
    """Tell whether the facts say anything about a ground."""
    return facts.marks is not None if ground.mark else ground.fact in facts.told


def draft(kind: LetterKind, facts: Facts) -> Draft:
    """Fill a kind's wording; a paragraph that names an empty fact is left out."""
    paragraphs = [_chosen(each, facts.told) for each in kind.text]
    return Draft(
        organ=_text(kind.organ, facts.told),
        title_lines=tuple(_text(each, facts.told) for each in kind.heading),
        recipients=_text(kind.recipients, facts.told),
        paragraphs=tuple(
            Paragraph(0, tuple(_runs(each, facts)))
            for each in paragraphs
            if all(facts.told.get(place, "") != "" for place in PLACE.findall(each))
        ),
        signed_by=_text(kind.signed_by, facts.told),
    )


def lay_out(
    draft: Draft, number: str, signed_on: date, *, period: str, origin: tuple[str, ...]
) -> Document:
    """Make a draft a document that every format can render.

    Args:
        draft: The letter.
        number: Its document number, "" while it has none.
        signed_on: The day it bears.
        period: What it is about.
        origin: Moment up to which rows are counted, policy, rulebook.
    """
    as_of, policy, rulebook = origin
    return Document(
        organ=draft.organ,
        number=number,
        title_lines=draft.title_lines,
        period=period,
        recipients=draft.recipients,
        paragraphs=draft.paragraphs,
        tables=(),
        signed_by=draft.signed_by,
        signed_on=signed_on,
        as_of=as_of,
        policy=policy,
        rulebook=rulebook,
    )


def _holds(ground: Ground, facts: Facts) -> bool:
    if ground.mark:
        return ground.mark in (facts.marks or ())
    value = facts.told.get(ground.fact)
    return isinstance(value, int) and value >= ground.at_least


def _chosen(wording: str, told: Mapping[str, int | str]) -> str:
    """Keep those optional parts whose fact is there."""
    return OPTION.sub(lambda match: match[2] if told.get(match[1]) else "", wording)


def _runs(wording: str, facts: Facts) -> Iterator[Run]:
    end = 0
    for match in PLACE.finditer(wording):
        yield wording[end : match.start()]
        told, query = str(facts.told[match[1]]), facts.queries.get(match[1])
        yield told if query is None else Figure(told, query)
        end = match.end()
    yield wording[end:]


def _text(wording: str, told: Mapping[str, int | str]) -> str:
    return PLACE.sub(lambda match: plain(str(told.get(match[1], "-"))), wording)
