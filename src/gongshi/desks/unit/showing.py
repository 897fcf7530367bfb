"""What every page of the unit's desk needs: whose desk it is, and what waits there."""

from __future__ import annotations

from functools import cache

from django.http import HttpRequest

from gongshi.actions.review_bulletin import drafts_for
from gongshi.desks.gate import person_of, sight
from gongshi.desks.keys import asked_key
from gongshi.errors import UnknownName
from gongshi.ledger.models import Unit, Unmended
from gongshi.people.notices import unread


def asked_unit(request: HttpRequest) -> Unit | None:
    """Find the unit whose desk is meant.

    Returns:
        The unit in the address where the person sees it, else his own; None for people
        of the office who named none.

    Raises:
        UnknownName: There is no such unit, or he does not see it.
    """
    asked = asked_key(request, "unit")
    me = person_of(request)
    if asked is None:
        return me.unit if me else None
    unit = sight(request).of(Unit.objects.filter(pk=asked)).first()
    if unit is None:
        raise UnknownName("unknown_unit", f"名录里没有编号为 {asked} 的单位。")
    return unit


def waiting(request: HttpRequest) -> dict[str, object]:
    """Give templates what waits for a person: rows of his unit to mend, unread notices, drafts.

    Each is counted when a page shows it.
    """

    @cache
    def to_mend() -> int:
        seen = sight(request).units or frozenset()
        return Unmended.objects.filter(unit__in=seen).count()

    @cache
    def unread_notices() -> int:
        me = person_of(request)
        return unread(me).count() if me else 0

    @cache
    def drafts_waiting() -> int:
        me = person_of(request)
        return drafts_for(me).count() if me else 0

    return {
        "to_mend": to_mend,
        "unread_notices": unread_notices,
        "drafts_waiting": drafts_waiting,
    }


def is_part(request: HttpRequest) -> bool:
    """Tell whether only a part of a page is asked for."""
    return request.headers.get("HX-Request") == "true"
