"""The units that have any rows of a kind, such as late ones.

kind = "having"
count = "late"
groups = ["departments", "counties"]
"""

from collections.abc import Sequence

from gongshi.bulletin.figures import WHOLE, Figures, UnitCounts


def choose(
    figures: Figures, *, count: str, groups: Sequence[str], scope: str = WHOLE
) -> list[UnitCounts]:
    """Choose the units, those with most such rows first.

    Args:
        figures: Of the month.
        count: Which count.
        groups: Keys of the groups.
        scope: Which categories.
    """
    units = [unit for group in groups for unit in figures.of_group(group)]
    having = [unit for unit in units if figures.count(unit, count, scope)]
    return sorted(having, key=lambda unit: -figures.count(unit, count, scope))
