"""The ranking that a bulletin prints: as it was issued, or as it stands."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from gongshi.actions.assess import Assessed, assess
from gongshi.actions.scorecards import as_json
from gongshi.assessment.counts import Counts
from gongshi.assessment.points import printed
from gongshi.bulletin.scores import Scores
from gongshi.clocks.periods import Period
from gongshi.errors import UsageError
from gongshi.ledger.evidence import EvidenceAsked, latest_issue, select_evidence
from gongshi.ledger.facts import standing
from gongshi.ledger.models import IssuedScores
from gongshi.policy.policies import Policy

#: Units named in a note; more are counted.
_MOST_NAMES = 5


def ranking(
    period: Period,
    policy: Policy,
    counted: Mapping[int | None, Mapping[str, Counts]],
) -> Assessed | None:
    """Score and rank the units of a month for its bulletin.

    Args:
        period: The month.
        policy: Of the place.
        counted: Its rows, as `categories_by_head` counts them.

    Returns:
        The scores as they were issued last, else as they stand; None where the place
        does not score.

    Raises:
        UsageError: What was issued is not what the ledger gives today.
    """
    if not policy.assessment or period.is_day:
        return None
    issued = latest_issue(policy.place, period.key)
    assessed = assess(
        period,
        policy.place,
        as_of=issued.as_of if issued else None,
        counted=counted,
    )
    if issued:
        now = json.loads(json.dumps(as_json(assessed)))
        if now["units"] != json.loads(issued.content)["units"]:
            # A bulletin beside other scores of the same month would be wrong either way.
            told = "、".join(_causes(period, policy, issued, now)) or "单位名录改过"
            raise UsageError(
                "scores_differ",
                f"{period.title}的得分印发过（第 {issued.version} 版），现在按同一时刻"
                f"算出来的不同（{told}），请先用 gongshi assess --issue 再印发一版。",
            )
    return assessed


def _causes(
    period: Period, policy: Policy, issued: IssuedScores, now: Mapping[str, Any]
) -> Iterator[str]:
    """Say what has changed since scores were issued, so that they differ."""
    entries = standing(period.start, period.end)
    rows = entries.filter(batch__finished_at__gt=issued.issued_at).count()
    if rows:
        yield f"印发以后又收进 {rows} 行"
    if (issued.policy, issued.rulebook) != (now["policy"], now["rulebook"]):
        yield "规则库改过"
    before = latest_issue(policy.place, period.previous().key)
    if before and before.issued_at > issued.issued_at:
        yield f"{period.previous().title}的得分后来才印发"
    then = json.loads(issued.content)["units"]
    if _listed(then) != _listed(now["units"]):
        yield "单位名录改过"


def _listed(units: Iterable[Mapping[str, Any]]) -> set[tuple[str, str]]:
    return {(each["unit"], each["group"]) for each in units}


def later_papers(
    assessed: Assessed, counted: Mapping[int | None, Mapping[str, Counts]]
) -> Iterator[str]:
    """Say that papers came after the issue, and which issued totals they would change.

    Args:
        assessed: The scores as `ranking` gives them.
        counted: The rows of the month.
    """
    place, period = assessed.policy.place, assessed.period
    issued = latest_issue(place, period.key)
    if issued is None:
        return
    asked = EvidenceAsked(place, period.key, with_replaced=True)
    papers = select_evidence(asked).filter(received_at__gt=issued.as_of).count()
    if not papers:
        return
    fresh = assess(period, place, counted=counted)
    pairs = zip(*(_totals(each) for each in (assessed, fresh)), strict=True)
    changed = [
        f"{unit}印发 {old}，现为 {new}" for (unit, old), (_, new) in pairs if old != new
    ]
    told = "；".join(changed[:_MOST_NAMES]) or "各单位总分不变"
    more = f"等 {len(changed)} 家" if len(changed) > _MOST_NAMES else ""
    yield (
        f"{period.title}的得分印发（第 {issued.version} 版）以后又登记了 {papers} 份材料，"
        f"通报用的是印发的得分：{told}{more}；"
        "要改用现在的，请先用 gongshi assess --issue 再印发一版。"
    )


def _totals(assessed: Assessed) -> list[tuple[str, str]]:
    """Give every unit and its printed total, in order of name."""
    decimals = assessed.assessment.limit("decimals")
    cards = [each.card for each in assessed.ranked]
    return sorted((card.facts.name, printed(card.total, decimals)) for card in cards)


def scores_of(assessed: Assessed) -> Scores:
    """Give the scores as a bulletin prints them."""
    return Scores(
        ranked=assessed.ranked,
        decimals=assessed.assessment.limit("decimals"),
        categories=assessed.assessment.categories,
    )


def few_rows(assessed: Assessed) -> Iterator[str]:
    """Say of which units a rate was taken over so few that it says little."""
    limit = assessed.assessment.limit("small_denominator")
    told = []
    for each in assessed.ranked:
        small = [score.item.title for score in each.card.items if score.is_small]
        if small:
            told.append(f"{each.card.facts.name}（{'、'.join(small)}）")
    if told:
        yield f"以下单位的分母很小（不足 {limit}），得分仅供参考：{'、'.join(told)}。"
