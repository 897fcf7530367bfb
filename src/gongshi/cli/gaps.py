"""`gongshi gaps`: numbers that are missing, what units say of them, what the office says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from gongshi.cli.ledger_home import open_ledger
from gongshi.cli.output import format_option, show_json, show_table
from gongshi.policy.standards import load_standard

if TYPE_CHECKING:
    from gongshi.actions.series import Gap, Numbered
    from gongshi.people.models import Person

_HEADER = ("文书号", "机关", "状态", "原因", "说明", "何人", "意见", "期限", "线索")
_HOWS = {"再说明": "again", "漏报": "omitted", "瞒报": "concealed"}


@click.group("gaps")
def gaps() -> None:
    """缺号：查看，替单位说明原因，认可或不认可，过期的立为线索。"""


@gaps.command("list")
@click.option("--unit", help="报送单位的名称、别名或代码，含下级；不写则全部。")
@click.option("--year", type=click.IntRange(1900, 2100), help="年份；不写则全部。")
@click.option("--state", "states", multiple=True,
              type=click.Choice(["unexplained", "explained", "refused", "accepted"]),
              help="状态，可写多个；不写则全部。")  # fmt: skip
@format_option
def list_(
    unit: str | None, year: int | None, states: tuple[str, ...], shape: str
) -> None:
    """逐个列出没有记录的文书号：说明了没有，认可了没有。"""
    _open()
    from gongshi.actions.series import list_series

    found = [
        (each, gap)
        for each in list_series(unit=unit, year=year).numbered
        for gap in each.gaps
        if not states or gap.state in states
    ]
    if shape == "json":
        show_json({"gaps": [_as_json(*each) for each in found]})
        return
    show_table(f"缺号，{len(found)} 个", _HEADER, [_cells(*each) for each in found])


@gaps.command("explain")
@click.argument("numbers", nargs=-1, required=True)
@click.option("--unit", required=True, help="哪家单位的缺号：名称、别名或代码。")
@click.option("--reason", required=True, help="原因：规则库里的键或名称，如 作废。")
@click.option("--text", default="", help="情况；原因是「其他」的必写。")
@click.option("--by", required=True, help="谁说明的：登录名。")
@format_option
def explain(
    numbers: tuple[str, ...], unit: str, reason: str, text: str, by: str, shape: str
) -> None:
    """替单位说明几个号为什么没有报，送信用办审核。"""
    _open()
    from gongshi.actions.gaps import explain_gaps, find_unit

    login = _person(by).login
    done = explain_gaps(find_unit(unit), numbers, reason, text, login)
    if shape == "json":
        show_json({"explained": list(done.numbers), "decided": list(done.decided)})
        return
    click.echo(f"已送审核 {len(done.numbers)} 个号。")
    if done.decided:
        click.echo(f"信用办已有结论，没有再送：{'、'.join(done.decided)}。")


@gaps.command("accept")
@click.argument("numbers", nargs=-1, required=True)
@click.option("--text", default="", help="意见。")
@click.option("--by", required=True, help="谁认可的：分析员的登录名。")
@format_option
def accept(numbers: tuple[str, ...], text: str, by: str, shape: str) -> None:
    """认可单位对几个号的说明：不用再报。"""
    _open()
    from gongshi.actions.gaps import accept_gaps, waiting_cases

    person = _analyst(by)
    _told(accept_gaps(waiting_cases(numbers), person.login, text), shape, "认可")


@gaps.command("refuse")
@click.argument("numbers", nargs=-1, required=True)
@click.option("--how", type=click.Choice([*_HOWS, *_HOWS.values()]), default="again",
              show_default=True, help="退回再说明，或判漏报、瞒报。")  # fmt: skip
@click.option("--text", required=True, help="为什么。")
@click.option("--by", required=True, help="谁办的：分析员的登录名。")
@format_option
def refuse(numbers: tuple[str, ...], how: str, text: str, by: str, shape: str) -> None:
    """不认可单位对几个号的说明。"""
    _open()
    from gongshi.actions.gaps import refuse_gaps, waiting_cases

    person = _analyst(by)
    key = _HOWS.get(how, how)
    done = refuse_gaps(waiting_cases(numbers), person.login, key, text)
    _told(done, shape, "不认可")


@gaps.command("raise")
@format_option
def raise_(shape: str) -> None:
    """把过了说明期限的缺号立为线索；后台每周一也做一次。"""
    _open()
    from gongshi.actions.gaps import raise_gaps

    done = raise_gaps()
    if shape == "json":
        cases = [
            {"case": each.number, "number": each.document_number} for each in done.cases
        ]
        show_json({"new": done.new, "cases": cases})
        return
    click.echo(f"新立线索 {done.new} 件；过期没有说明的缺号共 {len(done.cases)} 件。")


def _open() -> None:
    open_ledger()
    from gongshi.actions.setting_up import office

    office()


def _person(login: str) -> Person:
    from gongshi.people.accounts import find_person

    return find_person(login)


def _analyst(login: str) -> Person:
    from gongshi.errors import UsageError
    from gongshi.people.rights import ANALYSE, may

    person = _person(login)
    if not may(person.role, ANALYSE):
        raise UsageError(
            "no_right",
            f"「{login}」（{person.duty.title}）不能审核缺号，要由分析员办。",
        )
    return person


def _told(done: int, shape: str, what: str) -> None:
    if shape == "json":
        show_json({"decided": done})
        return
    click.echo(f"{what}了 {done} 个号。")


def _as_json(each: Numbered, gap: Gap) -> dict[str, object]:
    at = gap.standing
    return {
        "number": gap.number,
        "serial": gap.serial,
        "prefix": each.series.prefix,
        "year": each.series.year,
        "authority": each.authority_name,
        "category": each.series.members[0].kind,
        "state": gap.state,
        "reason": at.reason if at else "",
        "text": at.text if at else "",
        "by": at.by if at else "",
        "ruling": at.ruling if at else "",
        "case": at.case.number if at else None,
        "seen_on": f"{gap.seen_on}" if gap.seen_on else None,
        "due_on": f"{gap.due_on}" if gap.due_on else None,
    }


def _cells(each: Numbered, gap: Gap) -> tuple[object, ...]:
    from gongshi.ledger.explained import STATES

    at = gap.standing
    kind = load_standard(each.series.members[0].kind).title
    return (
        gap.number,
        f"{each.authority_name}（{kind}）",
        STATES[gap.state],
        at.reason if at else "",
        at.text if at else "",
        at.by if at else "",
        at.ruling if at else "",
        gap.due_on or "",
        at.case.number if at else "",
    )
