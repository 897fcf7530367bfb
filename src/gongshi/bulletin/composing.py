"""Composes a bulletin: the place's outline filled with the figures of one month."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from gongshi.bulletin.document import (
    Document,
    Figure,
    Paragraph,
    Run,
    Span,
    Table,
    plain,
)
from gongshi.bulletin.figures import Figures, UnitCounts
from gongshi.bulletin.outline import Outline, OutlineParagraph, OutlineTable, Passage
from gongshi.bulletin.passages import load_passage
from gongshi.bulletin.tables import load_table

#: A place in a wording: {late_units}, {all.late}, and with a scope {licence.all.late}.
#: A rate may take its sign along, which "-" does without; a count may be told in 万.
_PLACE = re.compile(r"\{([a-z_]+(?:\.[a-z_]+){0,2})(%|万)?\}")
_WAN = 10_000
#: Below the title as long as rows may still arrive.
_PROVISIONAL = "（暂定）"


@dataclass(frozen=True)
class Imprint:
    """What a person decides about one bulletin, beside its figures."""

    #: Document number; empty while it has none.
    number: str
    signed_on: date | None
    #: Moment up to which rows are counted, in words.
    as_of: str
    #: Place and edition of the policy.
    policy: str
    #: Fingerprint of the rulebook.
    rulebook: str
    #: Whether the period still runs, so that every figure may change.
    is_provisional: bool = False


def compose(outline: Outline, figures: Figures, imprint: Imprint) -> Document:
    """Compose the bulletin of one month.

    Args:
        outline: Wording, lists and tables of the place.
        figures: Counts of every unit, this month and the month before.
        imprint: Number and day, and what the figures were taken under.

    Returns:
        The document; every computed number in it is a `Figure`.
    """
    words = _Words(outline, figures)
    paragraphs, placed = _text(outline, words)
    inside = {each.table for each in outline.paragraphs}
    annexed = [each for each in outline.tables if each.key not in inside]
    annexes = {each.key: number for number, each in enumerate(annexed, 1)}
    tables = tuple(
        replace(
            _table(each, figures, words),
            annex=annexes.get(each.key),
            after=placed.get(each.key),
        )
        for each in outline.tables
        if each.key in {*annexes, *placed}
    )
    return Document(
        organ=outline.organ,
        number=imprint.number,
        title_lines=(
            *(words.text(line) for line in outline.title),
            *[_PROVISIONAL] * imprint.is_provisional,
        ),
        period=figures.period.key,
        recipients=outline.recipients,
        paragraphs=paragraphs,
        tables=tables,
        signed_by=outline.signed_by,
        signed_on=imprint.signed_on,
        attachments=tuple(words.text(each.listed) for each in annexed),
        as_of=imprint.as_of,
        policy=imprint.policy,
        rulebook=imprint.rulebook,
    )


def _text(
    outline: Outline, words: _Words
) -> tuple[tuple[Paragraph, ...], Mapping[str, int]]:
    """Fill the paragraphs; and tell below which of them tables stand, by key."""
    paragraphs: list[Paragraph] = []
    placed: dict[str, int] = {}
    for each in outline.paragraphs:
        if paragraph := words.paragraph(each):
            if each.table:
                placed[each.table] = len(paragraphs)
            paragraphs.append(paragraph)
    return tuple(paragraphs), placed


def _table(outline: OutlineTable, figures: Figures, words: _Words) -> Table:
    return Table(
        key=outline.key,
        title=words.text(outline.title),
        header=outline.header,
        over=tuple(tuple(Span(*each) for each in row) for row in outline.over),
        rows=load_table(outline.kind).fill(outline, figures),
        note=words.text(outline.note),
        widths=outline.widths,
        total=bool(outline.total),
    )


class _Words:
    """Fills the places of the wording.

    It needs state: lists are chosen once, and {no} numbers the paragraphs below a heading.
    """

    def __init__(self, outline: Outline, figures: Figures) -> None:
        self._outline = outline
        self._figures = figures
        period = figures.period
        self._plain = {
            "year": str(period.first_day.year),
            "month": str(period.first_day.month),
            "day": period.title,
            "first_moment": f"{period.first_day} 00:00:00",
            "last_moment": f"{period.last_day} 23:59:59",
        }
        self._item_number = 0
        self._chosen: dict[str, list[UnitCounts]] = {}
        for each in outline.passages:
            named = {unit.name for unit in self._chosen.get(each.leaves_out, ())}
            units = load_passage(each.kind).choose(figures, **each.parameters)
            self._chosen[each.key] = [u for u in units if u.name not in named]

    def text(self, wording: str) -> str:
        """Fill a wording that holds no figures."""
        return "".join(
            run if isinstance(run, str) else run.text for run in self.runs(wording)
        )

    def paragraph(self, outline: OutlineParagraph) -> Paragraph | None:
        """Fill a paragraph; None when its lists are empty and nothing stands instead."""
        places = {place for place, _ in _PLACE.findall(outline.text)}
        named = places & self._chosen.keys()
        is_empty = bool(named) and not any(self._chosen[key] for key in named)
        wording = outline.otherwise if is_empty else outline.text
        if not self._holds(outline):
            return None
        if outline.level:
            self._item_number = 0
        return Paragraph(outline.level, tuple(self.runs(wording))) if wording else None

    def _holds(self, outline: OutlineParagraph) -> bool:
        return all(self._chosen[key] for key in outline.if_some) and not any(
            self._chosen[key] for key in outline.if_none
        )

    def runs(self, wording: str) -> Iterator[Run]:
        """Cut a wording at its places and fill them."""
        for part, place, sign in _parts(wording):
            if part:
                yield part
            if place in self._plain:
                yield self._plain[place]
            elif place == "no":
                self._item_number += 1
                yield str(self._item_number)
            elif place in self._chosen:
                yield from self._list(place)
            elif place:
                yield from _signed(self._figure(place), sign)

    def _figure(self, place: str) -> Figure:
        *scopes, whose, name = place.split(".")
        groups = self._outline.groups if whose == "all" else (whose,)
        return self._figures.of_groups(groups, self._count(name), *scopes)

    def _list(self, key: str) -> Iterator[Run]:
        passage = next(each for each in self._outline.passages if each.key == key)
        for place, unit in enumerate(self._chosen[key]):
            if place:
                yield passage.between
            yield from self._item(passage, unit)

    def _item(self, passage: Passage, unit: UnitCounts) -> Iterator[Run]:
        for part, place, sign in _parts(passage.item):
            if part:
                yield part
            if place == "unit":
                yield unit.name
            elif place:
                *scopes, name = place.split(".")
                told = self._figures.of_unit(unit, self._count(name), *scopes)
                yield from _signed(told, sign)

    def _count(self, name: str) -> str:
        return self._outline.volume if name == "volume" else name


def _signed(told: Run, sign: str) -> Iterator[Run]:
    if sign == "万" and isinstance(told, Figure):
        yield replace(told, text=_in_wan(told.text))
        return
    yield told
    if sign and plain(told)[-1].isdigit():
        yield sign


def _in_wan(text: str) -> str:
    """Write a large count in 万, half up to two decimals: 117499 → 11.75万."""
    if not text.isdigit() or int(text) < _WAN:
        return text
    return f"{(Decimal(text) / _WAN).quantize(Decimal('0.01'), ROUND_HALF_UP)}万"


def _parts(wording: str) -> Iterator[tuple[str, str, str]]:
    """Cut a wording into plain texts, each with the place after it and its sign."""
    end = 0
    for match in _PLACE.finditer(wording):
        yield wording[end : match.start()], match[1], match[2] or ""
        end = match.end()
    yield wording[end:], "", ""
