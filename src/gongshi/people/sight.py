"""What a person sees: the one place that every list and every page asks.

The office sees all units, a unit sees itself and what counts towards it, everybody else
sees none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from gongshi.ledger.case_models import Case
from gongshi.ledger.caseload import with_units
from gongshi.ledger.models import (
    Batch,
    Entry,
    Evidence,
    Filing,
    Finding,
    Letter,
    NilReturn,
    Record,
    Refusal,
    Unit,
    Withdrawal,
    WithdrawalRequest,
)
from gongshi.ledger.pages import tree_of
from gongshi.ledger.register_models import RegisterCheck
from gongshi.people.models import Notice, Person
from gongshi.people.rights import READ_OFFICE, READ_UNIT, may

M = TypeVar("M", bound=Model)

_OF_ENTRY = "entry__unit"
_ASKED = "asked_id"
#: Table → the way from a row to its unit. A table that is missing cannot be scoped.
_UNIT_OF: dict[type[Model], str] = {
    Unit: "pk",
    Entry: "unit",
    Batch: "unit",
    Filing: "unit",
    Refusal: "filing__unit",
    Finding: _OF_ENTRY,
    Record: _OF_ENTRY,
    Evidence: "unit",
    Letter: "unit",
    NilReturn: "unit",
    Withdrawal: _OF_ENTRY,
    WithdrawalRequest: _OF_ENTRY,
    # What was never dispatched to it, or went to another unit since, it does not see.
    Case: _ASKED,
    Notice: "unit",
    RegisterCheck: "unit",
}


@dataclass(frozen=True)
class Sight:
    """The units that a person sees."""

    #: Their ids; None = all, and rows of no known unit too.
    units: frozenset[int] | None

    def holds(self, unit_id: int | None) -> bool:
        """Tell whether a unit is seen; what belongs to no unit is the office's."""
        return self.units is None or unit_id in self.units

    def of(self, rows: QuerySet[M]) -> QuerySet[M]:
        """Keep the rows whose unit is seen.

        Args:
            rows: Of any table of `_UNIT_OF`.

        Raises:
            KeyError: Of another table; nobody decided who may see that.
        """
        way = _UNIT_OF[rows.model]
        if self.units is None:
            return rows
        if way == _OF_ENTRY:
            # Asked of each row: joined, a database may begin with all entries there are.
            mine = Entry.objects.filter(pk=OuterRef("entry"), unit__in=self.units)
            return rows.filter(Exists(mine))
        if way == _ASKED:
            rows = with_units(rows)
        return rows.filter(**{f"{way}__in": self.units})


#: Sees everything: the command line, where no one logs in.
ALL = Sight(None)
_NOTHING = Sight(frozenset())


def sight_of(person: Person) -> Sight:
    """Find what a person sees."""
    if may(person.role, READ_OFFICE):
        return ALL
    if not may(person.role, READ_UNIT) or person.unit_id is None:
        return _NOTHING
    return Sight(frozenset(tree_of(person.unit_id)))


def notices_of(person: Person) -> QuerySet[Notice]:
    """Select what a person is told: himself, or his own unit."""
    mine = Q(person=person)
    if person.unit_id is not None:
        mine |= Q(unit=person.unit_id)
    return Notice.objects.filter(mine)
