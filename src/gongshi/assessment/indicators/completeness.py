"""Completeness 完整性: 1 − 瞒报率, what registers hold and the platform does not.

Source: 运信用办〔2021〕25号 二（五）, 得分=（1-瞒报率）×25,
瞒报率=瞒报数据量之和/台账应报送数据量之和: the sums over all registers of the unit and of
those below it that were drawn.

    indicator = "completeness"

    registers with 20 and 30 rows due, 1 and 4 of them concealed → 45/50 of the points
"""

from gongshi.assessment.facts import UnitFacts
from gongshi.assessment.measures import Loss, Measure, fraction
from gongshi.policy.assessing import Item


def measure(item: Item, facts: UnitFacts) -> Measure:  # noqa: ARG001  # every indicator takes the item
    """Measure it.

    Args:
        item: The item.
        facts: Of the unit; the registers are its evidence.
    """
    rate = fraction(facts.concealed, facts.due)
    told = tuple(each.number for each in facts.met("register") if each.concealed)
    losses = (Loss(facts.concealed, rate, rate, evidence=told),) if rate else ()
    share = None if rate is None else 1 - rate
    return Measure(facts.concealed, facts.due, share, losses)
