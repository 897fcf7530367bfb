"""`/rulebook/`: the rules of a category with their sources, and what editions changed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse

from gongshi.clocks.periods import day
from gongshi.desks.showing import desk, show
from gongshi.policy.rules import Rule
from gongshi.policy.standards import Standard, categories, load_standard
from gongshi.policy.toml import RULEBOOK, editions

SEVERITIES = {
    "return": "退回", "duplicate": "重复", "exclude": "不上报", "hold": "待清洗",
    "remind": "提醒", "note": "提示",
}  # fmt: skip
#: How far a value is certain, as people read it.
SURE = {
    "std": "国家标准",
    "notice": "通知原文",
    "mem": "记忆",
    "inf": "推定",
    "office": "本办决定",
}


@dataclass(frozen=True)
class RuleLine:
    """One rule as the page shows it."""

    rule: Rule
    fields: str
    severity: str
    sure: str
    passes: tuple[str, ...]
    fails: tuple[str, ...]


@dataclass(frozen=True)
class Change:
    """What differs between two editions; "" where one of them has nothing."""

    matter: str
    before: str
    after: str


def rulebook_page(request: HttpRequest) -> HttpResponse:
    """Show the rules of a category on a day; and what changed since another day."""
    asked = request.GET
    here = desk()
    asked_for = [each.key for each in here.policy.categories]
    others = [key for key in categories() if key not in asked_for]
    standards = [load_standard(key) for key in (*asked_for, *others)]
    key = asked.get("category") or here.policy.categories[0].key
    on = day(asked["on"]) if asked.get("on") else here.today
    standard = load_standard(key, on)
    turns = _days(standard)
    since = asked.get("since", "")
    older = load_standard(key, day(since)) if since else None
    words = asked.get("q", "").strip()[:60]
    lines = [_line(standard, rule) for rule in standard.rules]
    return show(
        request,
        "office/rulebook.html",
        here,
        standards=standards,
        standard=standard,
        on=on,
        since=since,
        turns=turns,
        changes=changes(_told(older), _told(standard)) if older else None,
        q=words,
        lines=[each for each in lines if _has(each, words)],
        total=len(lines),
    )


def changes(before: Mapping[str, str], after: Mapping[str, str]) -> list[Change]:
    """List what differs, in the order of what holds later, then what is gone."""
    keys = [*after, *(key for key in before if key not in after)]
    return [
        Change(key, before.get(key, ""), after.get(key, ""))
        for key in keys
        if before.get(key) != after.get(key)
    ]


def _line(standard: Standard, rule: Rule) -> RuleLine:
    names = {field.code: field.title for field in standard.fields}
    return RuleLine(
        rule,
        "、".join(names.get(code, "本行") for code in rule.fields),
        _severity(rule),
        SURE[rule.sure],
        tuple(map(_example, rule.passes)),
        tuple(map(_example, rule.fails)),
    )


def _severity(rule: Rule) -> str:
    turns = [f"{since} 起{SEVERITIES[each]}" for since, each in rule.turns]
    told = f"（{'，'.join(turns)}）" if turns else ""
    return SEVERITIES[rule.severity] + told


def _example(value: object) -> str:
    if isinstance(value, str):
        return f"「{value}」" if value else "空白"
    return json.dumps(value, ensure_ascii=False, default=str)


def _has(line: RuleLine, words: str) -> bool:
    rule = line.rule
    return words in f"{rule.id} {line.fields} {rule.message} {rule.source}"


def _told(standard: Standard) -> dict[str, str]:
    """Put every field and rule of an edition into a line."""
    fields = {
        f"栏目 {each.code}": f"{each.title}{'，必填' if each.required else ''}"
        for each in standard.fields
    }
    rules = {
        f"规则 {each.id}": f"{SEVERITIES[each.severity]}：{each.message}（{each.source}）"
        for each in standard.rules
    }
    return fields | rules


def _days(standard: Standard) -> list[date]:
    """List the days on which something of a category changed, the latest first."""
    days = set(editions(RULEBOOK / "standards" / standard.key))
    days |= {since for rule in standard.rules for since, _ in rule.turns}
    return sorted(days, reverse=True)
