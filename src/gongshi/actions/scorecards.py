"""Scores as an answer: what is printed, explained and frozen when they are issued."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from gongshi.assessment.measures import Loss
from gongshi.assessment.points import printed
from gongshi.assessment.rank import Ranked
from gongshi.assessment.score import Adjusted, ItemScore

if TYPE_CHECKING:
    from gongshi.actions.assess import Assessed


def as_json(assessed: Assessed) -> dict[str, object]:
    """Give everything about the scores of a month.

    Returns:
        Points as printed texts, counts as whole numbers; the same scores give the same
        answer. `gongshi assess --format json` prints it.
    """
    assessment = assessed.assessment
    return {
        "title": assessment.title,
        "place": assessed.policy.place,
        "period": assessed.period.key,
        "policy": f"{assessed.policy.place}@{assessed.policy.edition}",
        "rulebook": assessed.rulebook,
        "as_of": assessed.as_of.isoformat(),
        "provisional": assessed.is_provisional,
        "publish_before": str(assessed.publish_before),
        "supposed": dict(assessed.supposed),
        "notes": list(assessed.notes),
        "units": [of_unit(assessed, each) for each in assessed.ranked],
    }


def of_unit(assessed: Assessed, ranked: Ranked) -> dict[str, object]:
    """Give everything about the scores of one unit, as `as_json` has it."""
    card, assessment = ranked.card, assessed.assessment
    standing = assessment.standings.get(card.standing)
    return {
        "unit": card.facts.name,
        "group": card.facts.group,
        "rank": ranked.rank,
        "from_bottom": ranked.from_bottom,
        "total": _points(assessed, card.total),
        "standing": card.standing,
        "standing_title": standing.title if standing else "",
        "unanswered": list(card.facts.unanswered),
        "cautions": [
            {"key": each.key, "title": each.title} for each in ranked.cautions
        ],
        "items": [_item(assessed, ranked, each) for each in card.items],
        "adjustments": [_adjustment(each) for each in card.adjustments],
    }


def _item(assessed: Assessed, ranked: Ranked, score: ItemScore) -> dict[str, object]:
    return {
        "key": score.item.key,
        "title": score.item.title,
        "full": score.item.points,
        "points": _points(assessed, score.points),
        "numerator": score.measure.numerator,
        "denominator": score.measure.denominator,
        "rate": score.item.rate,
        "small": score.is_small,
        "rank": ranked.places.get(score.item.key),
        "nothing": _nothing(score, ranked.card.standing),
        "missing": _points(assessed, score.missing),
        "losses": [
            _loss(assessed, ranked, score, each) for each in score.measure.losses
        ],
    }


def _nothing(score: ItemScore, standing: str) -> str:
    if not score.is_empty:
        return ""
    return score.item.nothing_by_standing.get(standing, score.item.nothing)


def _loss(
    assessed: Assessed, ranked: Ranked, score: ItemScore, loss: Loss
) -> dict[str, object]:
    item = score.item
    proof = assessed.assessment.cases if loss.cases else None
    if proof is not None:
        item = replace(item, loss=proof.title, regain=proof.regain, closed=proof.regain)
    is_closed = not assessed.is_provisional and item.closed != item.regain
    return {
        "title": loss.title or item.loss,
        "why": item.loss if loss.title else "",
        "count": loss.count,
        "points": _points(assessed, score.cost(loss)),
        "regains": _points(assessed, 0 if is_closed else score.regained(loss)),
        "advice": item.closed if is_closed else item.regain,
        "query": _query(assessed, ranked, loss),
        "evidence": list(loss.evidence),
        # Scores that were issued before cases counted stay what they are.
        **({"cases": list(loss.cases)} if loss.cases else {}),
    }


def _query(assessed: Assessed, ranked: Ranked, loss: Loss) -> dict[str, object]:
    """Say which rows, in the words of `gongshi rows`."""
    if not loss.rows:
        return {}
    return {
        "period": assessed.period.key,
        "unit": ranked.card.facts.name,
        "category": ",".join(assessed.assessment.categories),
        **loss.rows,
    }


def _adjustment(adjusted: Adjusted) -> dict[str, object]:
    return {
        "key": adjusted.adjustment.key,
        "title": adjusted.adjustment.title,
        "times": adjusted.times,
        "points": str(adjusted.points),
        "evidence": list(adjusted.evidence),
    }


def _points(assessed: Assessed, points: Fraction | int | None) -> str:
    return printed(points, assessed.assessment.limit("decimals"))
