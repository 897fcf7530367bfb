"""Finds what is wrong in one edition of a policy, with its score and its bulletin.

Each matter is read as far as it can be, so that one broken value does not hide others.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Protocol

from gongshi.assessment.counts import Counts
from gongshi.assessment.facts import Evidence, UnitFacts
from gongshi.assessment.indicators import indicators, load_indicator
from gongshi.assessment.rank import Ranked, rank
from gongshi.assessment.score import score
from gongshi.bulletin.figures import Figures, UnitCounts
from gongshi.bulletin.outline import Outline, take_outline
from gongshi.bulletin.outline_check import Trial, check_outline
from gongshi.bulletin.papers import KeptPaper, Papers
from gongshi.bulletin.scores import Scores
from gongshi.clocks.periods import month
from gongshi.policy.assessing import LIMITS, Assessment, Item, Limit
from gongshi.policy.assessment_tables import draft_assessment
from gongshi.policy.editions import Edition, draft_edition
from gongshi.policy.papers import COUNT, Paper
from gongshi.policy.standards import categories
from gongshi.policy.terms import Rate
from gongshi.policy.toml import (
    Fault,
    Reader,
    Root,
    edition_in_force,
    editions,
)

#: A month and counts in which nothing is 0, so that every figure prints a number.
_MONTH = month("2024-01")
_SOME = Counts(*[1] * 7)


def faults_of_edition(place: str, day: date, root: Root) -> tuple[Fault, ...]:
    """Find everything that is wrong in one edition, used with what it takes over.

    Args:
        place: The folder's name.
        day: The day in the file's name.
        root: The rulebook.

    Raises:
        RulebookFault: The file, or one that it extends, is no TOML.
    """
    edition, faults = draft_edition(place, day, root)
    reader = Reader(edition.file)
    setting = _Setting(tuple(_heads(edition, root, reader)), tuple(categories(root)))
    _check_categories(reader, edition, setting)
    _check_assessment(reader, edition, setting)
    _check_marks(reader, edition, setting)
    _check_bulletin(reader, edition, setting)
    return (*faults, *reader.faults)


class _Spanning(Protocol):
    @property
    def categories(self) -> tuple[str, ...]: ...


@dataclass(frozen=True)
class _Setting:
    """What an edition leans on: itself and what it extends, its own first."""

    heads: tuple[Edition, ...]
    standards: tuple[str, ...]

    @cached_property
    def groups(self) -> list[str]:
        said = next((each.groups for each in self.heads if each.groups), ())
        return [each.key for each in said]

    @cached_property
    def categories(self) -> list[str]:
        own = (each.key for head in self.heads for each in head.categories)
        return sorted({*self.standards, *own})

    @cached_property
    def rates(self) -> Mapping[str, Rate]:
        return {each.key: each for head in reversed(self.heads) for each in head.rates}

    @cached_property
    def papers(self) -> Mapping[str, Paper]:
        said = (each for head in reversed(self.heads) for each in head.papers)
        return {each.key: each for each in said}

    @cached_property
    def assessed(self) -> Mapping[str, object]:
        return next((each.assessment for each in self.heads if each.assessment), {})

    @cached_property
    def follows(self) -> tuple[list[str], list[str]]:
        """List the keys of cautions and of standings, also of a broken assessment."""
        keys = ("caution", "standing")
        tables = (Reader("").take_tables(self.assessed, key) for key in keys)
        cautions, standings = (
            [str(each.get("key")) for _, each in found] for found in tables
        )
        return cautions, standings


def _drafted(
    reader: Reader, table: Mapping[str, object], groups: Sequence[str]
) -> Assessment:
    """Read an `[assessment]` with the indicators there are, as far as it can be read."""
    return draft_assessment(table, reader, indicators=indicators(), groups=groups)


def _heads(edition: Edition, root: Root, reader: Reader) -> Iterator[Edition]:
    """Go through an edition and what it extends on its first day, up to the top."""
    seen = [edition.file.split("/")[1]]
    day = edition.day
    while True:
        yield edition
        above = edition.extends
        days = editions(root / "policies" / above) if above else []
        if above is None or not days:
            return
        if above in seen:
            reader.fault("extends", above, "a place that does not extend this one")
            return
        seen.append(above)
        began = edition_in_force(root / "policies" / above, day) or days[0]
        edition, _ = draft_edition(above, began, root)


def _check_categories(reader: Reader, edition: Edition, setting: _Setting) -> None:
    spans: Sequence[tuple[str, Sequence[_Spanning]]] = (
        ("window", edition.windows),
        ("scope", edition.scopes),
        ("letter", edition.letters),
    )
    for key, terms in spans:
        for number, term in enumerate(terms):
            place = f"{key}[{number}].categories"
            _known(reader, place, term.categories, setting.categories)
    for number, each in enumerate(edition.deadlines):
        place = f"deadline[{number}].category"
        _known(reader, place, [each.category], setting.categories)
    if edition.daily:
        named = edition.daily.categories
        _known(reader, "daily.categories", named, setting.categories)


def _check_assessment(reader: Reader, edition: Edition, setting: _Setting) -> None:
    if not edition.assessment:
        return
    inner = Reader(edition.file).at("assessment")
    assessment = _drafted(inner, edition.assessment, setting.groups)
    named = Reader(edition.file).at("assessment")
    _known(named, "categories", assessment.categories, setting.categories)
    for number, item in enumerate(assessment.items):
        _check_item(named.at(f"item[{number}]"), item)
    reader.faults.extend(_joined(inner, named))


def _joined(read: Reader, named: Reader) -> list[Fault]:
    """Join faults; what could not be read has a stand-in, of which no more is told."""
    unread = {each.key for each in read.faults}
    return [*read.faults, *(each for each in named.faults if each.key not in unread)]


def _check_item(reader: Reader, item: Item) -> None:
    """Measure a made-up unit: what an item's indicator is given must be there."""
    if item.indicator not in indicators():
        return
    counts = _SOME.named()
    facts = UnitFacts(name="", group="", position=0, counts=_SOME)
    try:
        load_indicator(item.indicator).measure(item, facts, **item.parameters)
    except AttributeError:
        for key, value in item.parameters.items():
            if not hasattr(_SOME, str(value)):
                reader.fault(key, value, ", ".join(counts))
    except ZeroDivisionError:
        reader.fault("points", item.points, f"1 or more for {item.indicator}")


def _check_marks(reader: Reader, edition: Edition, setting: _Setting) -> None:
    known = [key for keys in setting.follows for key in keys]
    for number, letter in enumerate(edition.letters):
        for at, ground in enumerate(letter.grounds):
            marks = [ground.mark] if ground.mark else []
            _known(reader, f"letter[{number}].ground[{at}].mark", marks, known)


def _check_bulletin(reader: Reader, edition: Edition, setting: _Setting) -> None:
    if not edition.bulletin:
        return
    inner = Reader(edition.file).at("bulletin")
    outline = take_outline(inner, edition.bulletin)
    named = Reader(edition.file).at("bulletin")
    check_outline(named, outline, _trial(outline, setting))
    reader.faults.extend(_joined(inner, named))


def _trial(outline: Outline, setting: _Setting) -> Trial:
    cautions, standings = setting.follows
    return Trial(
        figures=Figures(
            period=_MONTH,
            units=[
                UnitCounts(
                    name=group,
                    group=group,
                    position=at,
                    counts=dict.fromkeys(setting.categories, _SOME),
                    before=dict.fromkeys(setting.categories, _SOME),
                )
                for at, group in enumerate(setting.groups)
            ],
            rates={key: _safe(rate) for key, rate in setting.rates.items()},
            scopes=outline.scopes,
            volume=outline.volume if hasattr(_SOME, outline.volume) else "received",
            scores=_scores(setting),
            papers={
                key: _papers(each, setting) for key, each in setting.papers.items()
            },
        ),
        groups=setting.groups,
        categories=setting.categories,
        cautions=cautions,
        standings=standings,
    )


def _papers(paper: Paper, setting: _Setting) -> Papers:
    """Make one paper of each group in which nothing is blank or 0."""
    values = {
        each.key: 1 if each.kind == COUNT else f"{_MONTH.first_day}"
        for each in paper.fields
    }
    kept = [
        KeptPaper(1, _MONTH.key, unit=each, top=each, group=each, values=values)
        for each in setting.groups
    ]
    return Papers("", paper, kept)


def _safe(rate: Rate) -> Rate:
    """Make a rate that can be printed, whatever is wrong in its own table."""
    return replace(rate, numerator="late", denominator="assessed", decimals=2)


def _scores(setting: _Setting) -> Scores | None:
    if not setting.assessed:
        return None
    drafted = _drafted(Reader(""), setting.assessed, setting.groups)
    return Scores(ranked=_ranked(drafted, setting.groups), decimals=2, categories=())


def _ranked(drafted: Assessment, groups: Sequence[str]) -> Sequence[Ranked]:
    """Rank a made-up unit of each group; nobody where the draft is no use for that."""
    source = drafted.items[0].source if drafted.items else None
    if source is None:
        return ()
    limits = {key: Limit(key, 100, source, "") for key in LIMITS}
    items = tuple(map(_measurable, drafted.items))
    assessment = replace(drafted, limits=limits, items=items)
    papers = (Evidence(1, "", "register", due=1),)
    facts = [
        UnitFacts(group, group, at, _SOME, papers) for at, group in enumerate(groups)
    ]
    try:
        return rank(assessment, [score(assessment, each) for each in facts])
    except (ArithmeticError, AttributeError, ImportError):
        # A fault of an item, which was told; then no name of an item is told wrong.
        return ()


def _measurable(item: Item) -> Item:
    """Put what there is in the place of what there is not; that was told."""
    simple = next(name for name, needed in indicators().items() if not needed)
    if item.indicator not in indicators():
        return replace(item, indicator=simple, parameters={})
    given = item.parameters.items()
    counts = {key: each if hasattr(_SOME, str(each)) else "late" for key, each in given}
    return replace(item, parameters=counts)


def _known(
    reader: Reader, key: str, found: Sequence[str], allowed: Sequence[str]
) -> None:
    for each in found:
        if each not in allowed:
            reader.fault(key, each, ", ".join(allowed) or "none")
