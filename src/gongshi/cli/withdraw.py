"""`gongshi withdraw`: take a filed row back."""

from __future__ import annotations

import click

from gongshi.cli.ledger_home import open_ledger


@click.command("withdraw")
@click.argument("row")
@click.option("--reason", required=True, help="原因，不超过 200 字。")
def withdraw(row: str, reason: str) -> None:
    """撤回一行，如 GS-20231205-0001-42：留在台账里，不再是现行记录。

    命令行不经单位负责人确认，请先取得单位的书面意见。
    """
    open_ledger()
    from gongshi.actions.setting_up import office
    from gongshi.actions.withdraw import withdraw_reference

    office()
    done = withdraw_reference(row, reason, by="")
    click.echo(f"已撤回 {row.strip().upper()}：{done.reason}")
