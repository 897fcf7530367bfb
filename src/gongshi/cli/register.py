"""`gongshi register`: units' own registers beside the ledger."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gongshi.cli.files import name_of, read
from gongshi.cli.ledger_home import open_ledger
from gongshi.cli.output import format_option, show_json, show_table
from gongshi.clocks.periods import month
from gongshi.errors import UsageError
from gongshi.policy.standards import load_standard

if TYPE_CHECKING:
    from gongshi.actions.registers.listing import Held
    from gongshi.actions.registers.papers import Tally
    from gongshi.ledger.register_models import RegisterCheck

_HEADER = ("行", "结果", "文书号", "相对人", "机关", "决定日期", "说明")
_LISTED = (
    "号",
    "单位",
    "类别",
    "应报送",
    "对上",
    "确认",
    "待确认",
    "缺",
    "瞒报率",
    "文件",
)
_STATES = {
    "joined": "对上", "confirmed": "确认", "near": "待确认", "missing": "平台没有",
    "excluded": "不用报送", "no_row": "不是记录",
}  # fmt: skip


@click.group("register")
def register() -> None:
    """单位台账：与平台核对，确认相近的，列出各单位的。"""


#: Columns that are named.
_NAMED = 10


@register.command("match")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--unit", required=True, help="谁的台账：单位名称、别名或代码。")
@click.option("--period", required=True, help="哪个月的台账，如 2022-10。")
@click.option("--category", required=True, help="类别，如 licence 或 行政处罚。")
@click.option("--map", "mapped", multiple=True,
              help="哪一列是什么，如 文书编号=文书号；可写多个，以后记得。")  # fmt: skip
@click.option("--by", "made_by", default="", help="谁核对的：登录名。")
@click.option("--look", "is_look", is_flag=True, help="只看结果，不存。")
@click.option("--format", "shape", type=click.Choice(["table", "json", "csv"]),
              default="table", show_default=True, help="输出格式。")  # fmt: skip
def match(
    file: Path,
    unit: str,
    period: str,
    category: str,
    mapped: tuple[str, ...],
    made_by: str,
    is_look: bool,
    shape: str,
) -> int:
    """核对一份台账；平台没有的成为线索，应报送和瞒报条数计入完整性。

    有平台没有的行时退出码为 1。
    """
    open_ledger()
    from gongshi.actions.registers.keeping import keep
    from gongshi.actions.registers.listing import told_of
    from gongshi.actions.registers.matching import Brought, look
    from gongshi.actions.registers.reading import RegisterFile
    from gongshi.actions.setting_up import office
    from gongshi.ledger.units import load_register

    office()
    looked = look(
        Brought(
            file=RegisterFile(read(file), name_of(file)),
            unit=load_register().find(unit),
            category=load_standard(category).key,
            period=month(period),
            mapped=dict(map(_pair, mapped)),
            made_by=made_by,
            reviewer=made_by or "命令行",
        )
    )
    check = looked.check if is_look else keep(looked)
    _show(told_of(check), shape)
    unused = [each for each in looked.read.names if each and each not in check.columns]
    if unused:
        listed = "、".join(unused[:_NAMED]) + ("等" if len(unused) > _NAMED else "")
        click.echo(
            f"没有用到的列：{listed}；要用的请加 --map 列名=决定日期 之类。", err=True
        )
    return 1 if check.missing else 0


@register.command("confirm")
@click.argument("number", type=click.IntRange(1))
@click.option("--row", "rows", multiple=True, required=True,
              help="行号=记录号，或 行号=无；可写多个。")  # fmt: skip
@click.option("--by", "made_by", required=True, help="谁确认的：登录名。")
@format_option
def confirm(number: int, rows: tuple[str, ...], made_by: str, shape: str) -> None:
    """确认相近的行：是哪一条记录，或者都不是。"""
    open_ledger()
    from gongshi.actions.registers import confirming
    from gongshi.actions.registers.listing import told_of
    from gongshi.actions.setting_up import office

    office()
    said = [confirming.Said(*_said(each)) for each in rows]
    check = confirming.confirm(number, said, made_by=made_by, reviewer=made_by)
    _show(told_of(check), shape)


@register.command("list")
@click.option("--period", required=True, help="哪个月，如 2022-10。")
@format_option
def list_(period: str, shape: str) -> None:
    """列出一个月各单位的台账：谁交了，谁没有交也没有说明。"""
    open_ledger()
    from gongshi.actions.registers.listing import registers_of
    from gongshi.actions.setting_up import office

    office()
    found = registers_of(month(period))
    if shape == "json":
        show_json({"period": period, "units": [_held(each) for each in found]})
        return
    show_table(
        f"{period} 的台账，{sum(bool(each.checks) for each in found)} 家交了",
        _LISTED,
        [line for each in found for line in _lines(each)],
    )


def _pair(text: str) -> tuple[str, str]:
    name, mark, key = text.rpartition("=")
    if not mark:
        raise UsageError("map", f"“{text}”应写成 列名=文书号 的样子。")
    return name, key


def _said(text: str) -> tuple[int, int | None]:
    row, _, entry = text.partition("=")
    is_none = entry.strip() in ("无", "none")
    if not row.isdecimal() or not (is_none or entry.isdecimal()):
        raise UsageError("row", f"“{text}”应写成 行号=记录号 或 行号=无。")
    return int(row), None if is_none else int(entry)


def _show(told: Mapping[str, Any], shape: str) -> None:
    if shape == "json":
        show_json(told)
        return
    rows = [
        (
            each["row"],
            _STATES[each["state"]],
            each["number"],
            each["subject"],
            each["authority"],
            each["decided"],
            _why(each),
        )
        for each in told["rows"]
    ]
    if shape == "csv":
        _write(rows)
        return
    show_table(f"台账核对：{_sum(told['counts'])}", _HEADER, rows)
    click.echo(_sum(told["counts"]), err=True)


def _write(rows: Sequence[Sequence[object]]) -> None:
    from gongshi.checks.workbooks.formulas import inert

    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_HEADER)
    writer.writerows(
        [
            [inert(cell) if isinstance(cell, str) else cell for cell in row]
            for row in rows
        ]
    )
    click.echo(text.getvalue(), nl=False)


def _why(row: Mapping[str, Any]) -> str:
    offered = "；".join(
        f"记录 {each['entry']}：{each['why']}" for each in row["candidates"]
    )
    return offered or row["why"]


def _sum(counts: Mapping[str, int]) -> str:
    return (
        f"共 {counts['rows']} 行，应报送 {counts['due']}，对上 {counts['joined']}，"
        f"确认 {counts['confirmed']}，待确认 {counts['unconfirmed']}，"
        f"平台没有 {counts['missing']}；不用报送 {counts['excluded']}，"
        f"不是记录 {counts['no_rows']}"
    )


def _held(each: Held) -> dict[str, object]:
    return {
        "unit": each.unit.name,
        "state": each.state,
        "drawn": each.is_drawn,
        "explained": each.explained,
        "checks": [_check(check, told) for check, told in each.checks],
    }


def _check(check: RegisterCheck, told: Tally) -> dict[str, object]:
    from gongshi.actions.registers.listing import counts_of

    return {
        "check": check.pk,
        "category": check.category,
        "file_name": check.file_name,
        "counts": counts_of(told),
        "made_by": check.made_by,
        "made_at": check.made_at.isoformat(),
    }


def _lines(each: Held) -> list[tuple[object, ...]]:
    if not each.checks:
        return [("", each.unit.name, "", *[""] * 6, each.told)]
    return [
        (
            check.pk,
            each.unit.name,
            load_standard(check.category).title,
            told.due,
            told.joined,
            told.confirmed,
            told.unconfirmed,
            told.missing,
            told.rate,
            check.file_name,
        )
        for check, told in each.checks
    ]
