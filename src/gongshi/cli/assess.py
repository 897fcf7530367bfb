"""`gongshi assess`: the month's scores and ranking, each point explained."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from gongshi.cli.ledger_home import open_ledger
from gongshi.cli.output import format_option, show_json, show_table
from gongshi.clocks.periods import month
from gongshi.errors import UsageError

if TYPE_CHECKING:
    from gongshi.actions.assess import Assessed

#: Rows behind a loss that a person is shown; json has the query of all.
_SHOWN_ROWS = 20


@click.command("assess")
@click.option("--period", required=True, help="月份，如 2021-08。")
@click.option("--policy", "place", help="地方，默认台账所属地方。")
@click.option("--unit", help="只看这个单位：名称、别名或代码。")
@click.option("--explain", is_flag=True,
              help="逐项说明哪些行、哪些事扣了多少分，怎样得回；要写 --unit。")  # fmt: skip
@click.option("--what-if", "supposed", multiple=True, metavar="KEY=VALUE",
              help="假设：mended=3、late=0、concealed=0、media=1……可写多个；要写 --unit。")  # fmt: skip
@click.option("--issue", "is_issued", is_flag=True, help="印发：把得分固定下来。")
@click.option(
    "--issued", "shows_issued", is_flag=True, help="看已印发的得分（最后一版）。"
)
@format_option
def assess(
    period: str,
    place: str | None,
    unit: str | None,
    explain: bool,
    supposed: tuple[str, ...],
    is_issued: bool,
    shows_issued: bool,
    shape: str,
) -> None:
    """月考核：逐项得分、分组排名、排名靠后的警示；月份没过完的是暂定。"""
    if (explain or supposed) and not unit:
        raise UsageError("no_unit", "--explain 和 --what-if 要用 --unit 写明单位。")
    if shows_issued and (is_issued or supposed or unit):
        raise UsageError("issued", "--issued 只看已印发的全部得分，不与别的选项合用。")
    changes = _changes(supposed)
    open_ledger()
    from gongshi.actions.assess import assess as compute
    from gongshi.actions.assess import issue
    from gongshi.actions.scorecards import as_json
    from gongshi.actions.setting_up import office
    from gongshi.ledger.units import find_ever

    home = office()
    wanted, where = month(period), place or home.place
    if shows_issued:
        _show_issued(period, where)
        return
    name = find_ever(unit).name if unit else ""
    assessed = compute(wanted, where, unit=name, supposing=changes)
    at = assessed.ranked.index(assessed.of(name)) if name else 0
    if is_issued:
        frozen = issue(assessed)
        click.echo(f"已印发 {wanted.title}得分第 {frozen.version} 版。", err=True)
    answer = as_json(assessed)
    if name:
        answer["units"] = [_units(answer)[at]]
    if shape == "json":
        show_json(answer)
        return
    _show(assessed, answer)
    if explain:
        _explain(_units(answer)[0])
    for note in assessed.notes_for_each if name else assessed.notes:
        click.echo(f"注意：{note}", err=True)


def _changes(supposed: tuple[str, ...]) -> dict[str, int]:
    changes: dict[str, int] = {}
    for each in supposed:
        key, _, value = (part.strip() for part in each.partition("="))
        if not (value.isascii() and value.isdigit()):
            raise UsageError(
                "what_if", f"「{each}」应写成 键=整数，如 mended=3 或 late=0。"
            )
        if key in changes:
            raise UsageError("what_if", f"「{key}」假设了两次，请只留一个。")
        changes[key] = int(value)
    return changes


def _show_issued(period: str, place: str) -> None:
    from gongshi.ledger.evidence import latest_issue
    from gongshi.policy.policies import find_place

    issued = latest_issue(find_place(place), period)
    if issued is None:
        raise UsageError(
            "not_issued", f"{period} 的得分还没有印发，请用 gongshi assess --issue。"
        )
    click.echo(issued.content)


def _units(answer: dict[str, object]) -> list[dict[str, Any]]:
    units = answer["units"]
    assert isinstance(units, list)
    return units


def _show(assessed: Assessed, answer: dict[str, object]) -> None:
    groups = {each.key: each.title for each in assessed.policy.groups}
    items = assessed.assessment.items
    marks = ["（暂定）"] * assessed.is_provisional + ["（假设）"] * bool(
        assessed.supposed
    )
    show_table(
        f"{assessed.policy.name} {assessed.period.title}{assessed.assessment.title}"
        + "".join(marks),
        (
            "分组",
            "名次",
            "单位",
            "总分",
            *(each.title for each in items),
            "加减分",
            "说明",
        ),
        [
            (
                groups[each["group"]],
                each["rank"],
                each["unit"],
                each["total"],
                *(_cell(item) for item in each["items"]),
                _adjusted(each["adjustments"]),
                "；".join(_remarks(each)),
            )
            for each in _units(answer)
        ],
    )
    if assessed.is_provisional:
        click.echo(f"{assessed.period.title}还没有过完，以上是暂定。", err=True)
    if assessed.supposed:
        changes = "、".join(
            f"{key}={value}" for key, value in assessed.supposed.items()
        )
        click.echo(f"以上是假设（{changes}），不是实际得分。")


def _cell(item: dict[str, Any]) -> str:
    if item["rank"] is not None:
        return f"{item['numerator']}（第 {item['rank']}）"
    return str(item["points"]) + ("*" if item["small"] else "")


def _adjusted(adjustments: list[dict[str, Any]]) -> str:
    """Add up what is added and taken; blank where there is nothing of it."""
    points = sum(int(each["points"]) for each in adjustments)
    return str(points) if adjustments else ""


def _remarks(unit: dict[str, Any]) -> list[str]:
    remarks = [each["title"] for each in unit["cautions"]]
    if unit["standing_title"]:
        remarks.append(unit["standing_title"])
    if unit["unanswered"]:
        remarks.append("未答复抽查：" + "、".join(unit["unanswered"]))
    small = [each["title"] for each in unit["items"] if each["small"]]
    if small:
        remarks.append(f"* 分母很小：{'、'.join(small)}")
    return remarks


def _explain(unit: dict[str, Any]) -> None:
    for item in unit["items"]:
        click.echo(_headline(item))
        if item["nothing"]:
            lost = "" if item["missing"] in ("0", "-") else f"扣 {item['missing']} 分："
            click.echo(f"    {lost}{item['nothing']}。")
        for loss in item["losses"]:
            _explain_loss(loss)
    for each in unit["adjustments"]:
        click.echo(
            f"{each['title']}：{each['times']} 项，{each['points']} 分"
            f"（证据 {_numbers(each['evidence'])}）"
        )


def _headline(item: dict[str, Any]) -> str:
    if not item["full"]:
        return f"{item['title']}：{item['numerator']} 条，第 {item['rank']}，不赋分"
    told = f"{item['title']}：{item['points']} / {item['full']}"
    if item["rate"]:
        told += f"，{item['rate']} {item['numerator']} ÷ {item['denominator']}"
    return told + ("（分母很小）" if item["small"] else "")


def _explain_loss(loss: dict[str, Any]) -> None:
    papers = f"（证据 {_numbers(loss['evidence'])}）" if loss["evidence"] else ""
    if loss.get("cases"):
        papers = f"（线索 {'、'.join(loss['cases'])}）"
    click.echo(
        f"    {_what(loss)}，扣 {loss['points']} 分{papers}；"
        f"可得回 {loss['regains']} 分：{loss['advice']}。"
    )
    if loss["query"]:
        _list_rows(loss["query"])


def _what(loss: dict[str, Any]) -> str:
    if loss["why"]:
        return f"{loss['title']}：{loss['why']}"
    return f"{loss['title']} {loss['count']} {'行' if loss['query'] else '条'}"


def _list_rows(query: dict[str, Any]) -> None:
    from gongshi.ledger.selecting import Selection, select

    wanted = Selection(**query | {"period": month(query["period"])})
    rows = select(wanted).select_related("batch")
    for each in rows[:_SHOWN_ROWS]:
        click.echo(
            f"        {each.batch.number} 第 {each.row_number} 行 {each.document_number}"
        )
    options = " ".join(
        f"--{key}" if value is True else f"--{key} {value}"
        for key, value in query.items()
    )
    click.echo(f"        全部：gongshi rows {options}")


def _numbers(evidence: list[int]) -> str:
    return "、".join(f"第 {each} 号" if each else "假设" for each in evidence)
