"""Words, limits and sentences by which bulletins of other hands are audited."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TypeVar

from gongshi.policy.toml import RULEBOOK, SURE, Reader, Root, read

T = TypeVar("T")


@dataclass(frozen=True)
class Measure:
    """One thing that bulletins count or rate, and what they call it."""

    key: str
    #: "count" or "rate".
    kind: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class RateTerm:
    """From which counts a rate may come; all are keys of measures."""

    measure: str
    numerators: tuple[str, ...]
    #: Taken away from the denominator to give the numerator.
    complements: tuple[str, ...]
    denominators: tuple[str, ...]
    #: Rows that were filed and that a rate may leave out of its denominator.
    left_out: tuple[str, ...]


@dataclass(frozen=True)
class Partition:
    """Parts that together are the whole, so that their counts must add up to it."""

    #: "group" or "category".
    kind: str
    parts: tuple[str, ...]


@dataclass(frozen=True)
class AuditTerms:
    """All that an audit takes from the rulebook."""

    words: Mapping[str, tuple[str, ...]]
    limits: Mapping[str, float]
    measures: tuple[Measure, ...]
    rates: tuple[RateTerm, ...]
    #: Key → words.
    groups: Mapping[str, tuple[str, ...]]
    categories: Mapping[str, tuple[str, ...]]
    partitions: tuple[Partition, ...]
    #: Kind of contradiction → what people call it.
    titles: Mapping[str, str]
    #: Sentences with places in braces.
    messages: Mapping[str, str]

    def kind_of(self, measure: str | None) -> str:
        """Tell whether a measure is a count or a rate; "" for none."""
        return next((each.kind for each in self.measures if each.key == measure), "")


@dataclass(frozen=True)
class District:
    """One district of a place, or a zone that is listed beside the districts."""

    name: str
    aliases: tuple[str, ...]


@dataclass(frozen=True)
class Districts:
    """The districts of one place, as public geography has them."""

    name: str
    aliases: tuple[str, ...]
    source: str
    sure: str
    units: tuple[District, ...]


@cache
def load_audit_terms(root: Root = RULEBOOK) -> AuditTerms:
    """Read the terms of the audit.

    Raises:
        RulebookFault: Everything that is wrong in the file.
    """
    reader, table = Reader("audit.toml"), read("audit.toml", root)
    reader.take(table, "source", str)
    reader.take(table, "sure", str, allowed=SURE)
    terms = AuditTerms(
        words=_word_lists(reader, table),
        limits=_values(reader, table, "limits", float),
        measures=tuple(
            _measure(*each) for each in reader.take_tables(table, "measure")
        ),
        rates=tuple(_rate(*each) for each in reader.take_tables(table, "rate")),
        groups=_named(reader, table, "group"),
        categories=_named(reader, table, "category"),
        partitions=tuple(
            _partition(*each) for each in reader.take_tables(table, "partition")
        ),
        titles=_values(reader, table, "title", str),
        messages=_values(reader, table, "message", str),
    )
    reader.rest(table)
    _check_measures(reader, terms)
    reader.raise_if_faulty()
    return terms


@cache
def load_districts(root: Root = RULEBOOK) -> tuple[Districts, ...]:
    """Read the registers of all places' districts, in order of their keys.

    Raises:
        RulebookFault: Everything that is wrong in one of the files.
    """
    folder = root / "registers" / "districts"
    names = sorted(each.name for each in folder.iterdir())
    return tuple(
        _districts(f"registers/districts/{name}", root)
        for name in names
        if name.endswith(".toml")
    )


def _districts(path: str, root: Root) -> Districts:
    reader, table = Reader(path), read(path, root)
    districts = Districts(
        name=reader.take(table, "name", str),
        aliases=reader.take_all(table, "aliases", str, default=()),
        source=reader.take(table, "source", str),
        sure=reader.take(table, "sure", str, allowed=SURE),
        units=tuple(_district(*each) for each in reader.take_tables(table, "unit")),
    )
    reader.rest(table)
    reader.raise_if_faulty()
    return districts


def _district(reader: Reader, table: dict[str, object]) -> District:
    district = District(
        name=reader.take(table, "name", str),
        aliases=reader.take_all(table, "aliases", str, default=()),
    )
    reader.rest(table)
    return district


def _measure(reader: Reader, table: dict[str, object]) -> Measure:
    measure = Measure(
        key=reader.take(table, "key", str),
        kind=reader.take(table, "kind", str, allowed=("count", "rate")),
        words=reader.take_all(table, "words", str),
    )
    reader.rest(table)
    return measure


def _rate(reader: Reader, table: dict[str, object]) -> RateTerm:
    rate = RateTerm(
        measure=reader.take(table, "measure", str),
        numerators=reader.take_all(table, "numerators", str),
        complements=reader.take_all(table, "complements", str),
        denominators=reader.take_all(table, "denominators", str),
        left_out=reader.take_all(table, "left_out", str, default=()),
    )
    reader.rest(table)
    return rate


def _partition(reader: Reader, table: dict[str, object]) -> Partition:
    partition = Partition(
        kind=reader.take(table, "kind", str, allowed=("group", "category")),
        parts=reader.take_all(table, "parts", str),
    )
    reader.rest(table)
    return partition


def _named(
    reader: Reader, table: Mapping[str, object], key: str
) -> dict[str, tuple[str, ...]]:
    named = {}
    for inner, each in reader.take_tables(table, key):
        named[inner.take(each, "key", str)] = inner.take_all(each, "words", str)
        inner.rest(each)
    return named


def _word_lists(
    reader: Reader, table: Mapping[str, object]
) -> dict[str, tuple[str, ...]]:
    raw = reader.take(table, "words", dict)
    inner = reader.at("words")
    return {key: inner.take_all(raw, key, str) for key in raw}


def _values(
    reader: Reader, table: Mapping[str, object], key: str, kind: type[T]
) -> dict[str, T]:
    raw = reader.take(table, key, dict)
    inner = reader.at(key)
    return {each: inner.take(raw, each, kind) for each in raw}


def _check_measures(reader: Reader, terms: AuditTerms) -> None:
    known = {each.key for each in terms.measures}
    for rate in terms.rates:
        parts = (rate.numerators, rate.complements, rate.denominators, rate.left_out)
        used = {rate.measure, *(key for keys in parts for key in keys)}
        for key in sorted(used - known):
            reader.fault("rate", key, ", ".join(sorted(known)))
