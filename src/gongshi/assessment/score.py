"""Scores one unit: the points of every item, what costs them, what is added or taken."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from gongshi.assessment.facts import UnitFacts
from gongshi.assessment.indicators import load_indicator
from gongshi.assessment.measures import Loss, Measure
from gongshi.policy.assessing import Adjustment, Assessment, Item


@dataclass(frozen=True)
class ItemScore:
    """One item of one unit."""

    item: Item
    measure: Measure
    #: None where the item gives none, or the unit is excused from it.
    points: Fraction | None
    #: Whether it is nothing over nothing, and how many points that costs.
    is_empty: bool
    missing: Fraction
    #: Whether so few rows are behind it that one more would change it much.
    is_small: bool

    def cost(self, loss: Loss) -> Fraction:
        """Say how many points a loss takes."""
        return self.item.points * loss.share

    def regained(self, loss: Loss) -> Fraction:
        """Say how many of them can be had back."""
        return self.item.points * loss.regains


@dataclass(frozen=True)
class Adjusted:
    """Points added to a total or taken from it."""

    adjustment: Adjustment
    #: How many cases count, of the evidence there is.
    times: int
    points: int
    evidence: tuple[int, ...]


@dataclass(frozen=True)
class Scorecard:
    """Everything about one unit's score."""

    facts: UnitFacts
    #: Key of a standing of the assessment, or "" for a unit like any other.
    standing: str
    items: tuple[ItemScore, ...]
    adjustments: tuple[Adjusted, ...]
    #: None where the unit is excused.
    total: Fraction | None


def score(assessment: Assessment, facts: UnitFacts) -> Scorecard:
    """Score one unit.

    Args:
        assessment: How.
        facts: Of the unit.

    Returns:
        Exact points; nothing is rounded.

    Source:
        运信用办〔2021〕25号 二 to 六.
    """
    standing = _standing(facts)
    items = tuple(
        _score(each, facts, standing, assessment) for each in assessment.items
    )
    adjusted = tuple(_adjust(each, facts) for each in assessment.adjustments)
    counted = tuple(each for each in adjusted if each.times)
    points = sum((each.points or Fraction(0) for each in items), Fraction(0))
    total = points + sum(each.points for each in counted)
    bounded = min(
        max(total, Fraction(assessment.limit("floor"))),
        Fraction(assessment.limit("cap")),
    )
    return Scorecard(
        facts=facts,
        standing=standing,
        items=items,
        adjustments=counted,
        total=None if standing == "excused" else bounded,
    )


def _standing(facts: UnitFacts) -> str:
    """Tell what a unit is that has no rows, or did not answer when it was drawn."""
    if facts.counts.assessed == 0 and facts.explains_itself():
        return "excused"
    if facts.counts.received == 0 and not facts.shows_register():
        return "criticised"
    return "criticised" if facts.unanswered else ""


def _score(
    item: Item, facts: UnitFacts, standing: str, assessment: Assessment
) -> ItemScore:
    indicator = load_indicator(item.indicator)
    measure: Measure = indicator.measure(item, facts, **item.parameters)
    points = _points(item, measure, standing)
    is_empty = measure.share is None and item.points > 0
    return ItemScore(
        item=item,
        measure=measure,
        points=points,
        is_empty=is_empty,
        missing=_missing(item, points) if is_empty else Fraction(0),
        is_small=measure.counts_rows
        and 0 < measure.denominator < assessment.limit("small_denominator"),
    )


def _points(item: Item, measure: Measure, standing: str) -> Fraction | None:
    if measure.share is not None:
        return item.points * measure.share
    if item.points == 0 or standing == "excused":
        return None
    # Whoever neither files nor answers cannot be taken to have concealed nothing.
    is_full = item.empty == "full" and standing != "criticised"
    return Fraction(item.points if is_full else 0)


def _missing(item: Item, points: Fraction | None) -> Fraction:
    """Say what an empty item costs; whoever is excused loses nothing."""
    return Fraction(0) if points is None else item.points - points


def _adjust(adjustment: Adjustment, facts: UnitFacts) -> Adjusted:
    cases = tuple(each.number for each in facts.met(adjustment.key))
    times = min(len(cases), 1) if adjustment.repeat == "once" else len(cases)
    return Adjusted(adjustment, times, times * adjustment.points, cases)
