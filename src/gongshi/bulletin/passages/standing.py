"""The units that are excused from scoring, or criticised by name.

kind = "standing"
standing = "criticised"
groups = ["departments"]
"""

from collections.abc import Sequence

from gongshi.bulletin.figures import Figures, UnitCounts


def choose(
    figures: Figures, *, groups: Sequence[str], standing: str
) -> list[UnitCounts]:
    """Choose the units, in the order of their ranking, group by group.

    Args:
        figures: Of the month, with its scores.
        groups: Keys of the groups.
        standing: Key of a standing of the assessment.
    """
    return figures.of_ranked(groups, lambda each: each.card.standing == standing)
