"""Makes a job of every slot that has come: one, however many workers look.

What keeps it to one is the key of the job, kind and slot. So nothing is wrong when two
workers look at once, when the clock goes back over midnight, or when a worker dies in
between. After a time without workers only the latest slot is run; it is told the slot
before, so that a kind which needs each of them can make up for those that were missed.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from django.db import transaction

from gongshi.jobs.enqueue import enqueue
from gongshi.jobs.models import Schedule
from gongshi.jobs.slots import Round, latest_slot


def arrange(rounds: Mapping[str, Round], now: datetime) -> None:
    """Bring the schedule in line with what comes round now.

    Args:
        rounds: Kind → when it comes round. Kinds that are not in it come no more; a
            new one comes first at its next slot.
        now: The present moment.
    """
    with transaction.atomic():
        Schedule.objects.exclude(kind__in=rounds).delete()
        for kind, comes in rounds.items():
            Schedule.objects.update_or_create(
                kind=kind,
                defaults=_columns(comes),
                create_defaults={
                    **_columns(comes),
                    "last_slot": latest_slot(comes, now),
                },
            )


def tick(now: datetime, kinds: Collection[str]) -> None:
    """Enqueue the slots that have come since the last look.

    Args:
        now: The present moment.
        kinds: Those that this worker knows.
    """
    for row in Schedule.objects.filter(kind__in=tuple(kinds)):
        slot = latest_slot(round_of(row), now)
        if slot != row.last_slot:
            _enqueue(row, slot)


def round_of(row: Schedule) -> Round:
    """Say when a row of the schedule comes round."""
    return Round(row.every, row.at, tuple(row.weekdays))


def _enqueue(row: Schedule, slot: str) -> None:
    with transaction.atomic():
        enqueue(row.kind, key=f"{row.kind}:{slot}", slot=slot, after=row.last_slot)
        # Another worker may have gone on already; then its slot stays.
        before = Schedule.objects.filter(pk=row.pk, last_slot=row.last_slot)
        before.update(last_slot=slot)


def _columns(comes: Round) -> dict[str, object]:
    return {"every": comes.every, "at": comes.at, "weekdays": list(comes.weekdays)}
