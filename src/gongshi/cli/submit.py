"""`gongshi submit`: file rows, get a receipt."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from gongshi.cli.files import name_of, read
from gongshi.cli.ledger_home import open_ledger
from gongshi.cli.output import format_option, show_footers, show_json, show_table
from gongshi.clocks.periods import moment

if TYPE_CHECKING:
    from gongshi.actions.receive import Receipt


@click.command("submit")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--category", required=True, help="类别：licence 或 penalty。")
@click.option("--unit", default="auto", show_default=True,
              help="报送单位的名称或代码；auto 按每行的数据来源单位。")  # fmt: skip
@click.option("--received-at", help="收到时间，默认现在；不写时区即北京时间。")
@format_option
@click.pass_context
def submit(
    ctx: click.Context,
    file: Path,
    category: str,
    unit: str,
    received_at: str | None,
    shape: str,
) -> None:
    """报送一个文件：核对、入账，给出回执。"""
    open_ledger()
    from gongshi.actions.receive import receive

    receipt = receive(
        read(file),
        file_name=name_of(file),
        category=category,
        unit=unit,
        received_at=moment(received_at) if received_at else None,
    )
    show_json(_as_json(receipt)) if shape == "json" else _show(receipt)
    ctx.exit(1 if receipt.counts.faulty else 0)


def _as_json(receipt: Receipt) -> dict[str, object]:
    batch = receipt.batch
    return {
        "batch": batch.number,
        "receipt": {
            "number": batch.number,
            "unit": batch.unit.name if batch.unit else None,
            "category": batch.category,
            "edition": batch.edition,
            "file_name": batch.file_name,
            "file_hash": batch.file_hash,
            "received_at": batch.received_at.isoformat(),
            "policy": batch.policy,
            "rulebook": batch.rulebook,
        },
        "counts": receipt.counts.named(),
        "rules": [
            {
                "rule": each.rule,
                "field": each.field,
                "title": each.title,
                "severity": each.severity,
                "count": each.count,
                "message": each.message,
            }
            for each in receipt.rules
        ],
        "below_table": [
            {"row": number, "text": text} for number, text in receipt.footers
        ],
    }


def _show(receipt: Receipt) -> None:
    from django.utils.timezone import localtime

    counts, batch = receipt.counts, receipt.batch
    click.echo(
        f"收到 {counts.received} 行：正确 {counts.accepted}，问题 {counts.faulty}，"
        f"重复 {counts.duplicate}，待清洗 {counts.pending}，不上报 {counts.excluded}；"
        f"正确的行里迟报 {counts.late} 行。"
    )
    at = localtime(batch.received_at)
    click.echo(
        f"回执 {batch.number}，{at:%Y-%m-%d %H:%M:%S}，原件 SM3 {batch.file_hash}"
    )
    if receipt.rules:
        show_table(
            "为什么",
            ("行数", "规则", "栏目", "说明"),
            [
                (each.count, each.rule, each.title, each.message)
                for each in receipt.rules
            ],
        )
    show_footers(receipt.footers)
    if counts.faulty:
        click.echo(f"退回件：gongshi return {batch.number} --out 退回件.xlsx")
