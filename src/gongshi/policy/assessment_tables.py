"""Reads the `[assessment]` table of a policy.

The document is named once, in `[assessment.source]`; every value beside it has its own
`article` and `sure`.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from gongshi.policy.assessing import (
    LIMITS,
    PAPERS,
    STANDINGS,
    Adjustment,
    Assessment,
    Caution,
    Item,
    Limit,
    Named,
    Part,
    Proof,
    Ranking,
)
from gongshi.policy.terms import Source
from gongshi.policy.toml import SURE, Reader

T = TypeVar("T")
_Table = dict[str, object]
_Document = tuple[str, str]
#: Rankings running that a caution may ask for, and decimals of points.
_MOST_RUNNING, _MOST_DECIMALS = 120, 6


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
    assessment = draft_assessment(table, reader, indicators=indicators, groups=groups)
    reader.raise_if_faulty()
    return assessment


def draft_assessment(
    table: Mapping[str, object],
    reader: Reader,
    *,
    indicators: Mapping[str, Collection[str]],
    groups: Collection[str],
) -> Assessment:
    """Read the `[assessment]` table as far as it can be read, with stand-ins.

    Args:
        table: As it stands in the file.
        reader: At the table; told every fault.
        indicators: Names of the indicators there are, each with its parameters.
        groups: Keys of the policy's groups.
    """
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
            cases=self._cases(),
        )
        self._check(assessment)
        reader.rest(table)
        return assessment

    def _all(
        self, key: str, build: Callable[[Reader, _Table, _Document], T]
    ) -> tuple[T, ...]:
        built = []
        for inner, each in self.reader.take_tables(self.table, key):
            built.append(build(inner, each, self.document))
            inner.rest(each)
        return tuple(built)

    def _cases(self) -> Proof | None:
        raw: _Table | None = self.reader.take(self.table, "cases", dict, default=None)
        if raw is None:
            return None
        inner = self.reader.at("cases")
        proof = Proof(
            title=inner.take(raw, "title", str),
            regain=inner.take(raw, "regain", str),
            source=_source(inner, raw, self.document),
            sure=_sure(inner, raw),
        )
        inner.rest(raw)
        return proof

    def _ranking(self, reader: Reader, table: _Table, document: _Document) -> Ranking:
        return Ranking(
            group=reader.take(table, "group", str, allowed=self.groups),
            units=_each_once(reader, reader.take_all(table, "units", str)),
            draw=_positive(reader, table, "draw"),
            draws_below=reader.take(table, "draws_below", bool, default=False),
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
            nothing_by_standing={
                key: words
                for key in STANDINGS
                if (words := reader.take(table, f"nothing_{key}", str, default=""))
            },
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
    if limit.key == "decimals" and limit.value > _MOST_DECIMALS:
        reader.fault("value", limit.value, f"0–{_MOST_DECIMALS}")
        return replace(limit, value=0)
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
        running=_running(reader, table),
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


def _running(reader: Reader, table: _Table) -> int:
    """Take how many rankings running; each of them is looked up."""
    running = _positive(reader, table, "running")
    if running > _MOST_RUNNING:
        reader.fault("running", running, f"1–{_MOST_RUNNING}")
        return 1
    return running


def _each_once(reader: Reader, units: tuple[str, ...]) -> tuple[str, ...]:
    for number, unit in enumerate(units):
        if unit in units[:number]:
            reader.fault(f"units[{number}]", unit, "每家单位只写一次")
    return units
