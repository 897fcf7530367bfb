"""`gongshi units`: the register of reporting units, and what becomes of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from gongshi.cli.files import name_of, read
from gongshi.cli.ledger_home import open_ledger
from gongshi.cli.output import format_option, show_json, show_table
from gongshi.clocks.periods import day
from gongshi.errors import UsageError

if TYPE_CHECKING:
    from gongshi.actions.import_units import Plan
    from gongshi.ledger.models import Unit
    from gongshi.people.history import Order

F = TypeVar("F", bound=Callable[..., Any])


@click.group("units")
def units() -> None:
    """单位名录：导入、查看，更名、合并、分设、划转、别名。"""


@units.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--on", help="已有单位换上级单位的，从哪天起，如 2026-11-01。")
@click.option("--reason", help="换上级单位的依据，如文件名称和文号。")
@click.option("--look", "is_look", is_flag=True, help="只看要改什么，不改。")
@format_option
def import_(
    file: Path, on: str | None, reason: str | None, is_look: bool, shape: str
) -> None:
    """导入单位名录（csv 或 xlsx），同名单位更新，没有的列不动。

    列：name、code、place、group、functions、aliases、parent，也可用中文表头
    名称、统一社会信用代码、地方、分组、职能、别名、上级单位。
    """
    open_ledger()
    from gongshi.actions.import_units import import_units, plan_import
    from gongshi.actions.setting_up import office

    office()
    if is_look:
        _show_plan(plan_import(read(file), file_name=name_of(file)), shape)
        return
    order = _ordered(on, reason or "") if on else None
    done = import_units(read(file), file_name=name_of(file), order=order)
    if shape == "json":
        show_json(
            {
                "added": done.added,
                "updated": done.updated,
                "moved": done.moved,
                "total": done.total,
            }
        )
    else:
        click.echo(
            f"新增 {done.added} 家，更新 {done.updated} 家，名录现有 {done.total} 家。"
        )


@units.command("list")
@format_option
def list_(shape: str) -> None:
    """列出单位名录。"""
    open_ledger()
    from gongshi.actions.import_units import listed_units
    from gongshi.actions.units_file import COLUMNS

    rows = listed_units()
    if shape == "json":
        show_json({"units": rows})
        return
    show_table(
        f"单位名录，{len(rows)} 家",
        [column.title for column in COLUMNS],
        [[_joined(row[column.code]) for column in COLUMNS] for row in rows],
    )


def _show_plan(plan: Plan, shape: str) -> None:
    changes = [*plan.changes, *plan.moves]
    if shape == "json":
        show_json(
            {
                "added": list(plan.added),
                "changes": [
                    {
                        "unit": each.unit,
                        "column": each.column,
                        "before": each.before,
                        "after": each.after,
                    }
                    for each in changes
                ],
            }
        )
        return
    click.echo(f"新增 {len(plan.added)} 家：{'、'.join(plan.added) or '无'}")
    show_table(
        f"改 {len(changes)} 处",
        ("单位", "栏目", "现在", "改为"),
        [(each.unit, each.title, each.before, each.after) for each in changes],
    )


def _joined(value: object) -> str:
    return "；".join(value) if isinstance(value, list) else str(value or "")


def _order(function: F) -> F:
    """Give a command the options that every change of a unit has."""
    on = click.option("--on", required=True, help="从哪一天起，如 2026-11-01。")
    reason = click.option("--reason", required=True, help="依据，如文件名称和文号。")
    return on(reason(function))


@units.command("rename")
@click.argument("unit")
@click.option("--to", "name", required=True, help="新名称；旧名称留作别名。")
@_order
def rename(unit: str, name: str, on: str, reason: str) -> None:
    """单位更名。"""
    open_ledger()
    from gongshi.people import history

    history.rename(_unit(unit), name, _ordered(on, reason))
    click.echo(f"「{unit}」自 {on} 起更名为「{name}」。")


@units.command("merge")
@click.argument("unit")
@click.option("--into", required=True, help="并入哪个单位。")
@_order
def merge(unit: str, into: str, on: str, reason: str) -> None:
    """单位合并：自那天起计入另一个单位，以前的月份不变。"""
    open_ledger()
    from gongshi.people import history

    history.merge(_unit(unit), _unit(into), _ordered(on, reason))
    click.echo(f"「{unit}」自 {on} 起并入「{into}」。")


@units.command("split")
@click.argument("unit")
@click.option("--new", "name", required=True, help="分出来的新单位的名称。")
@_order
def split(unit: str, name: str, on: str, reason: str) -> None:
    """单位分设：分出一个新单位；那天以前，它的报送计入原单位。"""
    open_ledger()
    from gongshi.people import history

    history.split(_unit(unit), name, _ordered(on, reason))
    click.echo(f"「{unit}」自 {on} 起分出「{name}」。")


@units.command("transfer")
@click.argument("unit")
@click.option("--to", "parent", help="划到哪个单位之下；不写则不再有上级单位。")
@_order
def transfer(unit: str, parent: str | None, on: str, reason: str) -> None:
    """单位划转：换一个上级单位，以前的月份不变。"""
    open_ledger()
    from gongshi.people import history

    history.transfer(
        _unit(unit), _unit(parent) if parent else None, _ordered(on, reason)
    )
    click.echo(f"「{unit}」自 {on} 起{f'划归「{parent}」' if parent else '单列'}。")


@units.command("alias")
@click.argument("unit")
@click.option("--add", "added", help="加上的别名，报来的文件里这样写也认得。")
@click.option("--drop", "dropped", help="去掉的别名。")
@_order
def alias(
    unit: str, added: str | None, dropped: str | None, on: str, reason: str
) -> None:
    """单位别名：加一个，或去一个。"""
    if bool(added) == bool(dropped):
        raise UsageError("alias", "--add 和 --drop 写一个，也只写一个。")
    open_ledger()
    from gongshi.people import history

    if added:
        history.add_alias(_unit(unit), added, _ordered(on, reason))
        click.echo(f"「{unit}」自 {on} 起又称「{added}」。")
        return
    history.drop_alias(_unit(unit), dropped or "", _ordered(on, reason))
    click.echo(f"「{unit}」自 {on} 起不再称「{dropped}」。")


def _unit(written: str) -> Unit:
    from gongshi.actions.setting_up import office
    from gongshi.ledger.units import load_register

    office()
    return load_register().find(written)


def _ordered(on: str, reason: str) -> Order:
    from gongshi.people.accounts import COMMAND_LINE
    from gongshi.people.history import Order

    return Order(day(on), reason, COMMAND_LINE)
