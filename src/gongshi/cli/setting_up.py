"""`gongshi init`: a new ledger."""

from pathlib import Path

import click

from gongshi.cli.ledger_home import open_ledger


@click.command("init")
@click.option("--place", required=True, help="地方，如 pingdingshan 或 平顶山市。")
@click.option("--name", default="", help="本办名称，页面上用；默认如 平顶山市信用办。")
@click.option("--db", "database", help="PostgreSQL 地址；不写则用目录里的 SQLite。")
def init(place: str, name: str, database: str | None) -> None:
    """建立台账：目录、表和所属地方；重复运行不改变什么。"""
    open_ledger(database)
    from django.conf import settings

    from gongshi.actions.setting_up import refuse_second, set_up
    from gongshi.cli.people import show_password
    from gongshi.ledger.models import Unit
    from gongshi.people.accounts import add_first

    refuse_second()
    office = set_up(place, name)
    if database:
        remember(settings.DATABASE_FILE, database)
    first = add_first()
    done = "已建好" if first else "已经建好"
    hint = "" if Unit.objects.exists() else "下一步：gongshi units import 单位名录.csv"
    click.echo(
        f"{office.name}的台账{done}：{settings.HOME}，按「{office.place}」的政策运行。{hint}"
    )
    if first:
        show_password(first)


def remember(file: Path, database: str) -> None:
    """Keep the address of the database in the home, closed to others."""
    # The address may hold a password: closed to others before anything is in it.
    file.touch(mode=0o600)
    file.write_text(database, encoding="utf-8")
