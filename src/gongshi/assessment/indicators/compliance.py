"""Compliance 合规率: the good rows among those that are assessed.

Source: 运信用办〔2021〕25号 二（三）, 得分=合规率×30, 合规率=合规数据量/报送数据总量.

    indicator = "compliance"
    good = "accepted"
    over = "assessed"

    9 good of 12 → 9/12 of the points; each of the other 3 costs 1/12
"""

from gongshi.assessment.counts import rows_of
from gongshi.assessment.facts import UnitFacts
from gongshi.assessment.measures import Loss, Measure, fraction
from gongshi.policy.assessing import Item


def measure(item: Item, facts: UnitFacts, *, good: str, over: str) -> Measure:  # noqa: ARG001  # every indicator takes the item
    """Measure it.

    Args:
        item: The item.
        facts: Of the unit.
        good: Name of the count above the line.
        over: Name of the count below it.
    """
    above, below = getattr(facts.counts, good), getattr(facts.counts, over)
    wrong = fraction(below - above, below)
    losses = (
        (Loss(below - above, wrong, wrong, rows=rows_of("faulty")),) if wrong else ()
    )
    return Measure(above, below, fraction(above, below), losses)
