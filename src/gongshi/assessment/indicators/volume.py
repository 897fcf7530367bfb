"""Volume 数据总量: how many rows; ranked, never scored.

Source: 运信用办〔2021〕25号 二（六）, 客观表述并排名，但不予赋分.

    indicator = "volume"
    count = "assessed"
"""

from gongshi.assessment.facts import UnitFacts
from gongshi.assessment.measures import Measure
from gongshi.policy.assessing import Item


def measure(item: Item, facts: UnitFacts, *, count: str) -> Measure:  # noqa: ARG001  # every indicator takes the item
    """Measure it.

    Args:
        item: The item.
        facts: Of the unit.
        count: Name of the count.
    """
    rows = getattr(facts.counts, count)
    return Measure(rows, rows, None, counts_rows=False)
