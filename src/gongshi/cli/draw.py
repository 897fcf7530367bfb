"""`gongshi draw`: monthly draws of departments and of numbers, and their replay."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gongshi.cli.files import read
from gongshi.cli.ledger_home import open_ledger
from gongshi.cli.output import format_option, show_json, show_table
from gongshi.clocks.periods import local_day, month
from gongshi.errors import FileFault
from gongshi.policy.standards import load_standard

if TYPE_CHECKING:
    from gongshi.actions.draws.making import Wanted
    from gongshi.ledger.register_models import DrawNotice

_STATES = {"present": "平台有", "explained": "已说明", "missing": "平台没有"}
_KINDS = {"units": "抽部门", "numbers": "抽文书号"}
_NUMBERS = ("单位", "类别", "文书号", "结果")


@click.group("draw")
def draw() -> None:
    """抽查：每月抽部门调台账，抽文书号查有没有；谁都能照种子重算。"""


@draw.command("units")
@click.option("--period", required=True, help="抽哪个月的，如 2022-10。")
@click.option("--seed", help="种子：事先谁也不知道的一段文字；不写则随机取一段。")
@click.option(
    "--publish", "is_notice", is_flag=True, help="只公布种子和名单，以后再抽。"
)
@click.option(
    "--policy", "place", default="", help="按哪个地方的办法抽，默认台账所属地方。"
)
@click.option("--by", "made_by", default="", help="谁抽的：登录名。")
@format_option
def units(
    period: str,
    seed: str | None,
    is_notice: bool,
    place: str,
    made_by: str,
    shape: str,
) -> None:
    """按政策从各组抽部门；抽中的登记为被抽查，并通知到单位。"""
    _run("units", period, seed, made_by, shape, is_notice=is_notice, place=place)


@draw.command("numbers")
@click.option("--period", required=True, help="抽哪个月的，如 2022-10。")
@click.option("--seed", help="种子：事先谁也不知道的一段文字；不写则随机取一段。")
@click.option("--units", "count", type=int, help="抽几个部门，5 至 7；不写则 7 个。")
@click.option(
    "--publish", "is_notice", is_flag=True, help="只公布种子和号段，以后再抽。"
)
@click.option("--by", "made_by", default="", help="谁抽的：登录名。")
@format_option
def numbers(
    period: str,
    seed: str | None,
    count: int | None,
    is_notice: bool,
    made_by: str,
    shape: str,
) -> int:
    """照国家的做法抽文书号；平台没有的成为线索，这时退出码为 1。"""
    notice = _run(
        "numbers", period, seed, made_by, shape, is_notice=is_notice, count=count
    )
    told = _told(notice)["result"] or {"numbers": ()}
    return 1 if any(each["state"] == "missing" for each in told["numbers"]) else 0


@draw.command("rehearse")
@click.option("--unit", required=True, help="哪家单位：名称、别名或代码，含下级。")
@click.option("--seed", default="", help="种子；不写则用本周的。")
@format_option
def rehearse(unit: str, seed: str, shape: str) -> int:
    """给一家单位演练抽号：什么都不存，不成为线索；有平台没有的，退出码为 1。"""
    open_ledger()
    from gongshi.actions.draws import rehearsing
    from gongshi.actions.setting_up import office
    from gongshi.ledger.units import load_register

    office()
    found = rehearsing.rehearse(load_register().find(unit), seed=seed)
    if shape == "json":
        show_json({"unit": found.unit.name, "seed": found.seed,
                   "numbers": list(found.numbers)})  # fmt: skip
    else:
        show_table(
            f"{found.unit.name}自查：抽 {len(found.numbers)} 个号，"
            f"平台没有 {len(found.missing)} 个",
            _NUMBERS,
            [_cells(each) for each in found.numbers],
        )
    return 1 if found.missing else 0


@draw.command("show")
@click.argument("number", required=False)
@format_option
def show(number: str | None, shape: str) -> None:
    """列出各次抽查；写了号的，列出那一次的种子、名单、规则和结果。"""
    open_ledger()
    from gongshi.actions.draws.making import find_draw
    from gongshi.actions.setting_up import office
    from gongshi.ledger.register_models import DrawNotice

    office()
    if number:
        _show(find_draw(number), shape)
        return
    found = list(DrawNotice.objects.select_related("draw").order_by("-pk"))
    if shape == "json":
        show_json({"draws": [_told(each) for each in found]})
        return
    show_table(
        f"抽查，{len(found)} 次",
        ("号", "月份", "抽什么", "种子", "公布", "抽取"),
        [
            (
                each.number,
                each.period,
                _KINDS[each.kind],
                each.seed,
                f"{local_day(each.made_at)}",
                f"{local_day(each.draw.made_at)}"
                if hasattr(each, "draw")
                else "没有抽",
            )
            for each in found
        ],
    )


@draw.command("verify")
@click.argument("number")
@format_option
def verify(number: str, shape: str) -> int:
    """照留存的种子和名单重算一次，说相同，或者哪里不同（退出码 1）。

    NUMBER 是抽查的号，或 draw show --format json 存下的文件，不必在同一台机器上。
    """
    told = (
        _from_file(Path(number)) if number.endswith(".json") else _from_ledger(number)
    )
    from gongshi.actions.draws.replaying import verify as compare

    found = compare(told)
    if shape == "json":
        show_json({"number": told["number"], "equal": not found, "differences": found})
    else:
        click.echo("".join(found) or f"第 {told['number']} 号照种子重算，结果相同。")
    return 1 if found else 0


def _run(
    kind: str,
    period: str,
    seed: str | None,
    made_by: str,
    shape: str,
    *,
    is_notice: bool,
    count: int | None = None,
    place: str = "",
) -> DrawNotice:
    open_ledger()
    from gongshi.actions.draws import making
    from gongshi.actions.setting_up import office

    office()
    asked = month(period)
    known = making.find_notice(kind, asked)
    wanted: Wanted = making.Wanted(
        kind=kind,
        period=asked,
        seed=seed or (known.seed if known else making.offered_seed(asked)),
        made_by=made_by,
        units=count,
        place=place or (known.place if known else ""),
    )
    notice = making.publish(wanted)
    if not is_notice:
        making.make(notice, made_by=made_by, reviewer=made_by or "命令行")
    _show(notice, shape)
    return notice


def _told(notice: DrawNotice) -> dict[str, Any]:
    from gongshi.actions.draws.replaying import as_told

    return as_told(notice)


def _show(notice: DrawNotice, shape: str) -> None:
    told = _told(notice)
    if shape == "json":
        show_json(told)
        return
    head = f"第 {told['number']} 号，{told['period']} {_KINDS[told['kind']]}，种子「{told['seed']}」"
    if told["result"] is None:
        click.echo(f"{head}，还没有抽。")
        return
    if told["kind"] == "units":
        titles = {each["group"]: each["title"] for each in told["given"]["groups"]}
        rows = [
            (titles[each["group"]], name)
            for each in told["result"]["groups"]
            for name in each["drawn"]
        ]
        show_table(head, ("分组", "抽中的单位"), rows)
        return
    show_table(head, _NUMBERS, [_cells(each) for each in told["result"]["numbers"]])


def _cells(each: Mapping[str, Any]) -> tuple[object, ...]:
    title = load_standard(each["category"]).title
    return each["unit"], title, each["number"], _STATES[each["state"]]


def _from_ledger(number: str) -> dict[str, Any]:
    open_ledger()
    from gongshi.actions.draws.making import find_draw
    from gongshi.actions.setting_up import office

    office()
    return _told(find_draw(number))


def _from_file(path: Path) -> dict[str, Any]:
    try:
        told = json.loads(read(path))
        told["number"], told["kind"], told["seed"], told["rule"], told["given"]
    except (ValueError, KeyError, TypeError) as error:
        raise FileFault(
            "draw_file",
            f"「{path.name}」不是 gongshi draw show --format json 存下的抽查。",
        ) from error
    return dict(told)
