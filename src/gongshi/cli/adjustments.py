"""`gongshi evidence requests` and `decide`: points that wait for a second person."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from gongshi.cli.ledger_home import open_ledger
from gongshi.cli.output import format_option, show_json, show_table
from gongshi.clocks.periods import month
from gongshi.errors import UsageError

if TYPE_CHECKING:
    from gongshi.ledger.models import AdjustmentRequest

_HEADER = ("号", "月份", "单位", "种类", "认定", "理由", "提请人", "附件")
_LONGEST_NAME = 40


@click.command("requests")
@click.option("--period", required=True, help="哪个月，如 2021-08。")
@click.option("--policy", "place", help="地方，默认台账所属地方。")
@format_option
def requests(period: str, place: str | None, shape: str) -> None:
    """列出还没有人批的加减分提请。"""
    open_ledger()
    from gongshi.actions import adjust
    from gongshi.actions.setting_up import office
    from gongshi.policy.policies import find_place

    where = find_place(place or office().place)
    found = adjust.waiting(where, month(period).key)
    if shape == "json":
        show_json({"requests": [_as_json(each) for each in found]})
        return
    rows = [_cells(each) for each in found]
    show_table(f"{period} 等待批准的加减分，{len(found)} 件", _HEADER, rows)


@click.command("decide")
@click.argument("number", type=click.IntRange(1))
@click.option("--reviewer", required=True, help="批的人，不能是提请的人。")
@click.option("--refuse", is_flag=True, help="不同意；要用 --note 写明为什么。")
@click.option("--note", default="", help="说明。")
def decide(number: int, reviewer: str, refuse: bool, note: str) -> None:
    """批一件加减分提请；同意了才算数，批过的不能再改。"""
    open_ledger()
    from gongshi.actions import adjust
    from gongshi.actions.setting_up import office

    office()
    done = adjust.decide(number, person(reviewer), is_granted=not refuse, note=note)
    if done.paper is None:
        click.echo(f"第 {number} 号提请没有同意（{done.decided_by}）：{done.note}")
        return
    click.echo(
        f"第 {number} 号提请已同意（{done.decided_by}），登记为第 {done.paper.pk} 号证据。"
    )


def person(name: str) -> str:
    """Read a name as the ledger keeps it.

    Raises:
        UsageError: It is too long to be one.
    """
    name = " ".join(name.split())
    if len(name) > _LONGEST_NAME:
        raise UsageError("reviewer", f"审核人请写姓名，不超过 {_LONGEST_NAME} 字。")
    return name


def show_requests(found: Sequence[AdjustmentRequest], shape: str) -> None:
    """Say what was asked for, and who can answer."""
    if shape == "json":
        show_json({"requests": [_as_json(each) for each in found]})
        return
    for each in found:
        click.echo(f"已提请第 {each.pk} 号：{each.unit.name}，还不算数。")
    click.echo(
        "由另一人批准后算数：gongshi evidence decide 号 --reviewer 姓名，或在网页「证据」里批。"
    )


def _as_json(each: AdjustmentRequest) -> dict[str, object]:
    return {
        "number": each.pk,
        "period": each.period,
        "unit": each.unit.name,
        "kind": each.kind,
        "decision": "met" if each.is_met else "unmet",
        "note": each.reason,
        "asked_by": each.asked_by,
        "file_name": each.file_name,
        "file_hash": each.file_hash,
        "replaces": each.replaces_id,
    }


def _cells(each: AdjustmentRequest) -> tuple[object, ...]:
    return (
        each.pk,
        each.period,
        each.unit.name,
        each.kind,
        "认定" if each.is_met else "不认定",
        each.reason,
        each.asked_by,
        each.file_name,
    )
