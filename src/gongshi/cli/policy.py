"""`gongshi policy`: what holds in a place on a day, and why."""

from __future__ import annotations

from datetime import date, datetime

import click

from gongshi.actions.holding import Holding, holdings
from gongshi.actions.holding_scores import assessment_holdings, list_holdings
from gongshi.cli.ledger_home import with_own_windows
from gongshi.cli.output import format_option, show_json, show_table
from gongshi.clocks.periods import CHINA, Period, day
from gongshi.errors import UsageError
from gongshi.policy.policies import (
    Policy,
    find_place,
    first_edition,
    places,
    policy_in_force,
)

#: How far a value is certain, as people read it; programs get the key.
_SURE = {
    "std": "国家标准",
    "notice": "通知原文",
    "mem": "记忆",
    "inf": "推定",
    "office": "本办决定",
}


@click.group("policy")
def policy() -> None:
    """地方政策：时限、窗口、各率、分组。"""


@policy.command("show")
@click.option("--place", required=True, help="地方，如 pingdingshan 或 平顶山市。")
@click.option("--on", help="哪一天，如 2023-12-01；默认最新一版。")
@format_option
def show(place: str, on: str | None, shape: str) -> None:
    """某地某日按什么办，每一项出自哪里；沿用上级的注明「沿用」。"""
    at = Period(day(on), day(on)).end if on else datetime.now(CHINA)
    found = with_own_windows(_in_force(place, day(on) if on else date.max), at)
    listed = [*holdings(found), *assessment_holdings(found), *list_holdings(found)]
    rows = [(each, *_origin(found, each)) for each in listed]
    if shape == "json":
        answer = [
            {
                "matter": each.matter,
                "value": each.value,
                "source": source,
                "inherited": "" if origin == found.place else origin,
                "sure": each.sure,
            }
            for each, source, origin, _ in rows
        ]
        show_json(
            {"place": found.place, "edition": str(found.edition), "values": answer}
        )
        return
    names = places()
    show_table(
        f"{found.name}，{found.edition} 版。依据程度：国家标准、通知原文见于文件，"
        "记忆＝凭已知而未核，推定＝文件没有写、由本系统补充。",
        ("事项", "规定", "出处", "沿用", "依据程度"),
        [
            (
                each.matter,
                each.told or each.value,
                source,
                _inherited(found, names[origin], origin, edition),
                _SURE[each.sure],
            )
            for each, source, origin, edition in rows
        ],
    )


def _in_force(place: str, on: date) -> Policy:
    key, first = find_place(place), first_edition(place)
    found = policy_in_force(key, on)
    if on < first:
        above = found.extends
        instead = (
            f"，那天沿用{places()[above]}，请看 gongshi policy show --place {above} --on {on}"
            if above and first_edition(above) <= on
            else ""
        )
        raise UsageError(
            "no_edition",
            f"{found.name}的第一版自 {first} 起施行，{on} 还没有规定{instead}。",
        )
    return found


def _origin(found: Policy, each: Holding) -> tuple[str, str, str]:
    """Give the words of the source, the place and the edition a value comes from."""
    source = each.source
    words = f"{source.title}{source.number and '（' + source.number + '）'}"
    # What the office decided itself stands in no file.
    _, origin, edition = (
        each.file.removesuffix(".toml").split("/")
        if each.file
        else ("", found.place, str(found.edition))
    )
    quoted = f"{words}，{source.article}" if source.article else words
    return quoted, origin, edition


def _inherited(found: Policy, name: str, origin: str, edition: str) -> str:
    if origin != found.place:
        return f"{name} {edition} 版"
    return "" if edition == str(found.edition) else f"本地 {edition} 版"
