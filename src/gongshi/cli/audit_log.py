"""`gongshi audit-log`: what people did, and whether the log is whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from gongshi.cli.ledger_home import open_ledger
from gongshi.cli.output import format_option, show_json, show_table

if TYPE_CHECKING:
    from gongshi.people.models import AuditEntry

_HEADER = ("号", "时间", "登录名", "事项", "对象", "内容", "地址")


@click.group("audit-log")
def audit_log() -> None:
    """审计日志：查看、核验。"""


@audit_log.command("verify")
@format_option
def verify(shape: str) -> None:
    """从头核验整条链；有一条被改过、被删过，就指出是哪一条，退出码为 1。"""
    _open()
    from gongshi.people.audit import verify as follow

    told = follow()
    if shape == "json":
        show_json(
            {
                "entries": told.entries,
                "head": told.head,
                "broken_at": told.broken_at,
                "reason": told.reason,
            }
        )
    elif told.broken_at is None:
        click.echo(f"审计日志完整：{told.entries} 条，链尾 {told.head}。")
    else:
        click.echo(f"审计日志第 {told.broken_at} 条有问题：{told.reason}。")
    if told.broken_at is not None:
        click.get_current_context().exit(1)


@audit_log.command("list")
@click.option("--actor", help="只看这个登录名。")
@click.option("--last", type=click.IntRange(1, 100_000), default=50, show_default=True,
              help="最近多少条。")  # fmt: skip
@format_option
def list_(actor: str | None, last: int, shape: str) -> None:
    """列出最近的记录，旧的在前。"""
    _open()
    from django.utils import timezone

    from gongshi.people.acts import TITLES
    from gongshi.people.models import AuditEntry

    entries = AuditEntry.objects.order_by("-number")
    if actor:
        entries = entries.filter(actor=actor)
    found = list(entries[:last])[::-1]
    if shape == "json":
        show_json({"entries": [_as_json(each) for each in found]})
        return
    rows = [
        (
            each.number,
            f"{timezone.localtime(each.at):%Y-%m-%d %H:%M:%S}",
            each.actor,
            TITLES.get(each.act, each.act),
            each.target,
            each.detail if each.detail != "{}" else "",
            each.address,
        )
        for each in found
    ]
    show_table(f"审计日志，{len(rows)} 条", _HEADER, rows)


def _open() -> None:
    open_ledger()
    from gongshi.actions.setting_up import office

    office()


def _as_json(each: AuditEntry) -> dict[str, object]:
    names = ("number", "actor", "act", "target", "detail", "address", "hash")
    told = {name: getattr(each, name) for name in names}
    return {"at": each.at.isoformat(), **told}
