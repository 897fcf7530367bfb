"""`gongshi windows`: the windows for overdue records, and those that the office opens."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from gongshi.cli.ledger_home import open_ledger
from gongshi.cli.output import format_option, show_json, show_table
from gongshi.clocks.periods import day

if TYPE_CHECKING:
    from gongshi.actions.list_windows import Listed
    from gongshi.people.models import Person

F = TypeVar("F", bound=Callable[..., Any])
_HEADER = (
    "号", "窗口", "类别", "决定自", "至", "报到", "状态", "谁提的", "谁答复的", "出处", "理由",
)  # fmt: skip
_STATES = {
    "waiting": "等批准",
    "open": "开着",
    "over": "已关",
    "refused": "不同意",
    "granted": "已同意",
}


@click.group("windows")
def windows() -> None:
    """补报窗口：查看，提请开、提请提前关，由另一人批准。"""


@windows.command("list")
@format_option
def list_(shape: str) -> None:
    """列出补报窗口：规则库里的没有号，信用办自开的有号，等批准的也在内。"""
    _open()
    from gongshi.actions.list_windows import listed_windows

    found = listed_windows()
    if shape == "json":
        show_json({"windows": [_as_json(each) for each in found]})
        return
    show_table(f"补报窗口，{len(found)} 个", _HEADER, [_cells(each) for each in found])


def _asking(function: F) -> F:
    """Give a command the options that every request has."""
    for option in (
        click.option("--by", required=True, help="谁提请：分析员的登录名。"),
        click.option("--reason", required=True, help="理由。"),
        click.option("--paper", required=True, help="依据的文件或说明。"),
    ):
        function = option(function)
    return function


@windows.command("open")
@click.option("--name", required=True, help="窗口名称，免计的行上写的就是它。")
@click.option("--from", "first", required=True, help="决定日期从哪天起，含这天。")
@click.option("--to", "last", required=True, help="决定日期到哪天止，含这天。")
@click.option("--until", required=True, help="报到哪天为止，那天 24:00 截止。")
@click.option("--category", "categories", multiple=True,
              help="类别，可写多个；不写则全部。")  # fmt: skip
@click.option("--number", default="", help="文号；没有就不写。")
@_asking
def open_(
    name: str,
    first: str,
    last: str,
    until: str,
    categories: tuple[str, ...],
    number: str,
    by: str,
    reason: str,
    paper: str,
) -> None:
    """提请开一个补报窗口；另一人批准（windows grant）以后才起作用。"""
    _open()
    from gongshi.actions.window_terms import Wanted
    from gongshi.actions.windows import ask, touched

    wanted = Wanted(
        name=name,
        decided_from=day(first),
        decided_to=day(last),
        submit_by=day(until),
        categories=categories,
        reason=reason,
        paper=paper,
        number=number,
    )
    asked = ask(wanted, _person(by))
    met = touched(asked)
    click.echo(f"已提请第 {asked.pk} 号：开窗口「{asked.name}」，等另一人批准。")
    click.echo(
        f"这些日子的决定里，已判迟报 {met.late_rows} 行，判定不变；"
        f"退回待改 {met.waiting_rows} 行。"
    )
    for unit, late, waiting in met.units:
        click.echo(f"  {unit or '单位不明'}：已判迟报 {late}，退回待改 {waiting}")


@windows.command("close")
@click.argument("number", type=click.IntRange(1))
@click.option("--from", "first", required=True, help="从哪天起关闭，最早明天。")
@_asking
def close(number: int, first: str, by: str, reason: str, paper: str) -> None:
    """提请提前关闭一个信用办自开的窗口；另一人批准以后才起作用。"""
    _open()
    from gongshi.actions.windows import ask_close

    asked = ask_close(number, day(first), paper, reason, _person(by))
    click.echo(
        f"已提请第 {asked.pk} 号：「{asked.name}」自 {first} 起关闭，等另一人批准。"
    )


@windows.command("grant")
@click.argument("number", type=click.IntRange(1))
@click.option("--by", required=True, help="谁批准：审核员或办公室负责人的登录名。")
def grant(number: int, by: str) -> None:
    """同意一件提请；从这时起收到的行都按它判。提请的人自己不能批。"""
    _answer(number, by, is_granted=True, note="")


@windows.command("refuse")
@click.argument("number", type=click.IntRange(1))
@click.option("--by", required=True, help="谁答复：审核员或办公室负责人的登录名。")
@click.option("--note", required=True, help="为什么不同意。")
def refuse(number: int, by: str, note: str) -> None:
    """不同意一件提请。"""
    _answer(number, by, is_granted=False, note=note)


def _answer(number: int, by: str, *, is_granted: bool, note: str) -> None:
    _open()
    from gongshi.actions.windows import decide

    done = decide(number, _person(by), is_granted=is_granted, note=note)
    told = "同意" if done.is_granted else "不同意"
    click.echo(f"第 {number} 号「{done.request.name}」：{done.decided_name}{told}。")


def _open() -> None:
    open_ledger()
    from gongshi.actions.setting_up import office

    office()


def _person(login: str) -> Person:
    from gongshi.people.accounts import find_person

    return find_person(login)


def _as_json(each: Listed) -> dict[str, object]:
    return {
        "number": each.number,
        "name": each.name,
        "closes": each.closes,
        "categories": list(each.categories),
        "decided_from": str(each.decided_from),
        "decided_to": str(each.decided_to),
        "submit_by": str(each.submit_by),
        "state": each.state,
        "asked_by": each.asked_by,
        "decided_by": each.decided_by,
        "decided_at": each.decided_at.isoformat() if each.decided_at else None,
        "source": each.source,
        "reason": each.reason,
    }


def _cells(each: Listed) -> tuple[object, ...]:
    return (
        each.number or "",
        f"提前关闭：{each.name}" if each.closes else each.name,
        "、".join(each.titles),
        each.decided_from,
        each.decided_to,
        each.submit_by,
        _STATES[each.state],
        each.asked_by,
        each.decided_by,
        each.source,
        each.reason,
    )
