"""`gongshi template`: the workbook that a unit fills in."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from gongshi.cli.files import write
from gongshi.clocks.periods import CHINA, day, local_day
from gongshi.errors import UsageError
from gongshi.policy.standards import first_edition, load_standard


@click.command("template")
@click.option("--category", required=True, help="类别，如 licence 或行政许可。")
@click.option("--out", required=True,
              type=click.Path(dir_okay=False, path_type=Path),
              help="写到哪个 .xlsx 文件。")  # fmt: skip
@click.option("--on", help="按哪一天有效的规则，如 2023-12-01；默认今天。")
def template(category: str, out: Path, on: str | None) -> None:
    """填报模板：表头、下拉表、填写要求、规则和一行示例。"""
    if out.suffix.lower() != ".xlsx":
        raise UsageError("out", f"「{out.name}」只能写成 .xlsx。")
    wanted = day(on) if on else local_day(datetime.now(CHINA))
    standard = load_standard(category, wanted)
    if wanted < (first := first_edition(category)):
        raise UsageError(
            "no_edition",
            f"「{standard.title}」最早一版自 {first} 起，{wanted} 还没有模板。",
        )
    from gongshi.checks import templates

    write(out, templates.write(standard, wanted))
    needed = sum(field.required for field in standard.fields)
    click.echo(
        f"{standard.title}模板：{out}，{len(standard.fields)} 栏，其中必填 {needed} 栏；"
        "示例在「填写说明」表里。"
    )
