"""Keeps filings: the promise that a file is received, before anyone has judged it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from gongshi.clocks.periods import local_day
from gongshi.errors import FileFault
from gongshi.ledger.models import Batch, Filing, FilingDay, Refusal, Unit

#: What has become of a filing.
WAITING, REFUSED, JUDGED = "waiting", "refused", "judged"


@dataclass(frozen=True)
class Brought:
    """A file as it was brought, archived already."""

    #: The unit that brings it; None when every row tells its own.
    unit: Unit | None
    #: Key of the record category.
    category: str
    file_name: str
    #: SM3 of its bytes, and how many there are.
    file_hash: str
    size: int
    received_at: datetime
    channel: str
    brought_by: str = ""
    #: What the sender calls this one act.
    key: str | None = None


def keep_filing(brought: Brought, number: str = "") -> Filing:
    """Keep a filing.

    Args:
        brought: What was brought.
        number: Handed out before; the next of its day when empty.
    """
    with transaction.atomic(savepoint=False):
        return Filing.objects.create(
            number=number or next_number(brought.received_at),
            unit=brought.unit,
            category=brought.category,
            channel=brought.channel,
            file_name=brought.file_name[:255],
            file_hash=brought.file_hash,
            size=brought.size,
            brought_by=brought.brought_by,
            key=brought.key,
            received_at=brought.received_at,
        )


def next_number(received_at: datetime) -> str:
    """Hand out the next number of a day, such as GS-20231205-0001; none is given twice."""
    day = local_day(received_at)
    with transaction.atomic(savepoint=False):
        # The lock is this row's and short; it never waits for rows being entered.
        if not (today := FilingDay.objects.filter(day=day)).update(last=F("last") + 1):
            FilingDay.objects.get_or_create(day=day)
            today.update(last=F("last") + 1)
        last = today.values_list("last", flat=True).get()
    return f"GS-{day:%Y%m%d}-{last:04d}"


def refuse(filing: Filing, fault: FileFault) -> Refusal:
    """Write down why a filing cannot be read; once."""
    return Refusal.objects.get_or_create(
        filing=filing,
        defaults={
            "code": fault.code,
            "text": fault.text,
            "refused_at": timezone.now(),
        },
    )[0]


def state_of(filing: Filing) -> str:
    """Say what has become of a filing: `WAITING`, `REFUSED` or `JUDGED`."""
    if Batch.objects.filter(number=filing.number).exists():
        return JUDGED
    return REFUSED if Refusal.objects.filter(filing=filing).exists() else WAITING
