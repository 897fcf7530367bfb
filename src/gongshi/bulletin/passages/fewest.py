"""The units with fewer rows than so many, those without any first.

kind = "fewest"
count = "assessed"
groups = ["counties"]
at_least = 1
below = 20
"""

from collections.abc import Sequence

from gongshi.bulletin.figures import WHOLE, Figures, UnitCounts


def choose(
    figures: Figures,
    *,
    count: str,
    groups: Sequence[str],
    below: int,
    at_least: int = 0,
    scope: str = WHOLE,
) -> list[UnitCounts]:
    """Choose the units, fewest rows first.

    Args:
        figures: Of the month.
        count: Which count.
        groups: Keys of the groups.
        below: Rows; a unit with as many or more is not among them.
        at_least: Rows; a unit with fewer is not among them. 0 takes the silent ones too.
        scope: Which categories.
    """
    units = [unit for group in groups for unit in figures.of_group(group)]
    few = [
        unit for unit in units if at_least <= figures.count(unit, count, scope) < below
    ]
    return sorted(few, key=lambda unit: figures.count(unit, count, scope))
