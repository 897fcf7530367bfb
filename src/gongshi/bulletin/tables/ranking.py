"""One row per unit of a group in the order of its ranking: place, points, total.

kind = "ranking"
group = "counties"
columns = ["score.rank", "unit", "assessed", "score.compliance", "score.total"]
order = "score.rank"

`score.` stands before what the scores say: rank, total, adjustments, or the key of an
item; a column without it is a count or a rate.
"""

from gongshi.bulletin.document import Run
from gongshi.bulletin.figures import Figures, UnitCounts
from gongshi.bulletin.outline import OutlineTable


def fill(outline: OutlineTable, figures: Figures) -> tuple[tuple[Run, ...], ...]:
    """Give the rows, the best first, those without a place last; there is no total.

    Args:
        outline: Columns and group.
        figures: Of the month, with its scores.
    """
    units = figures.of_ranked([outline.group], lambda _: True)
    return tuple(_row(outline, figures, unit) for unit in units)


def _row(outline: OutlineTable, figures: Figures, unit: UnitCounts) -> tuple[Run, ...]:
    def cell(column: str) -> Run:
        if column == "unit":
            return unit.name
        scope, _, name = column.rpartition(".")
        return figures.of_unit(unit, name, scope)

    return tuple(map(cell, outline.columns))
