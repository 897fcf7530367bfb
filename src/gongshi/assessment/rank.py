"""Ranks the units of each group, and finds those in its last places."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from gongshi.assessment.score import Scorecard
from gongshi.policy.assessing import Assessment, Caution


@dataclass(frozen=True)
class Ranked:
    """One unit in the ranking of its group."""

    card: Scorecard
    #: From 1; the same for equal totals, after which as many numbers are left out.
    #: None where the unit has no total.
    rank: int | None
    #: 1 = last, the same for equal totals; None for the first place and the unranked.
    from_bottom: int | None
    cautions: tuple[Caution, ...]
    #: Key of an item that is ranked by itself, not scored → its rank there.
    places: Mapping[str, int]


def rank(assessment: Assessment, cards: Sequence[Scorecard]) -> tuple[Ranked, ...]:
    """Rank units.

    Args:
        assessment: Its rankings and cautions.
        cards: Of all units, any order; those of no ranked group are left out.

    Returns:
        Group by group in the order of the assessment; in each the best first, ties in
        register order, and those without a total last.
    """
    ranked = []
    for ranking in assessment.rankings:
        members = [each for each in cards if each.facts.group == ranking.group]
        totals = sorted(each.total for each in members if each.total is not None)
        placed = [_rank(assessment, each, members, totals) for each in members]
        ranked += sorted(placed, key=_order)
    return tuple(ranked)


def _rank(
    assessment: Assessment,
    card: Scorecard,
    members: Sequence[Scorecard],
    totals: Sequence[Fraction],
) -> Ranked:
    place = last = None
    if card.total is not None:
        place = 1 + len(totals) - bisect_right(totals, card.total)
        # Whoever shares the first place is not at the bottom, however few there are.
        last = None if place == 1 else 1 + bisect_left(totals, card.total)
    history = (last, *card.facts.earlier)
    return Ranked(
        card=card,
        rank=place,
        from_bottom=last,
        cautions=tuple(each for each in assessment.cautions if _holds(each, history)),
        places=_places(card, members),
    )


def _holds(caution: Caution, history: Sequence[int | None]) -> bool:
    """Tell whether a unit was in the last places so many times running."""
    latest = history[: caution.running]
    return len(latest) == caution.running and all(
        place is not None and place <= caution.bottom for place in latest
    )


def _places(card: Scorecard, members: Sequence[Scorecard]) -> dict[str, int]:
    places = {}
    for at, score in enumerate(card.items):
        if score.item.points == 0:
            counts = [each.items[at].measure.numerator for each in members]
            own = score.measure.numerator
            places[score.item.key] = 1 + sum(other > own for other in counts)
    return places


def _order(each: Ranked) -> tuple[bool, Fraction, int]:
    total = each.card.total
    return (total is None, -(total or Fraction(0)), each.card.facts.position)
