"""The papers a place keeps of what no filed row holds: checks, objections, repairs, …"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from gongshi.policy.term_tables import take_rate, take_source
from gongshi.policy.terms import Rate, Source
from gongshi.policy.toml import SURE, Reader

_Table = dict[str, object]

#: What a field may hold.
KINDS = COUNT, TEXT, DAY = ("count", "text", "day")
#: Measures of every kind of paper: how many there are, of how many units.
PAPERS, UNITS = "papers", "units"
#: Behind a measure: all months up to this one, not this one alone.
SO_FAR = "_so_far"
#: Wordings name papers and fields, so their keys are written like other places there.
_KEY = re.compile(r"[a-z]+(_[a-z]+)*")
#: Words that stand for something else in a wording or in a table.
_TAKEN = (PAPERS, UNITS, "unit", "number", "share", "volume", "score", "all")


@dataclass(frozen=True)
class PaperField:
    """One thing that a paper says."""

    key: str
    title: str
    #: What else the column of a table may be called.
    aliases: tuple[str, ...]
    #: One of `KINDS`; a count is a whole number, 0 or more.
    kind: str
    required: bool = True
    #: Key of another count that this one cannot exceed; "" = none.
    no_more_than: str = ""


@dataclass(frozen=True)
class Paper:
    """One kind of paper that the office enters with a reviewer."""

    key: str
    title: str
    #: Whether it counts only with a file attached.
    needs_file: bool
    #: Whether the papers of a unit and month add up; else the later takes the place.
    adds_up: bool
    fields: tuple[PaperField, ...]
    #: Of its own counts.
    rates: tuple[Rate, ...]
    source: Source
    sure: str
    file: str


def take_paper(reader: Reader, table: _Table) -> Paper:
    """Read one `[[paper]]`; what is wrong goes to the reader."""
    fields = tuple(_field(*each) for each in reader.take_tables(table, "field"))
    counts = [each.key for each in fields if each.kind == COUNT]
    paper = Paper(
        key=_key(reader, table),
        title=reader.take(table, "title", str),
        needs_file=reader.take(table, "needs_file", bool, default=False),
        adds_up=reader.take(table, "adds_up", bool, default=False),
        fields=fields,
        rates=tuple(_rate(*each, counts) for each in reader.take_tables(table, "rate")),
        source=take_source(reader, table),
        sure=reader.take(table, "sure", str, allowed=SURE),
        file=reader.file,
    )
    for number, each in enumerate(fields):
        others = [key for key in counts if key != each.key]
        if each.no_more_than and (
            each.kind != COUNT or each.no_more_than not in others
        ):
            allowed = "another count of the paper, below a count"
            reader.fault(f"field[{number}].no_more_than", each.no_more_than, allowed)
    names = [name for each in fields for name in {each.key, each.title, *each.aliases}]
    for twice in _twice(names):
        reader.fault("field", twice, "a key, title or alias that no other field has")
    return paper


def refuse_alike_papers(reader: Reader, papers: Iterable[Paper]) -> None:
    """Note papers of one file that share a key or a title."""
    known = list(papers)
    for name in ("key", "title"):
        for twice in _twice(getattr(each, name) for each in known):
            reader.fault(f"paper.{name}", twice, "one that no other paper has")


def _field(reader: Reader, table: _Table) -> PaperField:
    field = PaperField(
        key=_key(reader, table),
        title=reader.take(table, "title", str),
        aliases=reader.take_all(table, "aliases", str, default=()),
        kind=reader.take(table, "kind", str, allowed=KINDS),
        required=reader.take(table, "required", bool, default=True),
        no_more_than=reader.take(table, "no_more_than", str, default=""),
    )
    reader.rest(table)
    return field


def _rate(reader: Reader, table: _Table, counts: list[str]) -> Rate:
    rate = take_rate(reader, table, counts)
    reader.rest(table)
    return rate


def _key(reader: Reader, table: _Table) -> str:
    key = reader.take(table, "key", str)
    if not _KEY.fullmatch(key) or key in _TAKEN or key.endswith(SO_FAR):
        allowed = f"a-z and single _, not ending in {SO_FAR}, none of "
        reader.fault("key", key, allowed + ", ".join(_TAKEN))
    return key


def _twice(names: Iterable[str]) -> list[str]:
    return [name for name, times in Counter(names).items() if times > 1]
