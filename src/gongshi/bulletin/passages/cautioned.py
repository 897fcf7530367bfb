"""The units for which their ranking has a consequence: warned, or an interview proposed.

kind = "cautioned"
caution = "warned"
groups = ["counties"]
"""

from collections.abc import Sequence

from gongshi.bulletin.figures import Figures, UnitCounts


def choose(
    figures: Figures, *, groups: Sequence[str], caution: str
) -> list[UnitCounts]:
    """Choose the units, the better first, group by group.

    Args:
        figures: Of the month, with its scores.
        groups: Keys of the groups.
        caution: Key of a caution of the assessment.
    """
    return figures.of_ranked(
        groups, lambda ranked: any(each.key == caution for each in ranked.cautions)
    )
