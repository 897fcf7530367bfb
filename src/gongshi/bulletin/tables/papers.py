"""One row per paper of the month: number, unit, and what the paper says.

kind = "papers"
columns = ["number", "unit", "platform.name"]
order = "platform.number"

The scope of `order` is the kind of paper; `platform.number` is the order in which they
were kept, `platform.unit` that of the register. Without a group it lists all units of the
bulletin. A column of a count is a figure that opens its paper.
"""

from __future__ import annotations

from datetime import date

from gongshi.bulletin.document import Figure, Run
from gongshi.bulletin.figures import Figures
from gongshi.bulletin.outline import OutlineTable
from gongshi.bulletin.papers import KeptPaper, Papers
from gongshi.policy.papers import COUNT, DAY

#: That of keeping, and that of the register of units.
_ORDERS = ("number", "unit")


def fill(outline: OutlineTable, figures: Figures) -> tuple[tuple[Run, ...], ...]:
    """Give the rows; there is no total.

    Args:
        outline: Columns, order and group.
        figures: Of the month, with its papers.
    """
    kind, _, order = outline.order.rpartition(".")
    assert order in _ORDERS, f"papers are in no order {order}"
    papers = figures.papers[kind]
    kept = papers.of_month(figures.period.key, outline.group)
    if order == "unit":
        positions = {unit.name: unit.position for unit in figures.units}
        kept.sort(key=lambda each: positions[each.top])
    return tuple(
        tuple(_cell(papers, each, column, number) for column in outline.columns)
        for number, each in enumerate(kept, 1)
    )


def _cell(papers: Papers, kept: KeptPaper, column: str, number: int) -> Run:
    if column == "number":
        return str(number)
    if column == "unit":
        return kept.unit
    key = column.rpartition(".")[2]
    kind = {field.key: field.kind for field in papers.paper.fields}[key]
    value = kept.values.get(key)
    if value is None:
        return ""
    if kind == DAY:
        day = date.fromisoformat(str(value))
        return f"{day.year}年{day.month}月{day.day}日"
    if kind == COUNT:
        return Figure(str(value), papers.query(kept.period, number=kept.number))
    return str(value)
