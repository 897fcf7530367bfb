"""Decided 审核认定: parts that a reviewer grants on the papers shown, whole or not at all.

Source: 运信用办〔2021〕25号 二（一）（二）, 公开目录得 5 分，完整公示信息得 5 分.

    indicator = "decided"

    one of two parts of 5 points granted → 5 of 10
"""

from fractions import Fraction

from gongshi.assessment.facts import UnitFacts
from gongshi.assessment.measures import Loss, Measure
from gongshi.policy.assessing import Item, Part


def measure(item: Item, facts: UnitFacts) -> Measure:
    """Measure it.

    Args:
        item: The item with its parts.
        facts: Of the unit; a decision about a unit below it is not one about it.
    """
    lacking = [part for part in item.parts if not _is_granted(part, facts)]
    points = item.points - sum(part.points for part in lacking)
    losses = tuple(_loss(part, item, facts) for part in lacking)
    share = Fraction(points, item.points)
    return Measure(points, item.points, share, losses, counts_rows=False)


def _is_granted(part: Part, facts: UnitFacts) -> bool:
    return any(each.unit == facts.name for each in facts.met(part.key))


def _loss(part: Part, item: Item, facts: UnitFacts) -> Loss:
    share = Fraction(part.points, item.points)
    refused = tuple(each.number for each in facts.evidence if each.kind == part.key)
    return Loss(1, share, share, title=part.title, evidence=refused)
