"""Reads one edition of one place's policy, by itself, from its file."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TypeVar

from gongshi.policy.terms import (
    Cadence,
    Category,
    Deadline,
    Group,
    Rate,
    Silence,
    Source,
    Window,
)
from gongshi.policy.toml import SURE, Reader, Root, editions, read

T = TypeVar("T")
_Table = dict[str, object]

#: The counts a rate may divide; assessed = accepted + faulty.
COUNTS = (
    "received",
    "accepted",
    "faulty",
    "duplicate",
    "pending",
    "excluded",
    "assessed",
    "late",
    "on_time",
    "exempt",
)


@dataclass(frozen=True)
class Edition:
    """One file, by itself."""

    day: date
    file: str
    name: str
    aliases: tuple[str, ...]
    extends: str | None
    categories: tuple[Category, ...]
    deadlines: tuple[Deadline, ...]
    windows: tuple[Window, ...]
    rates: tuple[Rate, ...]
    groups: tuple[Group, ...]
    cadence: tuple[Cadence, ...]
    silence: tuple[Silence, ...]
    bulletin: Mapping[str, object]


@cache
def read_edition(place: str, day: date, root: Root) -> Edition:
    """Read one edition of one place; a file is read once only.

    Args:
        place: The folder's name.
        day: The day in the file's name.
        root: The rulebook.

    Raises:
        FileNotFoundError: There is no such edition.
        RulebookFault: The file is broken; every fault is named.
    """
    path = f"policies/{place}/{day}.toml"
    table = read(path, root)
    reader = Reader(path)
    edition = Edition(
        day=day,
        file=path,
        name=reader.take(table, "name", str),
        aliases=reader.take_all(table, "aliases", str, default=()),
        extends=_take_extends(reader, table, root),
        categories=_take(reader, table, "category", _category),
        deadlines=_take(reader, table, "deadline", _deadline),
        windows=_take(reader, table, "window", _window),
        rates=_take(reader, table, "rate", _rate),
        groups=_take(reader, table, "group", _group),
        cadence=_take(reader, table, "cadence", _cadence),
        silence=_take(reader, table, "silence", _silence),
        bulletin=reader.take(table, "bulletin", dict, default={}),
    )
    reader.rest(table)
    reader.raise_if_faulty()
    return edition


def _take_extends(reader: Reader, table: _Table, root: Root) -> str | None:
    extends = reader.take(table, "extends", str, default="")
    if extends and not editions(root / "policies" / extends):
        reader.fault("extends", extends, "a place with a policy")
    return extends or None


def _take(
    reader: Reader, table: _Table, key: str, build: Callable[[Reader, _Table], T]
) -> tuple[T, ...]:
    built = []
    for inner, each in reader.take_tables(table, key):
        built.append(build(inner, each))
        inner.rest(each)
    return tuple(built)


def _category(reader: Reader, table: _Table) -> Category:
    return Category(
        key=reader.take(table, "key", str),
        title=reader.take(table, "title", str),
        aliases=reader.take_all(table, "aliases", str, default=()),
        file=reader.file,
    )


def _deadline(reader: Reader, table: _Table) -> Deadline:
    deadline = Deadline(
        category=reader.take(table, "category", str),
        days=reader.take(table, "days", int),
        unit=reader.take(table, "unit", str, allowed=("workday", "calendar")),
        roll_forward=reader.take(table, "roll_forward", bool, default=False),
        to=reader.take(table, "to", str),
        since=reader.take(table, "since", date),
        source=_source(reader, table),
        sure=reader.take(table, "sure", str, allowed=SURE),
        file=reader.file,
    )
    if deadline.days < 1:
        reader.fault("days", deadline.days, "1 or more")
    return deadline


def _window(reader: Reader, table: _Table) -> Window:
    window = Window(
        name=reader.take(table, "name", str),
        categories=reader.take_all(table, "categories", str),
        decided_from=reader.take(table, "decided_from", date),
        decided_to=reader.take(table, "decided_to", date),
        submit_by=reader.take(table, "submit_by", date),
        counts_late=reader.take(table, "counts_late", bool),
        reject_extends=reader.take(table, "reject_extends", bool, allowed=(False,)),
        source=_source(reader, table),
        sure=reader.take(table, "sure", str, allowed=SURE),
        file=reader.file,
    )
    if not window.decided_from <= window.decided_to <= window.submit_by:
        shown = f"{window.decided_from}, {window.decided_to}, {window.submit_by}"
        allowed = "decided_from <= decided_to <= submit_by"
        reader.fault("decided_from", shown, allowed)
    return window


def _rate(reader: Reader, table: _Table) -> Rate:
    return Rate(
        key=reader.take(table, "key", str),
        title=reader.take(table, "title", str),
        numerator=reader.take(table, "numerator", str, allowed=COUNTS),
        denominator=reader.take(table, "denominator", str, allowed=COUNTS),
        decimals=reader.take(table, "decimals", int, allowed=range(7)),
        rounding=reader.take(table, "rounding", str, allowed=("half_up",)),
        whole=reader.take(table, "whole", str, allowed=("bare", "padded")),
        empty=reader.take(table, "empty", str),
        source=_source(reader, table),
        sure=reader.take(table, "sure", str, allowed=SURE),
        file=reader.file,
    )


def _group(reader: Reader, table: _Table) -> Group:
    return Group(
        key=reader.take(table, "key", str),
        title=reader.take(table, "title", str),
        aliases=reader.take_all(table, "aliases", str, default=()),
        source=_source(reader, table),
        sure=reader.take(table, "sure", str, allowed=SURE),
        file=reader.file,
    )


def _cadence(reader: Reader, table: _Table) -> Cadence:
    return Cadence(
        key=reader.take(table, "key", str),
        title=reader.take(table, "title", str),
        weekday=reader.take(table, "weekday", int, allowed=range(1, 8)),
        text=reader.take(table, "text", str),
        source=_source(reader, table),
        sure=reader.take(table, "sure", str, allowed=SURE),
        file=reader.file,
    )


def _silence(reader: Reader, table: _Table) -> Silence:
    return Silence(
        days=reader.take(table, "days", int),
        title=reader.take(table, "title", str),
        grave=reader.take(table, "grave", bool),
        source=_source(reader, table),
        sure=reader.take(table, "sure", str, allowed=SURE),
        file=reader.file,
    )


def _source(reader: Reader, table: _Table) -> Source:
    inner = reader.at("source")
    raw: _Table = reader.take(table, "source", dict)
    source = Source(
        title=inner.take(raw, "title", str),
        number=inner.take(raw, "number", str),
        article=inner.take(raw, "article", str),
    )
    inner.rest(raw)
    return source
