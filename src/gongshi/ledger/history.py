"""The register of units as it stood on a day, so that past months do not move."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from copy import copy
from datetime import date

from gongshi.ledger.models import Unit, UnitChange

_Kept = dict[date | None, dict[int, Unit]]
_kept: ContextVar[_Kept | None] = ContextVar("register of units", default=None)


@contextmanager
def read_once() -> Iterator[None]:
    """Read the register once, whatever days are asked for; for what changes no unit."""
    token = _kept.set({})
    try:
        yield
    finally:
        _kept.reset(token)


def units_on(day: date | None = None) -> dict[int, Unit]:
    """Read all units with their names and parents of a day.

    Args:
        day: At its end; None = today.

    Returns:
        Id → unit, in register order. A unit that was split off later counts towards
        the one it came from. They are for reading: saving one would undo history.
    """
    kept = _kept.get()
    if kept is None:
        return _as_of(_read(), day)
    if None not in kept:
        kept[None] = _read()
    if day not in kept:
        kept[day] = _as_of(kept[None], day)
    return kept[day]


def _read() -> dict[int, Unit]:
    return {unit.pk: unit for unit in Unit.objects.all()}


def _as_of(units: Mapping[int, Unit], day: date | None) -> dict[int, Unit]:
    """Undo what changed since the end of a day; units that did not change are the same."""
    found = dict(units)
    if day is None:
        return found
    # The latest change is undone first; aliases move nothing.
    moved = UnitChange.objects.filter(on__gt=day, alias__isnull=True)
    for change in moved.order_by("-on", "-pk"):
        unit = found[change.unit_id] = copy(found[change.unit_id])
        unit.name, unit.parent_id = change.old_name, change.old_parent_id
    return found
