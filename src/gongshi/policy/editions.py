"""Reads one edition of one place's policy, by itself, from its file."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TypeVar

from gongshi.policy import term_tables
from gongshi.policy.letters import LetterKind, read_letter, refuse_alike
from gongshi.policy.papers import Paper, refuse_alike_papers, take_paper
from gongshi.policy.scope_tables import (
    take_exclusion,
    take_nil_return,
    take_reminder,
    take_scope,
)
from gongshi.policy.term_tables import COUNTS
from gongshi.policy.terms import (
    Cadence,
    Category,
    Daily,
    Deadline,
    Exclusion,
    Group,
    NilReturn,
    Rate,
    Reminder,
    Scope,
    Silence,
    Window,
)
from gongshi.policy.toml import Fault, Reader, Root, RulebookFault, editions, read

__all__ = ["COUNTS", "Edition", "draft_edition", "read_edition"]

T = TypeVar("T")
_Table = dict[str, object]


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
    exclusions: tuple[Exclusion, ...]
    scopes: tuple[Scope, ...]
    #: None where the edition shows none.
    daily: Daily | None
    bulletin: Mapping[str, object]
    assessment: Mapping[str, object]
    letters: tuple[LetterKind, ...]
    papers: tuple[Paper, ...]
    #: None where the edition says nothing of it.
    nil_return: NilReturn | None
    #: The same.
    reminder: Reminder | None


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
    edition, faults = draft_edition(place, day, root)
    if faults:
        raise RulebookFault(faults)
    return edition


@cache
def draft_edition(
    place: str, day: date, root: Root
) -> tuple[Edition, tuple[Fault, ...]]:
    """Read one edition as far as it can be read: stand-ins, and all that is wrong."""
    path = f"policies/{place}/{day}.toml"
    table = read(path, root)
    reader = Reader(path)
    edition = Edition(
        day=day,
        file=path,
        name=reader.take(table, "name", str),
        aliases=reader.take_all(table, "aliases", str, default=()),
        extends=_take_extends(reader, table, root),
        categories=_take(reader, table, "category", term_tables.take_category),
        deadlines=_take(reader, table, "deadline", term_tables.take_deadline),
        windows=_take(reader, table, "window", term_tables.take_window),
        rates=_take(reader, table, "rate", term_tables.take_rate),
        groups=_take(reader, table, "group", term_tables.take_group),
        cadence=_take(reader, table, "cadence", term_tables.take_cadence),
        silence=_take(reader, table, "silence", term_tables.take_silence),
        exclusions=_take(
            reader, table, "exclusion", lambda at, raw: take_exclusion(at, raw, root)
        ),
        scopes=_take(reader, table, "scope", lambda at, raw: take_scope(at, raw, root)),
        daily=term_tables.take_daily(reader, table),
        bulletin=reader.take(table, "bulletin", dict, default={}),
        assessment=reader.take(table, "assessment", dict, default={}),
        letters=_take(reader, table, "letter", _take_letter),
        papers=_take(reader, table, "paper", take_paper),
        nil_return=take_nil_return(reader, table),
        reminder=take_reminder(reader, table),
    )
    refuse_alike(reader, edition.letters)
    refuse_alike_papers(reader, edition.papers)
    reader.rest(table)
    return edition, tuple(reader.faults)


def _take_extends(reader: Reader, table: _Table, root: Root) -> str | None:
    extends = reader.take(table, "extends", str, default="")
    if extends and not editions(root / "policies" / extends):
        reader.fault("extends", extends, "a place with a policy")
    return extends or None


def _take_letter(reader: Reader, table: _Table) -> LetterKind:
    return read_letter(reader, table, term_tables.take_source(reader, table))


def _take(
    reader: Reader, table: _Table, key: str, build: Callable[[Reader, _Table], T]
) -> tuple[T, ...]:
    built = []
    for inner, each in reader.take_tables(table, key):
        built.append(build(inner, each))
        inner.rest(each)
    return tuple(built)
