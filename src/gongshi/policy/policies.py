"""What a place requires: deadlines, windows, rates, groups and cadence, by edition.

A place's folder below `policies/` holds dated editions. An edition may extend another
place; what it does not say itself it takes from there, and every value remembers the
file it was read from. Deadlines and windows of earlier editions go on holding for the
decisions of their time.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from operator import attrgetter
from typing import Protocol, TypeVar

from gongshi.errors import UnknownName
from gongshi.policy.editions import Edition, read_edition
from gongshi.policy.letters import LetterKind
from gongshi.policy.papers import Paper
from gongshi.policy.terms import (
    Cadence,
    Category,
    Column,
    Daily,
    Deadline,
    Exclusion,
    Group,
    NilReturn,
    Rate,
    Reminder,
    Scope,
    Silence,
    Source,
    Window,
)
from gongshi.policy.toml import RULEBOOK, Root, edition_in_force, editions, folders

__all__ = [
    "Cadence",
    "Category",
    "Column",
    "Daily",
    "Deadline",
    "Exclusion",
    "Group",
    "NilReturn",
    "Policy",
    "Rate",
    "Reminder",
    "Scope",
    "Silence",
    "Source",
    "Window",
    "deadline_for",
    "find_category",
    "find_group",
    "find_letter",
    "find_place",
    "first_edition",
    "places",
    "policy_in_force",
]


@dataclass(frozen=True)
class Policy:
    """Everything that holds in a place on a day; each value names its file."""

    place: str
    #: What people call the place.
    name: str
    #: The day in the name of the file in force; of what it extends before its first own.
    edition: date
    #: The place whose rules it takes over; None at the top.
    extends: str | None
    categories: tuple[Category, ...]
    #: In order of precedence: own before inherited, later before earlier.
    deadlines: tuple[Deadline, ...]
    windows: tuple[Window, ...]
    rates: Mapping[str, Rate]
    groups: tuple[Group, ...]
    cadence: tuple[Cadence, ...]
    #: The outline of the bulletin as it stands in the file, read by the bulletin. It is
    #: never taken over: its organ, recipients and groups are those of one place.
    bulletin: Mapping[str, object]
    #: The files that were read, own first.
    files: tuple[str, ...]
    #: Steps of the ladder of silence, fewest days first.
    silence: tuple[Silence, ...] = ()
    #: Own before inherited.
    exclusions: tuple[Exclusion, ...] = ()
    scopes: tuple[Scope, ...] = ()
    #: None where nobody shows one.
    daily: Daily | None = None
    #: The score's items as they stand in the file, read by `assessing`.
    assessment: Mapping[str, object] = field(default_factory=dict)
    #: Own before inherited.
    letters: tuple[LetterKind, ...] = ()
    #: Own before inherited.
    papers: tuple[Paper, ...] = ()
    #: None where nothing is reported by filing nothing.
    nil_return: NilReturn | None = None
    #: None where nobody is reminded.
    reminder: Reminder | None = None


class _Named(Protocol):
    @property
    def key(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def aliases(self) -> tuple[str, ...]: ...


N = TypeVar("N", bound=_Named)
T = TypeVar("T")


def policy_in_force(place: str, on: date, root: Root = RULEBOOK) -> Policy:
    """Give what holds in a place on a day, with everything it takes over.

    Args:
        place: Key, name or alias, like `pingdingshan` or 平顶山市.
        on: The day. Before a place's first edition what it extends holds there; before
            everything, the first edition at the top, none of whose deadlines holds yet.
        root: The rulebook.

    Raises:
        UnknownName: There is no such place; the text lists those there are.
        RulebookFault: A file is broken.
    """
    return _policy(find_place(place, root), on, root)


def places(root: Root = RULEBOOK) -> Mapping[str, str]:
    """List the places that have a policy: their name by their key, sorted by key."""
    return {key: _latest(key, root).name for key in folders(root / "policies")}


def find_place(written: str, root: Root = RULEBOOK) -> str:
    """Find the key of the place somebody named by key, name or alias.

    Raises:
        UnknownName: There is no such place; the text lists those there are.
    """
    if written in folders(root / "policies"):
        return written
    known = places(root)
    for key in known:
        if written.strip() in (key, known[key], *_latest(key, root).aliases):
            return key
    listed = "、".join(f"{key}（{name}）" for key, name in known.items())
    raise UnknownName("unknown_place", f"没有“{written}”的政策，现有：{listed}。")


def first_edition(place: str, root: Root = RULEBOOK) -> date:
    """Give the day from which a place has rules of its own.

    Args:
        place: Key, name or alias.
        root: The rulebook.

    Raises:
        UnknownName: There is no such place; the text lists those there are.
    """
    return editions(root / "policies" / find_place(place, root))[0]


def find_category(policy: Policy, written: str) -> Category:
    """Find the category somebody named by key, title or alias.

    Raises:
        UnknownName: There is no such category; the text lists those there are.
    """
    return _find(policy.categories, written, "category", "类别")


def find_letter(policy: Policy, written: str) -> LetterKind:
    """Find the kind of letter somebody named by key or title.

    Raises:
        UnknownName: There is no such kind; the text lists those there are.
    """
    for each in policy.letters:
        if written.strip() in (each.key, each.title):
            return each
    listed = "、".join(f"{each.key}（{each.title}）" for each in policy.letters)
    raise UnknownName(
        "unknown_letter",
        f"「{policy.name}」没有“{written}”这种函，可用：{listed or '无'}。",
    )


def find_group(policy: Policy, written: str) -> Group:
    """Find the group somebody named by key, title or alias, as in a units file.

    Spaces, letter case and the width of brackets make no difference.

    Raises:
        UnknownName: There is no such group; the text lists those there are.
    """
    return _find(policy.groups, written, "group", "分组")


def deadline_for(policy: Policy, category: str, decided_on: date) -> Deadline | None:
    """Find the deadline for decisions of one day.

    Returns:
        None where the category has none, or none yet on that day.
    """
    for deadline in policy.deadlines:
        if deadline.category == category and deadline.since <= decided_on:
            return deadline
    return None


def _find(known: Iterable[N], written: str, code: str, matter: str) -> N:
    wanted = _plain(written)
    for each in known:
        names = (each.key, each.title, *each.aliases)
        if wanted in [_plain(name) for name in names]:
            return each
    listed = "、".join(f"{each.key}（{each.title}）" for each in known)
    text = f"没有名为“{written}”的{matter}，可用：{listed or '无'}。"
    raise UnknownName(f"unknown_{code}", text)


def _plain(name: str) -> str:
    narrow = name.translate(str.maketrans("（）", "()"))
    return "".join(narrow.split()).casefold()


#: One place on one day: its editions that have begun, the latest first.
_Layer = tuple[Edition, ...]


def _policy(place: str, on: date, root: Root) -> Policy:
    layers = _layers(place, on, root)
    name = _latest(place, root).name
    heads = [layer[0] for layer in layers if layer]
    held = [edition for layer in layers for edition in layer]
    return Policy(
        place=place,
        name=name,
        edition=heads[0].day,
        extends=_extended(place, on, root),
        categories=_first_by(
            attrgetter("key"), (each for head in heads for each in head.categories)
        ),
        deadlines=tuple(each for layer in layers for each in _by_since(layer)),
        windows=_first_by(
            attrgetter("name"), (each for edition in held for each in edition.windows)
        ),
        rates={each.key: each for head in reversed(heads) for each in head.rates},
        groups=_first_said(head.groups for head in heads) or (),
        cadence=_first_said(head.cadence for head in heads) or (),
        silence=_first_said(head.silence for head in heads) or (),
        exclusions=_first_by(
            attrgetter("key"), (each for head in heads for each in head.exclusions)
        ),
        scopes=_first_by(
            attrgetter("key"), (each for head in heads for each in head.scopes)
        ),
        daily=_first_said(head.daily for head in heads),
        bulletin=layers[0][0].bulletin if layers[0] else {},
        assessment=_first_said(head.assessment for head in heads) or {},
        letters=_first_by(
            attrgetter("key"), (each for head in heads for each in head.letters)
        ),
        papers=_first_by(
            attrgetter("key"), (each for head in heads for each in head.papers)
        ),
        nil_return=_first_said(head.nil_return for head in heads),
        reminder=_first_said(head.reminder for head in heads),
        files=tuple(edition.file for edition in held),
    )


def _layers(place: str, on: date, root: Root) -> list[_Layer]:
    """List the place and what it extends, own first, until the top."""
    layers: list[_Layer] = []
    seen: list[str] = []
    following: str | None = place
    while following is not None:
        assert following not in seen, f"policies extend each other: {seen}"
        seen.append(following)
        above = _extended(following, on, root)
        layers.append(_layer(following, on, root, is_top=above is None))
        following = above
    return layers


def _layer(place: str, on: date, root: Root, *, is_top: bool) -> _Layer:
    days = editions(root / "policies" / place)
    begun = [day for day in days if day <= on]
    # Before everything there is still a policy to name and to list its categories;
    # the `since` of its deadlines keeps them from holding so early.
    if is_top and not begun:
        begun = days[:1]
    return tuple(read_edition(place, day, root) for day in reversed(begun))


def _extended(place: str, on: date, root: Root) -> str | None:
    # Before its own first edition a place already lies in what it will extend.
    in_force = edition_in_force(root / "policies" / place, on)
    return (
        read_edition(place, in_force, root) if in_force else _first(place, root)
    ).extends


def _by_since(layer: _Layer) -> list[Deadline]:
    """Order the deadlines of a layer, the latest beginning first, later file first."""
    deadlines = [each for edition in layer for each in edition.deadlines]
    return sorted(deadlines, key=lambda each: each.since, reverse=True)


def _first_by(name: Callable[[T], str], values: Iterable[T]) -> tuple[T, ...]:
    found: dict[str, T] = {}
    for value in values:
        found.setdefault(name(value), value)
    return tuple(found.values())


def _first_said(values: Iterable[T]) -> T | None:
    return next((value for value in values if value), None)


def _first(place: str, root: Root) -> Edition:
    return read_edition(place, editions(root / "policies" / place)[0], root)


def _latest(place: str, root: Root) -> Edition:
    return read_edition(place, editions(root / "policies" / place)[-1], root)
