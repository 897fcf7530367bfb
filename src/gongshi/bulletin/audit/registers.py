"""Registers of unit names, and whether a written name is one of theirs."""

import difflib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from gongshi.bulletin.audit.writing import Writing, plain
from gongshi.policy.audits import AuditTerms, Districts

#: The title and the head of a bulletin stand in its first lines and its signature.
_INSIDE = re.compile(r"\([^()]*\)")


@dataclass(frozen=True)
class NameRegister:
    """Names that units may have in a bulletin."""

    #: What people call it.
    title: str
    #: Names and aliases in plain form.
    names: frozenset[str]
    #: True where it knows districts only, so that departments are not judged by it.
    is_of_districts: bool
    #: Names to suggest.
    proper: tuple[str, ...]
    #: True where the caller vouches for it; else it must fit the bulletin.
    is_certain: bool = False
    #: Name of its place, which a bulletin must name; "" for any.
    place: str = ""


def register(
    title: str,
    names: Iterable[str],
    *,
    is_of_districts: bool = False,
    is_certain: bool = False,
    place: str = "",
) -> NameRegister:
    """Make a register of names and aliases."""
    clean = tuple(dict.fromkeys(plain(name) for name in names if name.strip()))
    return NameRegister(
        title, frozenset(clean), is_of_districts, clean, is_certain, place
    )


def of_place(writing: Writing, places: Sequence[Districts]) -> NameRegister | None:
    """Find the register of the place whose office wrote a bulletin.

    Returns:
        None when no place, or more than one, is named in short lines such as the
        head, the title and the signature.
    """
    heads = [each.plain for _, each in writing.paragraphs[:6]]
    heads += [each.plain for _, each in writing.paragraphs if len(each.plain) < 40]
    told = [place for place in places if any(place.name in head for head in heads)]
    if len(told) != 1:
        return None
    names = [name for unit in told[0].units for name in (unit.name, *unit.aliases)] + [
        f"{told[0].name}{unit.name}" for unit in told[0].units
    ]
    return register(f"{told[0].name}各区县名录", names, is_of_districts=True)


def is_same(one: str, other: str) -> bool:
    """Tell whether two names may be one unit, the shorter being short for the longer.

    「市交通局」 is short for 「市交通运输局」: its characters stand there in this order.
    """
    short, long = sorted((one, other), key=len)
    rest = iter(long)
    return short == long or (
        len(short) > 2 and short[-1] == long[-1] and all(c in rest for c in short)
    )


def knows(names: Iterable[str], name: str) -> bool:
    """Tell whether a name, or one it may be short for, is among names."""
    return any(is_same(name, each) for each in names)


def bare(name: str) -> str:
    """Take the brackets out of a name: 「市公安局(含交警)」."""
    return _INSIDE.sub("", plain(name))


def near(name: str, names: Sequence[str], terms: AuditTerms) -> str:
    """Suggest the name most like a written one, in the words of a contradiction; or ""."""
    close = difflib.get_close_matches(name, names, 1, terms.limits["near"])
    return terms.messages["near"].format(name=close[0]) if close else ""
