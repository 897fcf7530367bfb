"""`gongshi bulletin`: the month's official document, or the table of a day."""

from __future__ import annotations

from pathlib import Path

import click

from gongshi.cli.files import write
from gongshi.cli.ledger_home import open_ledger
from gongshi.clocks.periods import day
from gongshi.clocks.periods import period as read_period


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
def bulletin(
    period: str,
    place: str | None,
    form: str | None,
    out: Path | None,
    number: str,
    signed_on: str | None,
) -> None:
    """月度通报或每日统计表：正文与附表，每个数都能点到行。"""
    open_ledger()
    from gongshi.actions.issue import compose_bulletin, uncounted
    from gongshi.actions.setting_up import office
    from gongshi.bulletin.render import render

    home = office()
    wanted = read_period(period)
    document = compose_bulletin(
        wanted,
        place or home.place,
        number=number,
        signed_on=day(signed_on) if signed_on else None,
    )
    shape = form or (out.suffix.lstrip(".").lower() if out else "md")
    content = render(document, shape)
    if out is None:
        click.echo(content, nl=False)
    else:
        write(out, content)
        click.echo(f"{document.title}：{out}")
    left = uncounted(wanted, place or home.place)
    if left:
        click.echo(
            f"注意：有 {left} 行的报送单位不在名录或没有分组，没有计入通报；"
            f"gongshi rows --period {wanted.key} --unit 未识别 可以看到。",
            err=True,
        )
