"""`gongshi backup` and `gongshi restore`: the whole ledger in one file, and back."""

from __future__ import annotations

from pathlib import Path

import click

from gongshi.cli.ledger_home import open_ledger
from gongshi.cli.setting_up import remember

_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command("backup")
@click.option(
    "--out", required=True, type=_FILE, help="写到哪个文件，如 20231208.tar。"
)
def backup(out: Path) -> None:
    """备份：把台账和档案写成一个文件；网页和后台不用停。"""
    open_ledger()
    from gongshi.actions.backups.taking import take_backup

    told = take_backup(out)
    click.echo(
        f"备份写好了：{out}，{len(told.tables)} 张表 {told.rows} 行、"
        f"{len(told.files)} 个原件，审计链尾 {told.head[1]}（{told.head[0]} 条）。"
    )
    for file_hash, reason in told.missing.items():
        click.echo(f"原件 {file_hash} 没有备份：{reason}。", err=True)
    if told.missing:
        click.get_current_context().exit(1)


@click.command("restore")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--db", "database", help="PostgreSQL 地址；不写则用目录里的 SQLite。")
def restore(file: Path, database: str | None) -> None:
    """恢复：把备份恢复到空的目录和空的数据库；不成则什么都不留。"""
    open_ledger(database)
    from django.conf import settings

    from gongshi.actions.backups.restoring import restore_backup

    told = restore_backup(file)
    if database:
        remember(settings.DATABASE_FILE, database)
    click.echo(
        f"{told.office}的台账恢复到 {settings.HOME}，截至 {told.taken_at[:19]}："
        f"{len(told.tables)} 张表 {told.rows} 行、{len(told.files)} 个原件，"
        f"各表的行数和散列、审计链尾 {told.head[1]} 与备份一致。\n"
        "那以后收到的不在里面，它们的回执号不会再发给别的报送；"
        "那以后编号的函请对照纸质登记，补登后再发新函。"
    )
    for file_hash, reason in told.missing.items():
        click.echo(f"原件 {file_hash} 备份时就已{reason}。", err=True)
