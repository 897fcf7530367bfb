"""Imports the register of units: what a file would change, and the change itself."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction

from gongshi.actions.setting_up import office
from gongshi.actions.units_file import COLUMNS, Row, read_units
from gongshi.errors import UsageError
from gongshi.ledger.models import Office, Unit, UnitChange
from gongshi.people import audit, history
from gongshi.people.accounts import COMMAND_LINE
from gongshi.people.history import Order

#: Columns that an import sets as they are; name and parent have a history.
_SET = ("code", "place", "group", "functions", "aliases")
#: Units named in one sentence; more would not be read.
_MOST_NAMED = 5


@dataclass(frozen=True)
class Imported:
    """What an import changed."""

    added: int
    updated: int
    total: int
    #: Known units that got another parent.
    moved: int = 0


@dataclass(frozen=True)
class Change:
    """One value of a known unit that a file changes."""

    unit: str
    #: Key of the column.
    column: str
    before: str
    after: str

    @property
    def title(self) -> str:
        """Name the column."""
        return next(each.title for each in COLUMNS if each.code == self.column)


@dataclass(frozen=True)
class Plan:
    """What a file would change; units that it does not name stay as they are."""

    rows: tuple[Row, ...]
    #: Names of new units.
    added: tuple[str, ...]
    changes: tuple[Change, ...]
    #: Parents of known units; only a transfer from a day on may change them.
    moves: tuple[Change, ...]

    @property
    def digest(self) -> str:
        """Name what it would change, so that what was looked at is what is done."""
        told = repr((self.added, self.changes, self.moves))
        return hashlib.new("sm3", told.encode()).hexdigest()


def plan_import(content: bytes, *, file_name: str) -> Plan:
    """Say what importing a file would change; nothing is stored.

    Args:
        content: csv or xlsx with the columns of `COLUMNS`; only the name is needed. A
            column that is not there changes nothing.
        file_name: Its name.

    Raises:
        FileFault: It cannot be read, or rows are wrong: the first of them are named.
    """
    rows = read_units(content, file_name)
    units = {unit.name: unit for unit in Unit.objects.select_related("parent")}
    former = _former_names()
    known = [(row, units[row.name]) for row in rows if row.name in units]
    return Plan(
        rows=tuple(rows),
        added=tuple(row.name for row in rows if row.name not in units),
        changes=tuple(
            each for row, unit in known for each in _changes(row, unit, former)
        ),
        moves=tuple(
            Change(unit.name, "parent", unit.parent.name if unit.parent else "", above)
            for row, unit in known
            if (above := row.parent)
            and (unit.parent is None or unit.parent.name != above)
        ),
    )


def import_units(
    content: bytes,
    *,
    file_name: str,
    order: Order | None = None,
    actor: str = COMMAND_LINE,
    looked_at: str = "",
) -> Imported:
    """Import a register; units of the same name are updated, nothing is deleted.

    Args:
        content: As `plan_import` takes it.
        file_name: Its name.
        order: From when and why known units get another parent; needed where the file
            gives them one.
        actor: Login of who imports.
        looked_at: Digest of the plan that was shown; "" where none was.

    Raises:
        FileFault: It cannot be read, or rows are wrong; nothing is changed.
        UsageError: It moves a known unit without an order, or to where it cannot be;
            or the register has changed since it was looked at.
    """
    with transaction.atomic():
        Office.objects.select_for_update().first()
        plan = plan_import(content, file_name=file_name)
        if looked_at and looked_at != plan.digest:
            raise UsageError("changed", "名录刚被别人改过，请再看一遍要改什么。")
        _refuse_moves(plan, order)
        done = _store(plan, order)
        audit.record(
            "unit.import",
            actor=actor,
            detail={"added": done.added, "updated": done.updated, "moved": done.moved},
        )
        return done


def listed_units() -> list[dict[str, object]]:
    """Give the register as rows of the import's columns, in register order."""
    office()
    return [
        {
            "name": unit.name,
            "code": unit.code,
            "place": unit.place,
            "group": unit.group,
            "functions": unit.functions,
            "aliases": unit.aliases,
            "parent": unit.parent.name if unit.parent else "",
        }
        for unit in Unit.objects.select_related("parent")
    ]


def _former_names() -> Mapping[int, list[str]]:
    """List the names that units had; they stay aliases, whatever a file says."""
    found: dict[int, list[str]] = {}
    for change in UnitChange.objects.filter(kind="rename").order_by("pk"):
        found.setdefault(change.unit_id, []).append(change.old_name)
    return found


def _wanted(row: Row, unit: Unit, former: Mapping[int, list[str]]) -> dict[str, object]:
    """Give the columns that the file has, as the unit is to have them."""
    told = {key: getattr(row, key) for key in _SET if getattr(row, key) is not None}
    if row.aliases is not None:
        kept = [each for each in unit.aliases if each in former.get(unit.pk, ())]
        told["aliases"] = list(dict.fromkeys([*row.aliases, *kept]))
    return told


def _changes(row: Row, unit: Unit, former: Mapping[int, list[str]]) -> Iterator[Change]:
    for key, after in _wanted(row, unit, former).items():
        before = getattr(unit, key)
        if before != after:
            yield Change(unit.name, key, _joined(before), _joined(after))


def _joined(value: object) -> str:
    return "；".join(value) if isinstance(value, list) else str(value)


def _refuse_moves(plan: Plan, order: Order | None) -> None:
    if not plan.moves or order is not None:
        return
    named = "，".join(
        f"「{each.unit}」从{_above(each.before)}改为{_above(each.after)}"
        for each in plan.moves[:_MOST_NAMED]
    )
    more = f"等 {len(plan.moves)} 家" if len(plan.moves) > _MOST_NAMED else ""
    raise UsageError(
        "moved",
        f"单位名录没有导入：{named}{more}，换上级单位要写明从哪天起和依据"
        "（命令行写 --on 和 --reason），记作划转，以前的月份才不变；或先办划转再导入。",
    )


def _above(name: str) -> str:
    return f"「{name}」之下" if name else "单列"


def _store(plan: Plan, order: Order | None) -> Imported:
    units = {unit.name: unit for unit in Unit.objects.all()}
    last = max((unit.position for unit in units.values()), default=0)
    known, former = len(units), _former_names()
    for row in plan.rows:
        unit = units.setdefault(
            row.name, Unit(name=row.name, position=last + row.number)
        )
        for key, value in _wanted(row, unit, former).items():
            setattr(unit, key, value)
        unit.save()
    _place(plan.rows, units, set(plan.added))
    for move in plan.moves:
        assert order is not None, "moves without an order were refused"
        history.transfer(units[move.unit], units[move.after], order)
    added = len(units) - known
    return Imported(added, len(plan.rows) - added, len(units), len(plan.moves))


def _place(rows: Sequence[Row], units: Mapping[str, Unit], added: set[str]) -> None:
    """Put new units where they belong; they have no past that could move."""
    for row in rows:
        if row.parent and row.name in added:
            units[row.name].parent = units[row.parent]
            units[row.name].save(update_fields=["parent"])
