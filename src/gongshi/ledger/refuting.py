"""Nil returns that do not hold: a decision of their period has come to light since.

nil return for 5 to 11 September; a newspaper of 20 September tells of a penalty of the
8th -> the nil return does not stop the clock of silence any more
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from gongshi.clocks.periods import local_day
from gongshi.ledger.case_models import Case
from gongshi.ledger.models import NilReturn, Unit
from gongshi.policy.casework import casework_in_force

#: Signals about a unit's silence tell of no decision.
_OF_NO_DECISION = ("silence", "quiet", "contradiction")


@dataclass(frozen=True)
class Refutation:
    """A nil return, and the case of a decision of its period."""

    nil: NilReturn
    case: Case
    decided_on: date


def refuted(before: datetime) -> list[Refutation]:
    """Find the nil returns of whose period and category a case knows a decision.

    A row that came later needs no case: it was heard later than the nil return.

    Args:
        before: Cases opened, and nil returns declared, before this moment.

    Returns:
        Each nil return with each such case, oldest case first. A case whose verdict was
        that nothing had to be reported refutes nothing.
    """
    cases = _telling(before)
    days = [each.decided_on for each in cases if each.decided_on]
    if not days:
        return []
    above = dict(Unit.objects.values_list("pk", "parent_id"))
    of_case = {each.pk: _up(each.unit_id, above) for each in cases}
    nils = NilReturn.objects.select_related("unit").filter(
        declared_at__lt=before,
        unit__in=set().union(*of_case.values()),
        first_day__lte=max(days),
        last_day__gte=min(days),
    )
    return [
        Refutation(nil, case, day)
        for case, day in zip(cases, days, strict=True)
        for nil in nils
        if nil.unit_id in of_case[case.pk]
        and case.category in ("", nil.category)
        and nil.first_day <= day <= nil.last_day
    ]


def _telling(before: datetime) -> list[Case]:
    terms = casework_in_force(local_day(before))
    harmless = [each.key for each in terms.verdicts.values() if not each.proves]
    kinds = [key for key in terms.signals if key not in _OF_NO_DECISION]
    cases = Case.objects.filter(
        opened_at__lt=before,
        unit__isnull=False,
        decided_on__isnull=False,
        signals__kind__in=kinds,
    )
    cases = cases.exclude(state__state="merged")
    cases = cases.exclude(state__verdict__in=harmless)
    return list(cases.order_by("pk").distinct())


def _up(unit: int | None, above: Mapping[int, int | None]) -> set[int]:
    """Give a unit and all that it counts towards."""
    seen: set[int] = set()
    while unit is not None and unit not in seen:
        seen.add(unit)
        unit = above[unit]
    return seen
