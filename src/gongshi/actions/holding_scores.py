"""What a policy holds of scores and of the lists of its bulletin, value by value."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Protocol

from gongshi.actions.holding import Holding
from gongshi.assessment.indicators import indicators
from gongshi.bulletin.outline import Outline, Passage, read_outline
from gongshi.policy.assessing import Adjustment, Assessment, Caution, Item, Ranking
from gongshi.policy.assessment_tables import read_assessment
from gongshi.policy.editions import read_edition
from gongshi.policy.policies import Policy, Source
from gongshi.policy.toml import RULEBOOK, Root

#: Key of a limit → what it is, and how its number is told.
_LIMITS = {
    "cap": ("考核总分上限", "{} 分"),
    "floor": ("考核总分下限", "{} 分"),
    "decimals": ("考核得分小数位数", "{} 位，四舍五入"),
    "publish_before_day": ("考核排名通报日期", "次月 {} 日前"),
    "small_denominator": ("考核分母很小", "小于 {} 的注明"),
}
#: Parameter of a list → how it is told; one of a kind of list goes before.
_LISTED = {
    "rated.below": "低于 {}%",
    "rated.at": "正好 {}%",
    "fewest.below": "少于 {} 条",
    "grown.percent": "比上月增长 {}% 以上",
    "grown.at_least": "上月至少 {} 条",
    "most": "前 {} 家",
}
_ORDERS = {"best": "高的在前", "worst": "低的在前"}


class _Sourced(Protocol):
    @property
    def source(self) -> Source: ...
    @property
    def sure(self) -> str: ...


def assessment_holdings(policy: Policy, root: Root = RULEBOOK) -> Iterator[Holding]:
    """Go through what a place says of scores; nothing where it does not score."""
    if not policy.assessment:
        return
    file = _file_of(policy, "assessment", root)
    groups = {each.key: each.title for each in policy.groups}
    assessment = read_assessment(
        policy.assessment, file, indicators=indicators(), groups=list(groups)
    )
    yield from _of_items(assessment, file)
    for adjustment in assessment.adjustments:
        matter = f"考核加减分「{adjustment.title}」"
        yield _holding(matter, _adjusted(adjustment), adjustment, file)
    for ranking in assessment.rankings:
        matter = f"考核排名「{groups[ranking.group]}」"
        yield _holding(matter, _ranked(ranking), ranking, file)
    for caution in assessment.cautions:
        yield _holding(f"考核「{caution.title}」", _followed(caution), caution, file)
    for limit in assessment.limits.values():
        matter, told = _LIMITS[limit.key]
        yield _holding(matter, told.format(limit.value), limit, file)
    for each in assessment.papers.values():
        value = "附文件才算" if each.needs_file else "由审核人登记"
        yield _holding(f"考核证据「{each.title}」", value, each, file)
    if (proof := assessment.cases) is not None:
        told = "一条计应报送一条、瞒报一条，台账已计的除外"
        yield _holding(f"考核计入「{proof.title}」", told, proof, file)
    for each in assessment.standings.values():
        yield _holding("考核无数据的单位", each.title, each, file)


def list_holdings(policy: Policy, root: Root = RULEBOOK) -> Iterator[Holding]:
    """Go through the lists of units that a bulletin names, with their thresholds."""
    if not policy.bulletin:
        return
    file = _file_of(policy, "bulletin", root)
    outline = read_outline(policy.bulletin, file)
    title, sure = (str(policy.bulletin[key]) for key in ("source", "sure"))
    words = {each.key: each.title for each in policy.groups}
    words |= {each.key: each.title for each in policy.categories}
    scopes = {
        scope: "、".join(words[each] for each in categories)
        for scope, categories in outline.scopes.items()
        if scope
    }
    papers = {each.key: each.title for each in policy.papers}
    words |= {key: each.title for key, each in policy.rates.items()} | papers | scopes
    for passage in outline.passages:
        told = _thresholds(passage, words)
        if told:
            source = Source(title, "", "")
            yield Holding(
                f"通报名单「{_opening(outline, passage.key)}」",
                told,
                source,
                sure,
                file,
            )


def _opening(outline: Outline, key: str) -> str:
    """Name a list by the words that go before it in the text."""
    for each in outline.paragraphs:
        before, found, _ = each.text.partition(f"{{{key}}}")
        if found:
            words = re.sub(r"\{[^{}]*\}[.．月份]*", "", re.split("[。；]", before)[-1])
            return words.rstrip("：:，,") or key
    return key


def _of_items(assessment: Assessment, file: str) -> Iterator[Holding]:
    for item in assessment.items:
        yield _holding(f"考核「{item.title}」", _scored(item), item, file)
        for part in item.parts:
            proof = "，附文件才算" if part.needs_file else ""
            value = f"{part.points} 分，由审核人认定{proof}"
            yield _holding(
                f"考核「{item.title}」其中「{part.title}」", value, item, file
            )


def _holding(matter: str, value: str, term: _Sourced, file: str) -> Holding:
    return Holding(matter, value, term.source, term.sure, file)


def _scored(item: Item) -> str:
    if not item.points:
        return "排名，不赋分"
    by = f"，按{item.rate}" if item.rate else ""
    nothing = "，没有可评的按满分计" if item.empty == "full" else ""
    return f"{item.points} 分{by}{nothing}"


def _adjusted(adjustment: Adjustment) -> str:
    times = "每项都计" if adjustment.repeat == "each" else "只计一次"
    whose = f"，只对{'、'.join(adjustment.units)}" if adjustment.units else ""
    # A sign in front would be a formula to a spreadsheet program.
    verb = "加" if adjustment.points > 0 else "扣"
    return f"{verb} {abs(adjustment.points)} 分，{times}{whose}"


def _ranked(ranking: Ranking) -> str:
    return (
        f"{len(ranking.units)} 家，每月抽查 {ranking.draw} 家台账："
        + "、".join(ranking.units)
    )  # fmt: skip


def _followed(caution: Caution) -> str:
    running = f"连续 {caution.running} 次" if caution.running > 1 else ""
    return f"{running}排名后 {caution.bottom} 位"


def _thresholds(passage: Passage, words: Mapping[str, str]) -> str:
    """Tell what a list is chosen by; empty where there is no number to tell."""
    told = []
    for key, value in passage.parameters.items():
        form = _LISTED.get(f"{passage.kind}.{key}") or _LISTED.get(key)
        if form:
            told.append(form.format(value))
        elif isinstance(value, dict):
            told += [
                f"{words.get(each, each)}前 {most} 家" for each, most in value.items()
            ]
    if not told:
        return ""
    groups = passage.parameters.get("groups", [])
    assert isinstance(groups, list)
    whose = "、".join(words.get(each, each) for each in groups)
    measures = [
        words.get(str(passage.parameters[key]), str(passage.parameters[key]))
        for key in ("scope", "rate")
        if key in passage.parameters
    ]
    order = _ORDERS.get(str(passage.parameters.get("order", "")), "")
    return "，".join(each for each in (whose, "".join(measures), order, *told) if each)


def _file_of(policy: Policy, matter: str, root: Root) -> str:
    """Find the file that a table of a policy was read from."""
    for file in policy.files:
        _, place, name = file.removesuffix(".toml").split("/")
        edition = read_edition(place, date.fromisoformat(name), root)
        if getattr(edition, matter) is getattr(policy, matter):
            return file
    raise AssertionError(f"no file of {policy.place} has {matter}")
