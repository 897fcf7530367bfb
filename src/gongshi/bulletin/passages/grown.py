"""The units whose rows grew markedly against the month before.

kind = "grown"
count = "assessed"
groups = ["counties", "departments"]
percent = 30
at_least = 20
"""

from collections.abc import Sequence

from gongshi.bulletin.figures import WHOLE, Figures, UnitCounts


def choose(
    figures: Figures,
    *,
    count: str,
    groups: Sequence[str],
    percent: int,
    at_least: int,
    scope: str = WHOLE,
) -> list[UnitCounts]:
    """Choose the units, those with most rows first.

    Args:
        figures: Of the month.
        count: Which count.
        groups: Keys of the groups.
        percent: Growth over the month before, at least.
        at_least: Rows of the month before; a smaller base says nothing.
        scope: Which categories.
    """

    def has_grown(unit: UnitCounts) -> bool:
        now = figures.count(unit, count, scope)
        before = figures.count_before(unit, count, scope)
        return before >= at_least and (now - before) * 100 >= before * percent

    units = [unit for group in groups for unit in figures.of_group(group)]
    grown = [unit for unit in units if has_grown(unit)]
    return sorted(grown, key=lambda unit: -figures.count(unit, count, scope))
