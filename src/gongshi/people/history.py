"""Units are renamed, merged, split and moved, each from a day on and for a reason.

A past month is counted by the tree as it stood on its last day (`ledger/history.py`), so
none of this moves a figure that was counted before.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from gongshi.clocks.periods import local_day
from gongshi.errors import UsageError
from gongshi.intake.normalise import normalise
from gongshi.ledger.models import Unit, UnitChange
from gongshi.ledger.pages import units_below
from gongshi.people import audit


@dataclass(frozen=True)
class Order:
    """From when, why, and by whom something changes."""

    #: First day on which the new state holds.
    on: date
    reason: str
    actor: str


def rename(unit: Unit, name: str, order: Order) -> None:
    """Give a unit another name; the old one stays an alias, as old files have it.

    Raises:
        UsageError: The name is taken, or the order does not fit.
    """
    plain = _free_name(name, unit)
    _refuse(unit, order)
    change = _change("rename", unit, order, name=plain)
    unit.aliases = [*(each for each in unit.aliases if each != plain), unit.name]
    unit.name = plain
    _store(unit, change)


def merge(unit: Unit, into: Unit, order: Order) -> None:
    """Let a unit go up in another: from the day on its rows count towards that one.

    Raises:
        UsageError: It would be merged into itself or into what is below it, or the
            order does not fit.
    """
    _move("merge", unit, into, order)


def transfer(unit: Unit, to: Unit | None, order: Order) -> None:
    """Put a unit under another one, or at the top of a tree of its own.

    Raises:
        UsageError: It would be its own superior, it is there already, or the order does
            not fit.
    """
    _move("transfer", unit, to, order)


def split(unit: Unit, name: str, order: Order) -> Unit:
    """Make a new unit out of part of another; before the day it counts towards that.

    Returns:
        The new unit, in the same place, group and functions, beside the old one.

    Raises:
        UsageError: The name is taken, or the order does not fit.
    """
    plain = _free_name(name, None)
    _refuse(unit, order)
    last = Unit.objects.order_by("-position").first() or unit
    new = Unit(
        name=plain,
        place=unit.place,
        group=unit.group,
        functions=unit.functions,
        parent_id=unit.parent_id,
        position=last.position + 1,
    )
    change = _change("split", new, order, name=plain, parent_id=unit.parent_id)
    change.old_parent = unit
    _store(new, change)
    return new


def add_alias(unit: Unit, alias: str, order: Order) -> None:
    """Give a unit a further name by which files may call it.

    Raises:
        UsageError: The alias is taken, or the order does not fit.
    """
    plain = _free_name(alias, unit)
    if plain in unit.aliases:
        raise UsageError("no_change", f"「{unit.name}」已有别名「{plain}」。")
    _refuse_order(order)
    change = _change("alias", unit, order, name=unit.name)
    change.alias, unit.aliases = plain, [*unit.aliases, plain]
    _store(unit, change)


def drop_alias(unit: Unit, alias: str, order: Order) -> None:
    """Take an alias from a unit; files that use it find nobody any more.

    Raises:
        UsageError: It has no such alias, or the order does not fit.
    """
    if alias not in unit.aliases:
        raise UsageError(
            "no_change",
            f"「{unit.name}」没有别名「{alias}」，现有：{'、'.join(unit.aliases) or '无'}。",
        )
    _refuse_order(order)
    change = _change("unalias", unit, order, name=unit.name)
    change.alias = alias
    unit.aliases = [each for each in unit.aliases if each != alias]
    _store(unit, change)


def _move(kind: str, unit: Unit, to: Unit | None, order: Order) -> None:
    _refuse(unit, order)
    if to is not None and to.pk in units_below(unit.pk, Unit.objects.all()):
        raise UsageError(
            "circle", f"「{to.name}」就在「{unit.name}」里面，不能这样办。"
        )
    parent_id = to.pk if to else None
    if parent_id == unit.parent_id:
        where = f"已经在「{to.name}」之下" if to else "本来就没有上级单位"
        raise UsageError("no_change", f"「{unit.name}」{where}，没有什么要改。")
    change = _change(kind, unit, order, name=unit.name, parent_id=parent_id)
    unit.parent = to
    _store(unit, change)


def _change(
    kind: str, unit: Unit, order: Order, *, name: str, parent_id: int | None = None
) -> UnitChange:
    """Write down what was and what will be, before the unit itself changes."""
    stays = kind in ("rename", "alias", "unalias")
    return UnitChange(
        kind=kind,
        on=order.on,
        old_name=unit.name,
        new_name=name,
        old_parent_id=unit.parent_id,
        new_parent_id=unit.parent_id if stays else parent_id,
        reason=order.reason.strip(),
        made_by=order.actor,
        made_at=timezone.now(),
    )


def _store(unit: Unit, change: UnitChange) -> None:
    with transaction.atomic():
        unit.save()
        change.unit = unit
        change.save(force_insert=True)
        audit.record(
            f"unit.{change.kind}",
            actor=change.made_by,
            target=unit.name,
            detail={"on": f"{change.on}", "change": change.pk},
        )


def _refuse(unit: Unit, order: Order) -> None:
    _refuse_order(order)
    # Aliases are in no order: they move nothing.
    moved = UnitChange.objects.filter(unit=unit).exclude(alias__isnull=False)
    later = moved.filter(on__gt=order.on).order_by("-on").first()
    if later is not None:
        raise UsageError(
            "out_of_order",
            f"「{unit.name}」在 {later.on} 已有一次变动，不能再办更早的。",
        )


def _refuse_order(order: Order) -> None:
    if not order.reason.strip():
        raise UsageError("no_reason", "请写明依据，如文件名称和文号。")
    if order.on > local_day(timezone.now()):
        raise UsageError("future", f"{order.on} 还没有到，请在那一天或以后再办。")


def _free_name(written: str, unit: Unit | None) -> str:
    name = normalise(written, "name") or ""
    if not name or len(name) > 200:
        raise UsageError("bad_name", "请写明新名称，不超过 200 字。")
    for other in Unit.objects.all():
        if (unit is None or other.pk != unit.pk) and name in (
            other.name,
            *other.aliases,
        ):
            raise UsageError(
                "name_taken", f"「{name}」已是「{other.name}」的名称或别名。"
            )
    if unit is not None and unit.name == name:
        raise UsageError("no_change", f"「{name}」就是现在的名称，没有什么要改。")
    return name
