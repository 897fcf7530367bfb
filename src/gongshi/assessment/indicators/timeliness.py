"""Timeliness 及时性: 1 − 迟报率, the late rows among those that are assessed.

Source: 运信用办〔2021〕25号 二（四）, 得分=（1-迟报率）×30, 迟报率=迟报数据量/报送数据总量.

    indicator = "timeliness"
    bad = "late"
    over = "assessed"

    3 late of 12 → 9/12 of the points; what came late stays late
"""

from fractions import Fraction

from gongshi.assessment.counts import rows_of
from gongshi.assessment.facts import UnitFacts
from gongshi.assessment.measures import Loss, Measure, fraction
from gongshi.policy.assessing import Item


def measure(item: Item, facts: UnitFacts, *, bad: str, over: str) -> Measure:  # noqa: ARG001  # every indicator takes the item
    """Measure it.

    Args:
        item: The item.
        facts: Of the unit.
        bad: Name of the count above the line.
        over: Name of the count below it.
    """
    above, below = getattr(facts.counts, bad), getattr(facts.counts, over)
    rate = fraction(above, below)
    losses = (Loss(above, rate, Fraction(0), rows=rows_of(bad)),) if rate else ()
    return Measure(above, below, None if rate is None else 1 - rate, losses)
