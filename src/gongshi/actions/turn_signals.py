"""Turns a kind of signal down, or up again; the program itself does so never."""

from __future__ import annotations

from typing import Final

from django.db import transaction
from django.utils import timezone

from gongshi.clocks.periods import local_day
from gongshi.errors import UnknownName, UsageError, storable
from gongshi.ledger.case_models import SignalSwitch
from gongshi.ledger.models import Office
from gongshi.ledger.switches import HOWS, switches
from gongshi.people import audit
from gongshi.people.models import Person
from gongshi.policy.casework import casework_in_force

#: Of a reason.
MOST_CHARS: Final = 500


def turn(kind: str, how: str, reason: str, person: Person) -> SignalSwitch | None:
    """Say how a kind of signal works from now on.

    Args:
        kind: Key of the rulebook.
        how: Key of `HOWS`.
        reason: Why, up to `MOST_CHARS`.
        person: Who says it.

    Returns:
        What was stored; None where the kind works so already.

    Raises:
        UnknownName: There is no such kind or way.
        UsageError: No reason, or one too long.
    """
    kinds = casework_in_force(local_day(timezone.now())).signals
    if kind not in kinds or how not in HOWS:
        raise UnknownName("unknown_signal", "没有这一类线索，或者没有这种用法。")
    words = " ".join(storable(reason).split())
    if not words:
        raise UsageError("no_reason", "请写明为什么这样调整。")
    if len(words) > MOST_CHARS:
        raise UsageError("long_text", f"最多写 {MOST_CHARS} 字，请写短一些。")
    with transaction.atomic():
        Office.objects.select_for_update().first()
        last = switches().get(kind)
        if (last.how if last else "on") == how:
            return None
        made = SignalSwitch.objects.create(
            kind=kind,
            how=how,
            reason=words,
            made_by=person.login,
            made_name=person.name,
            made_at=timezone.now(),
        )
        audit.record(
            "signal.switch", actor=person.login, target=kind, detail={"how": how}
        )
    return made
