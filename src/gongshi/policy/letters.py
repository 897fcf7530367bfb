"""The kinds of letter a place writes: when, to whom, under which number, in what words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from gongshi.policy.terms import Source
from gongshi.policy.toml import SURE, Reader

_Table = dict[str, object]
#: A place in a wording, such as {late}.
PLACE = re.compile(r"\{([a-z_]+)\}")
#: Words said only where a fact is neither 0 nor empty, such as [late?，迟报{late}条].
OPTION = re.compile(r"\[([a-z_]+)\?([^\[\]]*)\]")
#: Facts that are counts of rows, which a letter prints as figures.
COUNTS = ("received", "assessed", "accepted", "faulty", "late")
#: Facts that are other numbers: whole days without a filing, the place in the ranking,
#: how often the unit was drawn in the month for its register to be compared.
NUMBERS = (*COUNTS, "silent_days", "rank", "drawn")
#: All that a wording may name.
FACTS = (
    *NUMBERS, "unit", "office", "year", "month", "day", "accepted_rate", "late_rate",
    "last_filed", "unfiled_since", "group", "score", "unanswered", "month_before",
    "rank_before", "score_before",
)  # fmt: skip
#: What a number is made of.
_NUMBER_PLACES = ("no", "year")


@dataclass(frozen=True)
class Ground:
    """What has to hold for a letter: a number that is reached, or a mark of the score."""

    #: One of `NUMBERS`, and the least it has to be; "" where a mark is asked for.
    fact: str
    at_least: int
    #: Key of a caution or of a standing; "" where a number is asked for.
    mark: str
    #: What is told of the facts when it does not hold.
    otherwise: str


@dataclass(frozen=True)
class LetterKind:
    """One kind of letter."""

    key: str
    title: str
    #: How its document number is written, with {year} and {no}.
    number: str
    #: Keys of the categories whose rows it counts.
    categories: tuple[str, ...]
    organ: str
    #: The document's title, broken where the lines shall break.
    heading: tuple[str, ...]
    recipients: str
    #: Paragraphs; one that names an empty fact is left out, see `OPTION` for parts.
    text: tuple[str, ...]
    signed_by: str
    #: One of them is enough.
    grounds: tuple[Ground, ...]
    source: Source
    sure: str
    file: str


def read_letter(reader: Reader, table: _Table, source: Source) -> LetterKind:
    """Read one `[[letter]]`.

    Args:
        reader: At the table; it is told every fault.
        table: As it stands in the file.
        source: Of the letter, taken already.
    """
    kind = LetterKind(
        key=reader.take(table, "key", str),
        title=reader.take(table, "title", str),
        number=reader.take(table, "number", str),
        categories=reader.take_all(table, "categories", str),
        organ=reader.take(table, "organ", str),
        heading=reader.take_all(table, "heading", str),
        recipients=reader.take(table, "recipients", str),
        text=reader.take_all(table, "text", str),
        signed_by=reader.take(table, "signed_by", str),
        grounds=tuple(_ground(*each) for each in reader.take_tables(table, "ground")),
        source=source,
        sure=reader.take(table, "sure", str, allowed=SURE),
        file=reader.file,
    )
    if not kind.grounds:
        reader.fault("ground", "nothing", "one or more")
    if sorted(PLACE.findall(kind.number)) != list(_NUMBER_PLACES):
        reader.fault("number", kind.number, "a text with {year} and {no}, once each")
    for key, wording in _wordings(kind):
        _check_places(reader, key, wording, FACTS)
    return kind


def refuse_alike(reader: Reader, kinds: Iterable[LetterKind]) -> None:
    """Note kinds of one file that share a key, a title or a number."""
    known = list(kinds)
    for key in ("key", "title", "number"):
        counted = Counter(getattr(each, key) for each in known)
        for value in (each for each, times in counted.items() if times > 1):
            reader.fault(f"letter.{key}", value, "one that no other letter has")


def _ground(reader: Reader, table: _Table) -> Ground:
    mark = reader.take(table, "mark", str, default="")
    ground = Ground(
        fact="" if mark else reader.take(table, "fact", str, allowed=NUMBERS),
        at_least=0 if mark else reader.take(table, "at_least", int),
        mark=mark,
        otherwise=reader.take(table, "otherwise", str),
    )
    _check_places(reader, "otherwise", ground.otherwise, (*FACTS, "at_least"))
    reader.rest(table)
    return ground


def _wordings(kind: LetterKind) -> Iterator[tuple[str, str]]:
    yield "organ", kind.organ
    yield "recipients", kind.recipients
    yield "signed_by", kind.signed_by
    yield from (("heading", each) for each in kind.heading)
    yield from (("text", each) for each in kind.text)


def _check_places(
    reader: Reader, key: str, wording: str, known: tuple[str, ...]
) -> None:
    for place in PLACE.findall(wording):
        if place not in known:
            reader.fault(key, f"{{{place}}}", ", ".join(known))
    for fact, _ in OPTION.findall(wording):
        if fact not in known:
            reader.fault(key, f"[{fact}?]", ", ".join(known))
