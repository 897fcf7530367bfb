"""`gongshi people`: who may log in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from gongshi.cli.ledger_home import open_ledger
from gongshi.cli.output import format_option, show_json, show_table

if TYPE_CHECKING:
    from gongshi.people.accounts import Added
    from gongshi.people.models import Person

_HEADER = ("登录名", "姓名", "角色", "单位", "状态", "上次登录")


@click.group("people")
def people() -> None:
    """人员：增加、查看、重置、停用。"""


@people.command("add")
@click.option("--login", required=True, help="登录名。")
@click.option("--name", required=True, help="姓名。")
@click.option(
    "--role", required=True, help="角色，如 clerk 或 报送员；写错会列出全部。"
)
@click.option("--unit", help="报送单位；只有报送员和单位负责人要写。")
def add(login: str, name: str, role: str, unit: str | None) -> None:
    """增加一个人，印出第一个密码，只印一次。"""
    _open()
    from gongshi.ledger.units import load_register
    from gongshi.people.accounts import COMMAND_LINE, NewPerson, add_person

    of = load_register().find(unit) if unit else None
    show_password(add_person(NewPerson(login, name, role, of), actor=COMMAND_LINE))


@people.command("list")
@format_option
def list_(shape: str) -> None:
    """列出能登录的人。"""
    _open()
    from gongshi.people.models import Person

    found = list(Person.objects.select_related("unit"))
    if shape == "json":
        show_json({"people": [_as_json(each) for each in found]})
        return
    rows = [tuple(_cells(each)) for each in found]
    show_table(f"人员，{len(found)} 人", _HEADER, rows)


@people.command("reset")
@click.argument("login")
def reset(login: str) -> None:
    """忘了密码、被锁定、换了手机：换一个密码，解锁，手机重新绑定。"""
    _open()
    from gongshi.people import accounts

    person = accounts.find_person(login)
    password = accounts.reset(person, actor=accounts.COMMAND_LINE)
    show_password(accounts.Added(person, password))


@people.command("disable")
@click.argument("login")
def disable(login: str) -> None:
    """停用一个人：立即退出，不能再登录；他办过的事仍在他名下。"""
    _open()
    from gongshi.people import accounts

    person = accounts.find_person(login)
    accounts.disable(person, actor=accounts.COMMAND_LINE)
    click.echo(f"「{person.login}」已停用。")


def show_password(added: Added) -> None:
    """Print who was added and his password: the only time that it is seen."""
    person = added.person
    click.echo(
        f"{person.duty.title}「{person.login}」（{person.name}）的第一个密码，"
        f"只印这一次：{added.password}\n第一次登录时要换成自己的。"
    )


def _open() -> None:
    open_ledger()
    from gongshi.actions.setting_up import office

    office()


def _as_json(each: Person) -> dict[str, object]:
    return {
        "login": each.login,
        "name": each.name,
        "role": each.role,
        "unit": each.unit.name if each.unit else None,
        "is_active": each.is_active,
        "last_login": each.last_login and each.last_login.isoformat(),
    }


def _cells(each: Person) -> list[object]:
    from django.utils import timezone

    last = each.last_login
    return [
        each.login,
        each.name,
        each.duty.title,
        each.unit.name if each.unit else "",
        "在用" if each.is_active else "待批准" if each.is_waiting else "停用",
        f"{timezone.localtime(last):%Y-%m-%d %H:%M}" if last else "",
    ]
