"""The units in the first places of their ranking.

kind = "ranked"
groups = ["counties"]
most = 3

Equal totals share a place, so there may be more; whoever is excused or criticised, and
whoever has no points, is not among them.
"""

from collections.abc import Sequence

from gongshi.bulletin.figures import Figures, UnitCounts


def choose(figures: Figures, *, groups: Sequence[str], most: int) -> list[UnitCounts]:
    """Choose the units, the best first, group by group.

    Args:
        figures: Of the month, with its scores.
        groups: Keys of the groups.
        most: The first so many places.
    """
    return figures.of_ranked(
        groups,
        lambda each: (
            each.rank is not None
            and each.rank <= most
            and not each.card.standing
            and bool(each.card.total)
        ),
    )
