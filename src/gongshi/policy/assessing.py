"""How a place scores and ranks its units: the `[assessment]` table of a policy.

The document is named once, in `[assessment.source]`; every value beside it has its own
`article` and `sure`.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from gongshi.policy.terms import Source
from gongshi.policy.toml import SURE, Reader

T = TypeVar("T")
_Table = dict[str, object]
_Document = tuple[str, str]

#: Numbers that every assessment states: the most and the least a total may be, places
#: of printed points, the day of the next month before which the ranking is published,
#: and the denominator below which a rate is flagged.
LIMITS = ("cap", "floor", "decimals", "publish_before_day", "small_denominator")
#: Papers beside the rows: a register compared with the ledger, notice of the draw, a
#: stamped explanation that nothing arose.
PAPERS = ("register", "drawn", "explanation")
#: What a unit without rows is.
STANDINGS = ("excused", "criticised")


@dataclass(frozen=True)
class Limit:
    """One number, and where it comes from."""

    key: str
    value: int
    source: Source
    sure: str


@dataclass(frozen=True)
class Named:
    """A paper or a standing: what people call it, and where it comes from."""

    key: str
    title: str
    #: Whether it counts only with a file attached.
    needs_file: bool
    source: Source
    sure: str


@dataclass(frozen=True)
class Part:
    """A part of an item that a reviewer decides on."""

    key: str
    title: str
    points: int
    #: Whether it is granted only with a file attached.
    needs_file: bool


@dataclass(frozen=True)
class Item:
    """One item of the score."""

    key: str
    title: str
    #: The most it gives; 0 = ranked, not scored.
    points: int
    #: Name of the file in `assessment/indicators/`, and its keyword parameters.
    indicator: str
    parameters: Mapping[str, object]
    #: What nothing over nothing gives: "full" or "none".
    empty: str
    #: What its rate is called.
    rate: str
    #: What costs points; what regains them; the same once the period is over; and what
    #: is said of nothing over nothing.
    loss: str
    regain: str
    closed: str
    nothing: str
    parts: tuple[Part, ...]
    source: Source
    sure: str


@dataclass(frozen=True)
class Adjustment:
    """Points added to the total, or taken from it where below 0."""

    key: str
    title: str
    points: int
    #: "each" counts every case, "once" the first only.
    repeat: str
    #: Units it may concern; empty = all.
    units: tuple[str, ...]
    source: Source
    sure: str


@dataclass(frozen=True)
class Ranking:
    """A group that is ranked by itself."""

    group: str
    #: The units that the document lists.
    units: tuple[str, ...]
    #: Units drawn each month for comparing their registers.
    draw: int
    source: Source
    sure: str


@dataclass(frozen=True)
class Caution:
    """What follows for the last places of a ranking."""

    key: str
    title: str
    #: The last so many places,
    bottom: int
    #: in so many rankings running.
    running: int
    source: Source
    sure: str


@dataclass(frozen=True)
class Assessment:
    """Everything a place says of scores."""

    title: str
    #: Categories whose rows count.
    categories: tuple[str, ...]
    limits: Mapping[str, Limit]
    rankings: tuple[Ranking, ...]
    items: tuple[Item, ...]
    adjustments: tuple[Adjustment, ...]
    papers: Mapping[str, Named]
    standings: Mapping[str, Named]
    cautions: tuple[Caution, ...]

    def limit(self, key: str) -> int:
        """Give one of the `LIMITS`."""
        return self.limits[key].value

    def parts(self) -> dict[str, Part]:
        """Give the parts of all items by key, in order."""
        return {part.key: part for item in self.items for part in item.parts}


def read_assessment(
    table: Mapping[str, object],
    file: str,
    *,
    indicators: Mapping[str, Collection[str]],
    groups: Collection[str],
) -> Assessment:
    """Read the `[assessment]` table of a policy.

    Args:
        table: As it stands in the file.
        file: Its name, for faults.
        indicators: Names of the indicators there are, each with its parameters.
        groups: Keys of the policy's groups.

    Raises:
        RulebookFault: Everything that is wrong in it.
    """
    reader = Reader(file).at("assessment")
    document = _document(reader, table)
    return _Reading(table, reader, document, indicators, groups).run()


def _document(reader: Reader, table: Mapping[str, object]) -> _Document:
    inner = reader.at("source")
    raw: _Table = reader.take(table, "source", dict)
    document = inner.take(raw, "title", str), inner.take(raw, "number", str)
    inner.rest(raw)
    return document


@dataclass(frozen=True)
class _Reading:
    """One table being read; holds what every part of it is checked against."""

    table: Mapping[str, object]
    reader: Reader
    document: _Document
    indicators: Mapping[str, Collection[str]]
    groups: Collection[str]

    def run(self) -> Assessment:
        reader, table = self.reader, self.table
        assessment = Assessment(
            title=reader.take(table, "title", str),
            categories=reader.take_all(table, "categories", str),
            limits={each.key: each for each in self._all("limit", _limit)},
            rankings=self._all("ranking", self._ranking),
            items=self._all("item", self._item),
            adjustments=self._all("adjustment", _adjustment),
            papers={each.key: each for each in self._all("paper", _named(PAPERS))},
            standings={
                each.key: each for each in self._all("standing", _named(STANDINGS))
            },
            cautions=self._all("caution", _caution),
        )
        self._check(assessment)
        reader.rest(table)
        reader.raise_if_faulty()
        return assessment

    def _all(
        self, key: str, build: Callable[[Reader, _Table, _Document], T]
    ) -> tuple[T, ...]:
        built = []
        for inner, each in self.reader.take_tables(self.table, key):
            built.append(build(inner, each, self.document))
            inner.rest(each)
        return tuple(built)

    def _ranking(self, reader: Reader, table: _Table, document: _Document) -> Ranking:
        return Ranking(
            group=reader.take(table, "group", str, allowed=self.groups),
            units=reader.take_all(table, "units", str),
            draw=_positive(reader, table, "draw"),
            source=_source(reader, table, document),
            sure=_sure(reader, table),
        )

    def _item(self, reader: Reader, table: _Table, document: _Document) -> Item:
        regain = reader.take(table, "regain", str, default="")
        indicator = reader.take(table, "indicator", str, allowed=self.indicators)
        item = Item(
            key=reader.take(table, "key", str),
            title=reader.take(table, "title", str),
            points=reader.take(table, "points", int),
            indicator=indicator,
            parameters={
                key: reader.take(table, key, str)
                for key in self.indicators.get(indicator, ())
            },
            empty=reader.take(
                table, "empty", str, allowed=("full", "none"), default="none"
            ),
            rate=reader.take(table, "rate", str, default=""),
            loss=reader.take(table, "loss", str, default=""),
            regain=regain,
            closed=reader.take(table, "closed", str, default=regain),
            nothing=reader.take(table, "nothing", str, default=""),
            parts=tuple(_part(*each) for each in reader.take_tables(table, "part")),
            source=_source(reader, table, document),
            sure=_sure(reader, table),
        )
        if item.points < 0:
            reader.fault("points", item.points, "0 or more")
        if item.parts and sum(part.points for part in item.parts) != item.points:
            reader.fault("part", item.points, "parts that add up to the item's points")
        return item

    def _check(self, assessment: Assessment) -> None:
        self._check_keys(assessment)
        cap = assessment.limits.get("cap")
        points = sum(item.points for item in assessment.items)
        if cap is not None and points != cap.value:
            self.reader.fault("item", points, f"points that add up to {cap.value}")

    def _check_keys(self, assessment: Assessment) -> None:
        for key, found, needed in (
            ("limit", assessment.limits, LIMITS),
            ("paper", assessment.papers, PAPERS),
            ("standing", assessment.standings, STANDINGS),
        ):
            for missing in (each for each in needed if each not in found):
                self.reader.fault(key, missing, "one of each: " + ", ".join(needed))
        for twice in _twice(
            [
                *(each.key for each in assessment.items),
                *(part.key for item in assessment.items for part in item.parts),
                *(each.key for each in assessment.adjustments),
                *PAPERS,
            ]
        ):
            self.reader.fault("key", twice, "a key that nothing else has")


def _limit(reader: Reader, table: _Table, document: _Document) -> Limit:
    limit = Limit(
        key=reader.take(table, "key", str, allowed=LIMITS),
        value=reader.take(table, "value", int),
        source=_source(reader, table, document),
        sure=_sure(reader, table),
    )
    if limit.value < 0:
        reader.fault("value", limit.value, "0 or more")
    if limit.key == "publish_before_day" and limit.value not in range(1, 29):
        reader.fault("value", limit.value, "1 to 28, a day that every month has")
    return limit


def _named(
    allowed: tuple[str, ...],
) -> Callable[[Reader, _Table, _Document], Named]:
    def build(reader: Reader, table: _Table, document: _Document) -> Named:
        return Named(
            key=reader.take(table, "key", str, allowed=allowed),
            title=reader.take(table, "title", str),
            needs_file=reader.take(table, "needs_file", bool, default=False),
            source=_source(reader, table, document),
            sure=_sure(reader, table),
        )

    return build


def _part(reader: Reader, table: _Table) -> Part:
    part = Part(
        key=reader.take(table, "key", str),
        title=reader.take(table, "title", str),
        points=_positive(reader, table, "points"),
        needs_file=reader.take(table, "needs_file", bool, default=False),
    )
    reader.rest(table)
    return part


def _adjustment(reader: Reader, table: _Table, document: _Document) -> Adjustment:
    return Adjustment(
        key=reader.take(table, "key", str),
        title=reader.take(table, "title", str),
        points=reader.take(table, "points", int),
        repeat=reader.take(table, "repeat", str, allowed=("each", "once")),
        units=reader.take_all(table, "units", str, default=()),
        source=_source(reader, table, document),
        sure=_sure(reader, table),
    )


def _caution(reader: Reader, table: _Table, document: _Document) -> Caution:
    return Caution(
        key=reader.take(table, "key", str),
        title=reader.take(table, "title", str),
        bottom=_positive(reader, table, "bottom"),
        running=_positive(reader, table, "running"),
        source=_source(reader, table, document),
        sure=_sure(reader, table),
    )


def _positive(reader: Reader, table: _Table, key: str) -> int:
    value = reader.take(table, key, int)
    if value < 1:
        reader.fault(key, value, "1 or more")
    return value


def _source(reader: Reader, table: _Table, document: _Document) -> Source:
    title, number = document
    return Source(title, number, reader.take(table, "article", str))


def _sure(reader: Reader, table: _Table) -> str:
    return reader.take(table, "sure", str, allowed=SURE)


def _twice(keys: Iterable[str]) -> list[str]:
    return [key for key, times in Counter(keys).items() if times > 1]
