"""`gongshi policy`: what holds in a place on a day, and why."""

from __future__ import annotations

from datetime import date

import click

from gongshi.cli.output import format_option, show_json, show_table
from gongshi.clocks.periods import day
from gongshi.policy.policies import Policy, policy_in_force


@click.group("policy")
def policy() -> None:
    """地方政策：时限、窗口、各率、分组。"""


@policy.command("show")
@click.option("--place", required=True, help="地方，如 pingdingshan 或 平顶山市。")
@click.option("--on", help="哪一天，如 2023-12-01；默认最新一版。")
@format_option
def show(place: str, on: str | None, shape: str) -> None:
    """某地某日按什么办，每一项出自哪里；沿用上级的注明「沿用」。"""
    found = policy_in_force(place, day(on) if on else date.max)
    rows = _rows(found)
    if shape == "json":
        names = ("matter", "value", "source", "inherited", "sure")
        answer = [dict(zip(names, row, strict=True)) for row in rows]
        show_json(
            {"place": found.place, "edition": str(found.edition), "values": answer}
        )
        return
    show_table(
        f"{found.name}，{found.edition} 版",
        ("事项", "规定", "出处", "沿用", "依据程度"),
        rows,
    )


def _rows(found: Policy) -> list[tuple[str, str, str, str, str]]:
    titles = {each.key: each.title for each in found.categories}
    days = {"workday": "个工作日", "calendar": "个自然日"}
    values: list[tuple[str, str, object]] = [
        (
            f"{titles[each.category]}时限",
            f"决定之日起 {each.days} {days[each.unit]}内，报{each.to}"
            f"（{each.since} 起的决定）",
            each,
        )
        for each in found.deadlines
    ]
    values += [
        (
            f"补报窗口「{each.name}」",
            f"{each.decided_from} 至 {each.decided_to} 的决定，{each.submit_by} 前报",
            each,
        )
        for each in found.windows
    ]
    values += [
        (each.title, f"{each.numerator} ÷ {each.denominator}", each)
        for each in found.rates.values()
    ]
    values += [("分组", each.title, each) for each in found.groups]
    values += [(each.title, each.text, each) for each in found.cadence]
    return [(matter, value, *_origin(found, each)) for matter, value, each in values]


def _origin(found: Policy, value: object) -> tuple[str, str, str]:
    source = getattr(value, "source")  # noqa: B009  # every term of a policy has one
    file: str = getattr(value, "file")  # noqa: B009
    own = file.startswith(f"policies/{found.place}/")
    words = f"{source.title}{source.number and '（' + source.number + '）'}"
    inherited = "" if own else file.split("/")[1]
    return f"{words}，{source.article}", inherited, getattr(value, "sure")  # noqa: B009
