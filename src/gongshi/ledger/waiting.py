"""Which returned rows wait for the rows of a new file."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from itertools import islice
from typing import NamedTuple

from django.db.models import Q

from gongshi.ledger.among import among
from gongshi.ledger.models import Unmended
from gongshi.ledger.record_keys import hashed

#: Names asked for in one query: some hundred kilobytes of them.
_SLICE = 10_000


class Waiting(NamedTuple):
    """The latest row that waits under each name."""

    #: Hash of the identity → id of the entry.
    by_identity: dict[str, int]
    #: Document number and name of the subject → id of the entry. When the code of a
    #: subject was the fault, the mended row has another identity.
    as_told: dict[tuple[str, str], int]


class _Row(NamedTuple):
    identity: str
    told: str
    entry: int
    unit: int | None


def hashed_as_told(number: str, name: str) -> str:
    """Shorten what a person reads of a row; blank without a number."""
    return hashed(f"{number}\x1f{name}") if number else ""


def waiting_for(
    category: str,
    identities: Sequence[str],
    told: Sequence[tuple[str, str]],
    units: Collection[int] | None,
) -> Waiting:
    """Find the returned rows that nobody has mended yet, for the rows of a file.

    Args:
        category: Key.
        identities: Hash of each row's identity.
        told: Document number and name of each row; without a number it finds nothing.
        units: Whose rows are looked for, those of nobody beside them; None = all.
    """
    # Most units have few that wait; reading them is sooner done than asking for each.
    own = None if units is None else _all_of(category, units, len(identities))
    if own is not None and not own:
        return Waiting({}, {})
    asked = {hashed_as_told(*each): each for each in told if each[0]}
    if own is None:
        own = _among(category, "identity", identities) + _among(category, "told", asked)
        own = [row for row in own if _may_be(row.unit, units)]
    latest = sorted(own, key=lambda row: row.entry)
    wanted = set(identities)
    return Waiting(
        {row.identity: row.entry for row in latest if row.identity in wanted},
        {asked[row.told]: row.entry for row in latest if row.told in asked},
    )


def _all_of(category: str, units: Collection[int], most: int) -> list[_Row] | None:
    """List all that waits of some units and of nobody; None if it is more than that."""
    found: list[_Row] = []
    for whose in (Q(unit__in=units), Q(unit=None)):
        rows = Unmended.objects.filter(whose, category=category).order_by()
        found += map(_Row._make, rows.values_list(*_ROW)[: most + 1])
    return found if len(found) <= most else None


def _among(category: str, column: str, values: Iterable[str]) -> list[_Row]:
    ordered, found = iter(sorted(set(values))), list[_Row]()
    while part := list(islice(ordered, _SLICE)):
        rows = Unmended.objects.filter(among(column, part), category=category)
        found += map(_Row._make, rows.values_list(*_ROW))
    return found


def _may_be(unit: int | None, units: Collection[int] | None) -> bool:
    return units is None or unit is None or unit in units


_ROW = ("identity", "told", "entry_id", "unit_id")
