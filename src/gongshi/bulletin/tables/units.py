"""One row per unit of a group: number, name, counts and rates, and a total.

kind = "units"
group = "departments"
columns = ["number", "unit", "assessed", "late", "late_rate", "licence.accepted_rate"]
order = "assessed"

A column before whose name a scope stands counts the categories of that scope alone.
"""

from gongshi.bulletin.document import Run
from gongshi.bulletin.figures import Figures, UnitCounts
from gongshi.bulletin.outline import OutlineTable


def fill(outline: OutlineTable, figures: Figures) -> tuple[tuple[Run, ...], ...]:
    """Give the rows, most of the ordering count first, ties in register order.

    Args:
        outline: Columns, group and order.
        figures: Of the month.

    Returns:
        One row per unit of the group, those without rows included, and the total.
    """
    units = sorted(
        figures.of_group(outline.group),
        key=lambda unit: -figures.count(unit, *_measure(outline.order)),
    )
    rows = [_row(outline, figures, *each) for each in enumerate(units, 1)]
    return (*rows, _total(outline, figures)) if outline.total else tuple(rows)


def _measure(column: str) -> tuple[str, str]:
    """Part a column into its measure and its scope."""
    scope, _, name = column.rpartition(".")
    return name, scope


def _row(
    outline: OutlineTable, figures: Figures, number: int, unit: UnitCounts
) -> tuple[Run, ...]:
    is_empty = not figures.count(unit, *_measure(outline.order))

    def cell(column: str) -> Run:
        if column == "number":
            return str(number)
        if column == "unit":
            return unit.name
        if is_empty and column in outline.dashed:
            return "-"
        return figures.of_unit(unit, *_measure(column))

    return tuple(cell(column) for column in outline.columns)


def _total(outline: OutlineTable, figures: Figures) -> tuple[Run, ...]:
    def cell(place: int, column: str) -> Run:
        if column in ("number", "unit"):
            return "" if place else outline.total
        return figures.of_groups([outline.group], *_measure(column))

    return tuple(cell(*each) for each in enumerate(outline.columns))
