"""`gongshi bulletin`: the month's official document, or the table of a day."""

from __future__ import annotations

from pathlib import Path

import click

from gongshi.cli.files import write
from gongshi.cli.ledger_home import open_ledger
from gongshi.clocks.periods import day
from gongshi.clocks.periods import period as read_period

#: Exit code of a bulletin that was written, but contradicts itself.
_CONTRADICTED = 3


@click.command("bulletin")
@click.option(
    "--period",
    required=True,
    help="月份，如 2023-12；或某一天，如 2023-12-01，即每日统计表。",
)
@click.option("--policy", "place", help="地方，默认台账所属地方。")
@click.option(
    "--format", "form", help="docx、pdf、xlsx、html、md、json；默认看 --out。"
)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path),
              help="写到哪个文件；不写则 md 印在屏幕上。")  # fmt: skip
@click.option("--number", default="", help="发文字号，如 示信用办〔2024〕1号。")
@click.option("--signed-on", help="成文日期，如 2024-01-08。")
@click.pass_context
def bulletin(
    ctx: click.Context,
    period: str,
    place: str | None,
    form: str | None,
    out: Path | None,
    number: str,
    signed_on: str | None,
) -> None:
    """月度通报或每日统计表：正文与附表，每个数都能点到行。

    写好后先自审：正文、附表、单位名录对不上的逐条说明，退出码为 3，文件照写。
    """
    open_ledger()
    from gongshi.actions.audit_draft import audit_draft
    from gongshi.actions.issue import draft_bulletin
    from gongshi.actions.setting_up import office
    from gongshi.bulletin.render import render

    home = office()
    draft = draft_bulletin(
        read_period(period),
        place or home.place,
        number=number,
        signed_on=day(signed_on) if signed_on else None,
    )
    document = draft.document
    shape = form or (out.suffix.lstrip(".").lower() if out else "md")
    content = render(document, shape)
    if out is None:
        click.echo(content, nl=False)
    else:
        write(out, content)
        click.echo(f"{document.title}：{out}")
    for note in draft.notes:
        click.echo(f"注意：{note}", err=True)
    found = audit_draft(document)
    for each in found:
        click.echo(f"起草审核：{each.place}，{each.message}", err=True)
    ctx.exit(_CONTRADICTED if found else 0)
