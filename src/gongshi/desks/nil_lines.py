"""Nil returns as the lines of a list, on both desks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from gongshi.clocks.spans import Span
from gongshi.ledger.models import NilReturn
from gongshi.ledger.nil_returns import Declared, with_contradictions
from gongshi.people.models import Person


@dataclass(frozen=True)
class NilLine:
    """One nil return in the list."""

    declared: Declared
    span: Span
    #: Who declared it.
    name: str


def nil_lines(nils: Iterable[NilReturn]) -> list[NilLine]:
    """Lay out nil returns, each with what contradicts it."""
    found = with_contradictions(list(nils))
    logins = {each.nil.declared_by for each in found} - {""}
    known = Person.objects.filter(login__in=logins) if logins else Person.objects.none()
    names = dict(known.values_list("login", "name"))
    return [
        NilLine(
            declared=each,
            span=Span(each.nil.first_day, each.nil.last_day),
            name=names.get(each.nil.declared_by, "命令行"),
        )
        for each in found
    ]
