"""Completeness 完整性: 1 − 瞒报率, what registers hold and the platform does not.

Source: 运信用办〔2021〕25号 二（五）, 得分=（1-瞒报率）×25,
瞒报率=瞒报数据量之和/台账应报送数据量之和: the sums over all registers of the unit and of
those below it that were drawn. Where the assessment has `[assessment.cases]`, a decision
that an examined case proves not to be reported counts as one due and one concealed.

    indicator = "completeness"

    registers with 20 and 30 rows due, 1 and 4 of them concealed → 45/50 of the points
    and one case beside them                                     → 45/51 of the points
"""

from collections.abc import Iterator
from fractions import Fraction

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
    share = None if rate is None else 1 - rate
    return Measure(facts.concealed, facts.due, share, tuple(_losses(facts)))


def _losses(facts: UnitFacts) -> Iterator[Loss]:
    """Part what is concealed: by registers, which may be mended, and by cases."""
    told = tuple(each.number for each in facts.met("register") if each.concealed)
    if rows := facts.concealed_in_registers:
        share = Fraction(rows, facts.due)
        yield Loss(rows, share, share, evidence=told)
    if facts.cases:
        share = Fraction(len(facts.cases), facts.due)
        yield Loss(len(facts.cases), share, share, cases=facts.cases)
