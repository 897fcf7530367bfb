"""`gongshi cases omissions`: the month's list of what was found not to be reported."""

from __future__ import annotations

from pathlib import Path

import click

from gongshi.cli.files import write
from gongshi.cli.ledger_home import open_ledger
from gongshi.cli.output import format_option, show_json, show_table
from gongshi.clocks.periods import month
from gongshi.errors import UsageError

_FORMS = ("docx", "xlsx", "pdf")


@click.command("omissions")
@click.option("--period", required=True, help="认定的月份，如 2023-12。")
@click.option("--unit", help="只要这个单位及其下级：名称、别名或代码。")
@click.option("--out", type=click.Path(path_type=Path),
              help="写成文件：docx、xlsx 或 pdf。")  # fmt: skip
@format_option
def omissions(period: str, unit: str | None, out: Path | None, shape: str) -> None:
    """漏报瞒报清单：这个月认定的，申诉成立的不在内。"""
    form = out.suffix.lstrip(".").lower() if out else ""
    if out and form not in _FORMS:
        raise UsageError(
            "unknown_format", f"清单可以写成 {'、'.join(_FORMS)}，不能写成「{out}」。"
        )
    asked = month(period)
    open_ledger()
    from gongshi.actions import cases_omitted
    from gongshi.actions.setting_up import office
    from gongshi.bulletin.render import render
    from gongshi.ledger.units import load_register

    office()
    whose = load_register().find(unit) if unit else None
    found = cases_omitted.omissions(asked, whose)
    if out:
        write(out, render(cases_omitted.as_document(asked, found, whose), form))
    if shape == "json":
        listed = [cases_omitted.as_json(each) for each in found]
        show_json({"period": asked.key, "omissions": listed})
    elif out:
        click.echo(f"{asked.title}漏报瞒报 {len(found)} 条：{out}")
    else:
        show_table(f"{asked.title}漏报瞒报，{len(found)} 条", cases_omitted.HEADER,
                   cases_omitted.cells(found))  # fmt: skip
