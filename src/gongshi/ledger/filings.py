"""Keeps filings: the promise that a file is received, before anyone has judged it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from gongshi.clocks.periods import local_day
from gongshi.errors import FileFault
from gongshi.ledger.among import among
from gongshi.ledger.models import Batch, Filing, FilingDay, Refusal, Unit
from gongshi.ledger.seals import seal_rows

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
        filing = _filing(brought, number or next_number(brought.received_at))
        filing.save(force_insert=True)
    return filing


def keep_filings(brought: Sequence[Brought]) -> list[Filing]:
    """Keep filings that came at the same time, numbered in their order."""
    with transaction.atomic(savepoint=False):
        numbers = _next_numbers([local_day(each.received_at) for each in brought])
        filings = list(map(_filing, brought, numbers))
        Filing.objects.bulk_create(filings)
        kept = Filing.objects.filter(among("id", [each.pk for each in filings]))
        seal_rows(kept, are_few=True)
    return filings


def _filing(brought: Brought, number: str) -> Filing:
    return Filing(
        number=number,
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
    return _next_numbers([local_day(received_at)])[0]


def _next_numbers(days: Sequence[date]) -> list[str]:
    """Hand out a number for each of some days, which may be the same."""
    with transaction.atomic(savepoint=False):
        # Sorted, so that no two wait for one another.
        last = {day: _taken(day, count) for day, count in sorted(Counter(days).items())}
    numbers = []
    for day in days:
        last[day] += 1
        numbers.append(f"GS-{day:%Y%m%d}-{last[day]:04d}")
    return numbers


def _taken(day: date, count: int) -> int:
    """Take the next numbers of a day; gives the one before them."""
    today, further = FilingDay.objects.filter(day=day), F("last") + count
    # The lock is this row's and short; it never waits for rows being entered.
    if not today.update(last=further):
        FilingDay.objects.get_or_create(day=day)
        today.update(last=further)
    return today.values_list("last", flat=True).get() - count


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
