"""`gongshi bulletin`: the month's official document, or the table of a day."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gongshi.cli.files import write
from gongshi.cli.ledger_home import open_ledger
from gongshi.clocks.periods import day
from gongshi.clocks.periods import period as read_period
from gongshi.errors import UsageError

if TYPE_CHECKING:
    from gongshi.bulletin.document import Document

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
@click.option("--issue", "is_issued", is_flag=True,
              help="印发：定下来，不能再改；须写 --number、--signed-on、--drafted-by、--approved-by。")  # fmt: skip
@click.option("--drafted-by", default="", help="起草人。")
@click.option("--approved-by", default="", help="审定人，不能是起草人。")
@click.option("--corrects", default="", help="更正已印发的一版：写明更正什么。")
@click.option("--issued", "shows_issued", is_flag=True,
              help="写已印发的一版，一字不差；默认最后一版。")  # fmt: skip
@click.option("--version", type=int, help="和 --issued 合用：第几版。")
@click.pass_context
def bulletin(
    ctx: click.Context,
    period: str,
    place: str | None,
    form: str | None,
    out: Path | None,
    number: str,
    signed_on: str | None,
    is_issued: bool,
    drafted_by: str,
    approved_by: str,
    corrects: str,
    shows_issued: bool,
    version: int | None,
) -> None:
    """月度通报或每日统计表：正文与附表，每个数都能点到行。

    写好后先自审：正文、附表、单位名录对不上的逐条说明，退出码为 3，文件照写。
    """
    if shows_issued and (is_issued or number or signed_on or corrects):
        raise UsageError("issued", "--issued 只看已印发的，不与印发的选项合用。")
    if version is not None and not shows_issued:
        raise UsageError("version", "--version 要和 --issued 合用。")
    if corrects and not is_issued:
        raise UsageError("corrects", "--corrects 要和 --issue 合用。")
    open_ledger()
    if is_issued:
        if not (number and signed_on and drafted_by and approved_by):
            raise UsageError(
                "signature",
                "印发须写 --number、--signed-on、--drafted-by 和 --approved-by。",
            )
        names = (drafted_by.strip(), approved_by.strip())
        document = _issued_now(period, place, number, day(signed_on), names, corrects)
        _write(document, form, out)
        return
    if shows_issued:
        _write(_issued_before(period, place, version), form, out)
        return
    from gongshi.actions.audit_draft import audit_draft
    from gongshi.actions.issue import draft_bulletin
    from gongshi.actions.setting_up import office

    home = office()
    draft = draft_bulletin(
        read_period(period),
        place or home.place,
        number=number,
        signed_on=day(signed_on) if signed_on else None,
    )
    _write(draft.document, form, out)
    for note in draft.notes:
        click.echo(f"注意：{note}", err=True)
    found = audit_draft(draft.document)
    for each in found:
        click.echo(f"起草审核：{each.place}，{each.message}", err=True)
    ctx.exit(_CONTRADICTED if found else 0)


def _write(document: Document, form: str | None, out: Path | None) -> None:
    from gongshi.bulletin.render import render

    shape = form or (out.suffix.lstrip(".").lower() if out else "md")
    content = render(document, shape)
    if out is None:
        click.echo(content, nl=False)
    else:
        write(out, content)
        click.echo(f"{document.title}：{out}")


def _issued_now(
    period: str,
    place: str | None,
    number: str,
    signed_on: date,
    names: tuple[str, str],
    corrects: str,
) -> Document:
    from gongshi.actions.issue_bulletin import Signature, issue_composed
    from gongshi.actions.setting_up import office
    from gongshi.ledger.bulletins import document_of
    from gongshi.people.accounts import COMMAND_LINE

    signed = Signature(number, signed_on, *names, issued_by=COMMAND_LINE)
    wanted = read_period(period)
    issued = issue_composed(
        wanted, place or office().place, signed, correction=corrects
    )
    told = f"{wanted.title}通报第 {issued.version} 版，{issued.number}"
    click.echo(f"已印发 {told}，SM3 {issued.document_hash}", err=True)
    return document_of(issued)


def _issued_before(period: str, place: str | None, version: int | None) -> Document:
    from gongshi.actions.setting_up import office
    from gongshi.ledger.bulletins import document_of
    from gongshi.ledger.models import IssuedBulletin
    from gongshi.policy.policies import find_place

    key = read_period(period).key
    found = IssuedBulletin.objects.filter(
        place=find_place(place or office().place), period=key
    ).order_by("version")
    issued = found.last() if version is None else found.filter(version=version).first()
    if issued is None:
        which = "" if version is None else f"第 {version} 版"
        raise UsageError(
            "not_issued",
            f"{key} 的通报{which}还没有印发，请用 gongshi bulletin --issue。",
        )
    return document_of(issued)
