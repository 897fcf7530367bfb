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
from gongshi.ledger.history import units_on
from gongshi.ledger.models import NilReturn
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
    found = _pairs(before)
    cases = Case.objects.in_bulk({case for _, case, _ in found})
    return [Refutation(nil, cases[case], day) for nil, case, day in found]


def refuted_nils(before: datetime) -> set[int]:
    """Give the ids of the nil returns that `refuted` finds."""
    return {nil.pk for nil, _, _ in _pairs(before)}


def _pairs(before: datetime) -> list[tuple[NilReturn, int, date]]:
    """Find each nil return, the id of a case that refutes it, and the day decided on."""
    cases = _telling(before)
    if not cases:
        return []
    above = {pk: unit.parent_id for pk, unit in units_on().items()}
    nils: dict[int, list[NilReturn]] = {}
    for nil in NilReturn.objects.select_related("unit").filter(
        declared_at__lt=before,
        first_day__lte=max(day for *_, day in cases),
        last_day__gte=min(day for *_, day in cases),
    ):
        nils.setdefault(nil.unit_id, []).append(nil)
    return [
        (nil, case, day)
        for case, unit, category, day in cases
        for top in _up(unit, above)
        for nil in nils.get(top, ())
        if category in ("", nil.category) and nil.first_day <= day <= nil.last_day
    ]


def _telling(before: datetime) -> list[tuple[int, int | None, str, date]]:
    """List id, unit, category and day of the cases that know of a decision."""
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
    cases = cases.exclude(state__verdict__in=harmless).order_by("pk").distinct()
    # Pages ask this: of hundreds of cases only what the search needs.
    found = cases.values_list("pk", "unit_id", "category", "decided_on")
    return [(pk, unit, category, day) for pk, unit, category, day in found if day]


def _up(unit: int | None, above: Mapping[int, int | None]) -> set[int]:
    """Give a unit and all that it counts towards."""
    seen: set[int] = set()
    while unit is not None and unit not in seen:
        seen.add(unit)
        unit = above[unit]
    return seen
