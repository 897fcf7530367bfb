"""Changes a unit of the register, tells beforehand what will hold, and lists what did."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Q

from gongshi.errors import UnknownName, UsageError, storable
from gongshi.ledger.models import Office, Unit, UnitChange
from gongshi.people import history
from gongshi.people.history import Order

#: Kind of change → what people call it.
KINDS = {
    "rename": "更名",
    "merge": "合并",
    "split": "分设",
    "transfer": "划转",
    "alias": "加别名",
    "unalias": "去别名",
}


@dataclass(frozen=True)
class Wanted:
    """A change that somebody wants."""

    #: Key of `KINDS`.
    kind: str
    unit_id: int
    #: The new name or the alias; for merge and transfer the name of the other unit,
    #: "" = no parent any more.
    to: str
    order: Order


def change_unit(wanted: Wanted) -> UnitChange:
    """Make a change.

    Returns:
        The line of the history.

    Raises:
        UsageError: It does not fit; nothing was changed.
        UnknownName: There is no such unit or kind.
    """
    with transaction.atomic():
        # Two moves at once could make a circle that neither makes alone.
        Office.objects.select_for_update().first()
        unit = Unit.objects.filter(pk=wanted.unit_id).first()
        if unit is None:
            raise UnknownName(
                "unknown_unit", f"名录里没有编号为 {wanted.unit_id} 的单位。"
            )
        _make(wanted, unit)
        return UnitChange.objects.select_related(*_NAMED).order_by("-pk")[0]


def foretell(wanted: Wanted) -> str:
    """Say what a change would make hold, by the very code that makes it.

    Raises:
        UserError: As `change_unit`.
    """
    with transaction.atomic():
        sentence = told(change_unit(wanted))
        transaction.set_rollback(True)
    return sentence


def changes_of(unit: Unit) -> list[UnitChange]:
    """List what a unit went through, what went up in it or came out of it, latest first."""
    beside = Q(kind__in=("merge", "transfer", "split"))
    about = Q(unit=unit) | beside & (Q(new_parent=unit) | Q(old_parent=unit))
    found = UnitChange.objects.filter(about).select_related(*_NAMED)
    return list(found.order_by("-on", "-pk"))


def told(change: UnitChange) -> str:
    """Write a change as a sentence: 自 2026年1月1日起，「甲」并入「乙」."""
    return f"自 {dated(change.on)}起，{_told(change)}"


def dated(day: date) -> str:
    """Write a day as papers do: 2026年1月1日."""
    return f"{day.year}年{day.month}月{day.day}日"


_NAMED = ("unit", "old_parent", "new_parent")


def _told(change: UnitChange) -> str:
    name, parent = f"「{change.old_name}」", change.new_parent
    if change.kind == "rename":
        return f"{name}更名为「{change.new_name}」"
    if change.kind == "split":
        origin = change.old_parent.name if change.old_parent else ""
        return f"「{origin}」分出「{change.new_name}」"
    if change.kind == "alias":
        return f"{name}又称「{change.alias}」"
    if change.kind == "unalias":
        return f"{name}不再称「{change.alias}」"
    if parent is None:
        return f"{name}不再有上级单位，单列"
    return f"{name}{'并入' if change.kind == 'merge' else '划归'}「{parent.name}」"


def _make(wanted: Wanted, unit: Unit) -> None:
    to, order = storable(wanted.to).strip(), wanted.order
    storable(order.reason)
    if wanted.kind == "rename":
        history.rename(unit, to, order)
    elif wanted.kind == "split":
        history.split(unit, to, order)
    elif wanted.kind == "alias":
        history.add_alias(unit, to, order)
    elif wanted.kind == "unalias":
        history.drop_alias(unit, to, order)
    elif wanted.kind == "merge":
        history.merge(unit, _other(to, Unit.objects.all()), order)
    elif wanted.kind == "transfer":
        history.transfer(unit, _other(to, Unit.objects.all()) if to else None, order)
    else:
        raise UsageError("unknown_kind", f"可办：{'、'.join(KINDS.values())}。")


def _other(name: str, units: Iterable[Unit]) -> Unit:
    for each in units:
        if each.name == name:
            return each
    raise UnknownName("unknown_unit", f"名录里没有「{name}」，请从列出的单位里选。")
