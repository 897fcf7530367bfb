"""The scores of a month as a bulletin prints them: points, places and what follows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gongshi.assessment.points import printed
from gongshi.assessment.rank import Ranked
from gongshi.assessment.score import ItemScore

#: What is told of a unit beside its items.
RANK, TOTAL, ADJUSTMENTS = "rank", "total", "adjustments"
#: Printed where a unit has no place or no points.
_NONE = "-"


@dataclass(frozen=True)
class Scores:
    """The scores of every ranked unit of one month."""

    #: Group by group, the best first.
    ranked: Sequence[Ranked]
    #: Places of printed points.
    decimals: int
    #: Keys of the categories whose rows were scored.
    categories: Sequence[str]

    def of_groups(self, groups: Sequence[str]) -> list[Ranked]:
        """List the units of some groups, group by group, the best first."""
        return [
            each
            for group in groups
            for each in self.ranked
            if each.card.facts.group == group
        ]

    def told(self, unit: str, name: str) -> tuple[str, Mapping[str, object]]:
        """Print one thing about a unit's score.

        Args:
            unit: Its name; one that is not ranked has "-" everywhere.
            name: rank, total, adjustments, or the key of an item: its points, or its
                place where it is ranked by itself and gives none.

        Returns:
            As printed, and the rows that cost points, in the words of `gongshi rows`;
            empty where it is no rows.
        """
        found = next((e for e in self.ranked if e.card.facts.name == unit), None)
        if found is None:
            return _NONE, {}
        if name == RANK:
            return (_NONE if found.rank is None else str(found.rank)), {}
        if name == TOTAL:
            return printed(found.card.total, self.decimals), {}
        if name == ADJUSTMENTS:
            points = sum(each.points for each in found.card.adjustments)
            return printed(points, self.decimals), {}
        return self._item(found, name)

    def _item(self, ranked: Ranked, key: str) -> tuple[str, Mapping[str, object]]:
        if key in ranked.places:
            return str(ranked.places[key]), {}
        score = _score(ranked, key)
        costly = [loss.rows for loss in score.measure.losses if loss.rows]
        return printed(score.points, self.decimals), costly[0] if costly else {}


def _score(ranked: Ranked, key: str) -> ItemScore:
    items = {each.item.key: each for each in ranked.card.items}
    assert key in items, f"no item {key}; there are {', '.join(items)}"
    return items[key]
