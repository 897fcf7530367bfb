"""`gongshi letter`: a letter drafted from the facts, numbered, and the register of them."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gongshi.cli.files import write
from gongshi.cli.ledger_home import open_ledger
from gongshi.cli.output import format_option, show_json, show_table
from gongshi.clocks.periods import day, month
from gongshi.errors import UsageError
from gongshi.policy.policies import find_letter, policy_in_force

if TYPE_CHECKING:
    from gongshi.actions.letters import Drafted
    from gongshi.ledger.models import Letter, Office

#: What a letter may be written as; a workbook holds none.
_FORMS = ("docx", "pdf", "html", "md", "json")
_HEADER = ("发文字号", "种类", "单位", "月份", "落款日期", "标题")


@click.command("letter")
@click.option(
    "--kind", help="种类，如 提示函、预警提醒；各地有哪些见 gongshi policy show。"
)
@click.option("--unit", help="单位名称、别名或代码。")
@click.option("--period", help="月份，如 2022-08。")
@click.option(
    "--on", help="落款日期，久未报送算到前一天（当天还可能报来，不计）；默认今天。"
)
@click.option("--policy", "place", help="地方，默认台账所属地方。")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path),
              help="写到哪个 .docx、.pdf、.html、.md 或 .json 文件，并编号登记。")  # fmt: skip
@click.option("--list", "is_list", is_flag=True,
              help="列出登记过的函；可用 --kind、--unit、--period 缩小。")  # fmt: skip
@format_option
def letter(
    kind: str | None,
    unit: str | None,
    period: str | None,
    on: str | None,
    place: str | None,
    out: Path | None,
    is_list: bool,
    shape: str,
) -> None:
    """提示函、预警提醒、通报批评、约谈建议：据实起草，编号登记；不合条件的不写。"""
    if is_list and (out or on):
        raise UsageError("list", "--list 只列出登记过的函，不与 --out、--on 合用。")
    if not is_list and not (kind and unit and period):
        raise UsageError(
            "no_letter", "请用 --kind、--unit、--period 写明哪种函、哪个单位、哪个月。"
        )
    form = _form(out)
    open_ledger()
    from gongshi.actions.letters import draft_letter
    from gongshi.actions.setting_up import office

    home = office()
    if is_list:
        _list(home, place, shape, kind=kind, unit=unit, period=period)
        return
    drafted = draft_letter(
        kind or "",
        unit or "",
        month(period or ""),
        place or home.place,
        on=day(on) if on else None,
    )
    if out is None:
        _preview(drafted)
    else:
        _register(drafted, out, form, shape)


def _form(out: Path | None) -> str:
    form = out.suffix.lstrip(".").lower() if out else "md"
    if form not in _FORMS:
        raise UsageError(
            "unknown_format", f"函可以写成 {'、'.join(_FORMS)}，不能写成「{out}」。"
        )
    return form


def _preview(drafted: Drafted) -> None:
    from gongshi.bulletin.render import render

    click.echo(render(drafted.document(""), "md"), nl=False)
    click.echo("只是看一看，没有编号，没有登记；写出来请加 --out。", err=True)


def _register(drafted: Drafted, out: Path, form: str, shape: str) -> None:
    from gongshi.actions.letters import register_letter
    from gongshi.bulletin.render import render

    entered = register_letter(
        drafted, lambda document: write(out, render(document, form))
    )
    if shape == "json":
        show_json({**_as_json(entered), "file": str(out)})
    else:
        click.echo(f"{entered.number} {entered.title}：{out}")


def _list(
    home: Office,
    place: str | None,
    shape: str,
    *,
    kind: str | None,
    unit: str | None,
    period: str | None,
) -> None:
    from gongshi.ledger.letters import registered_letters
    from gongshi.ledger.units import load_register

    policy = policy_in_force(place or home.place, date.max)
    letters = registered_letters(
        place=policy.place,
        kind=kind and find_letter(policy, kind).key,
        unit=unit and load_register().find(unit),
        period=period and month(period).key,
    )
    if shape == "json":
        show_json({"letters": [_as_json(each) for each in letters]})
        return
    titles = {each.key: each.title for each in policy.letters}
    show_table(
        "函件登记簿",
        _HEADER,
        [
            (
                each.number,
                titles.get(each.kind, each.kind),
                each.unit.name,
                each.period,
                each.signed_on,
                each.title,
            )
            for each in letters
        ],
    )


def _as_json(letter: Letter) -> dict[str, object]:
    return {
        "number": letter.number,
        "kind": letter.kind,
        "year": letter.year,
        "serial": letter.serial,
        "title": letter.title,
        "unit": letter.unit.name,
        "period": letter.period,
        "signed_on": str(letter.signed_on),
        "text_hash": letter.text_hash,
        "policy": letter.policy,
        "rulebook": letter.rulebook,
        "registered_at": letter.registered_at.isoformat(),
    }
