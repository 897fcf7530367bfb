"""The rows that a unit has to mend, the most urgent first."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, Count, F, Q, QuerySet, When

from gongshi.clocks.periods import local_day
from gongshi.desks.showing import Desk
from gongshi.desks.telling import Told, told
from gongshi.desks.unit.day_cells import Clock, clock_of
from gongshi.ledger.models import Entry, Finding, Unmended
from gongshi.policy.calendars import load_calendar
from gongshi.policy.standards import load_standard


@dataclass(frozen=True)
class ToMend:
    """One returned row, its first fault and its clock."""

    entry: Entry
    fault: Told | None
    #: Faults beside the first.
    more: int
    clock: Clock


def waiting_of(units: Collection[int], today: date) -> QuerySet[Unmended]:
    """Select the returned rows of some units that nobody has mended.

    Returns:
        Those that can still come in time first, the earliest due first; then those whose
        day has passed, the latest first; then those without a day.
    """
    waiting = Unmended.objects.filter(unit__in=units)
    is_open = Q(due_on__gte=today)
    order = Case(When(is_open, then=0), When(due_on=None, then=2), default=1)
    due_first = Case(When(is_open, then=F("due_on")))
    return waiting.annotate(turn=order, soon=due_first).order_by(
        "turn", F("soon").asc(nulls_last=True), "-due_on", "pk"
    )


def count_waiting(waiting: QuerySet[Unmended], today: date) -> tuple[int, int]:
    """Count returned rows, and those of them whose day has passed."""
    found = waiting.order_by().aggregate(
        rows=Count("pk"), overdue=Count("pk", filter=Q(due_on__lt=today))
    )
    return found["rows"], found["overdue"]


def first_of(waiting: QuerySet[Unmended], most: int) -> list[Entry]:
    """Read the first of many rows; only these are read whole."""
    ids = list(waiting.values_list("pk", flat=True)[:most])
    found = Entry.objects.select_related("unit", "batch").in_bulk(ids)
    return [found[pk] for pk in ids]


def to_mend(entries: Collection[Entry], here: Desk) -> list[ToMend]:
    """Tell some returned rows with their faults and clocks."""
    found: dict[int, list[Finding]] = {}
    faults = Finding.objects.filter(entry__in=[each.pk for each in entries])
    for finding in faults.filter(severity="return").order_by("pk"):
        found.setdefault(finding.entry_id, []).append(finding)
    calendar = load_calendar()
    return [
        ToMend(
            entry=entry,
            fault=_told(entry, found.get(entry.pk, [])),
            more=max(len(found.get(entry.pk, [])) - 1, 0),
            clock=clock_of(entry, here.policy, calendar, here.today),
        )
        for entry in entries
    ]


def _told(entry: Entry, findings: list[Finding]) -> Told | None:
    if not findings:
        return None
    return told(
        findings[0], load_standard(entry.category, local_day(entry.received_at))
    )
