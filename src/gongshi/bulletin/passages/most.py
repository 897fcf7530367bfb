"""The units with most rows, group by group.

kind = "most"
count = "assessed"
each = { counties = 4, departments = 4 }
"""

from collections.abc import Mapping

from gongshi.bulletin.figures import WHOLE, Figures, UnitCounts


def choose(
    figures: Figures, *, count: str, each: Mapping[str, int], scope: str = WHOLE
) -> list[UnitCounts]:
    """Choose the first so many of each group; units without rows are never among them.

    Args:
        figures: Of the month.
        count: Which count.
        each: Key of the group → how many units.
        scope: Which categories.
    """
    chosen: list[UnitCounts] = []
    for group, most in each.items():
        ranked = sorted(
            figures.of_group(group),
            key=lambda unit: -figures.count(unit, count, scope),
        )
        chosen += [unit for unit in ranked if figures.count(unit, count, scope)][:most]
    return chosen
