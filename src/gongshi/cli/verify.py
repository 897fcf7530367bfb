"""`gongshi verify`: whether everything is as it was written."""

from __future__ import annotations

from dataclasses import asdict

import click

from gongshi.cli.ledger_home import open_ledger
from gongshi.cli.output import format_option, show_json


@click.command("verify")
@format_option
def verify(shape: str) -> None:
    """核验台账：封记、批次的数、档案里的文件、审计日志；有一处不对，退出码为 1。"""
    open_ledger()
    from gongshi.actions.verify import verify_ledger

    told = verify_ledger()
    if shape == "json":
        show_json(asdict(told))
    else:
        for each in told.faults:
            click.echo(f"{each.place}：{each.reason}。")
        click.echo(
            f"核验了 {told.batches} 个批次、{told.entries} 行、{told.files} 个文件、"
            f"{told.seals} 个封记、审计日志 {told.audit_entries} 条："
            + (f"{len(told.faults)} 处不对。" if told.faults else "都对。")
        )
    if told.faults:
        click.get_current_context().exit(1)
