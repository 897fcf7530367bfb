"""The register of units as it stood on a day, so that past months do not move."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date

from gongshi.ledger.models import Unit, UnitChange

_Kept = dict[date | None, dict[int, Unit]]
_kept: ContextVar[_Kept | None] = ContextVar("register of units", default=None)


@contextmanager
def read_once() -> Iterator[None]:
    """Read the register once for each day; for what changes no unit, as a page."""
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
        return _read(day)
    if day not in kept:
        kept[day] = _read(day)
    return kept[day]


def _read(day: date | None) -> dict[int, Unit]:
    units = {unit.pk: unit for unit in Unit.objects.all()}
    if day is None:
        return units
    # The latest change is undone first; aliases move nothing.
    moved = UnitChange.objects.filter(on__gt=day, alias__isnull=True)
    for change in moved.order_by("-on", "-pk"):
        unit = units[change.unit_id]
        unit.name, unit.parent_id = change.old_name, change.old_parent_id
    return units
