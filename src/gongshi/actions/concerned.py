"""Whom an adjustment of the assessment can concern: some name their units."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from gongshi.errors import UsageError
from gongshi.ledger.models import Unit
from gongshi.policy.assessing import Assessment


def refuse_others(
    assessment: Assessment | None, kinds: Collection[str], units: Sequence[Unit]
) -> None:
    """Refuse adjustments that cannot concern a unit.

    Args:
        assessment: Names the adjustments there are.
        kinds: Keys of adjustments, among others.
        units: Whom they would be granted.

    Raises:
        UsageError: One of them names other units.
    """
    for each in assessment.adjustments if assessment else ():
        if each.key not in kinds or not each.units:
            continue
        for unit in units:
            if not {unit.name, *unit.aliases} & set(each.units):
                raise UsageError(
                    "other_unit",
                    f"「{each.title}」的责任单位是{'、'.join(each.units)}，"
                    f"不是「{unit.name}」；如是同一单位，请在名录里给它加上这个别名。",
                )
