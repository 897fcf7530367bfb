"""Receives a file: read, check, keep, judge and enter, and only then a receipt."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from django.db import DatabaseError, transaction
from django.utils import timezone

from gongshi.actions.judging import judge_file
from gongshi.actions.setting_up import office
from gongshi.assessment.counts import Counts
from gongshi.checks.findings import RuleCount, count_rules
from gongshi.clocks.periods import local_day
from gongshi.errors import NotReceived, UsageError
from gongshi.ledger import archive
from gongshi.ledger.enter import Arrival, Entered, Outrun, attempts, enter
from gongshi.ledger.filings import Brought, keep_filing, next_number
from gongshi.ledger.models import Batch
from gongshi.ledger.refusals import why
from gongshi.ledger.units import load_register
from gongshi.policy.standards import load_standard

#: What stands for a unit when every row names its own.
AUTO = "auto"


@dataclass(frozen=True)
class Receipt:
    """Proof of what was received, given when all of it is durable."""

    batch: Batch
    counts: Counts
    #: Commonest first.
    rules: tuple[RuleCount, ...]
    #: Lines below the table that are no records: (row number, what they say).
    footers: tuple[tuple[int, str], ...] = ()


def receive(
    content: bytes,
    *,
    file_name: str,
    category: str,
    unit: str = AUTO,
    received_at: datetime | None = None,
    channel: str = "file",
) -> Receipt:
    """Receive one file.

    Args:
        content: The bytes as they came.
        file_name: Their name.
        category: Key or title of the record category.
        unit: Name or code of the reporting unit, or "auto".
        received_at: Aware moment; now when absent.
        channel: How it came.

    Returns:
        The receipt; file, batch, entries, findings and records are on disk by then.

    Raises:
        FileFault: The file cannot be read; nothing was stored.
        UnknownName: There is no such unit or category; nothing was stored.
        NotReady: The ledger was not set up.
    """
    received_at = moment_of(received_at)
    office()
    key = load_standard(category, local_day(received_at)).key
    reporter = None if unit == AUTO else load_register().find(unit)
    arrival = judge_file(
        content,
        file_name=file_name,
        category=key,
        reporter=reporter,
        received_at=received_at,
    )
    brought = Brought(
        unit=reporter,
        category=key,
        file_name=file_name,
        file_hash=arrival.file.file_hash,
        size=len(content),
        received_at=received_at,
        channel=channel,
    )
    try:
        archive.keep(content, brought.file_hash)
        return _receipt(_entered(arrival, brought), arrival.file.footers)
    except (OSError, DatabaseError) as error:
        raise NotReceived(
            "not_received",
            f"没有收到「{file_name}」：台账写不进去（{why(error)}），"
            "什么都没有存，请稍后再报送，或请管理员看磁盘和数据库。",
        ) from error


def moment_of(received_at: datetime | None) -> datetime:
    """Give the moment of receipt: now when absent.

    Raises:
        UsageError: It is still to come.
    """
    now = timezone.now()
    if received_at and received_at > now:
        raise UsageError(
            "future", f"收到时间 {timezone.localtime(received_at):%Y-%m-%d %H:%M} "
            "还没有到，请改正 --received-at。",
        )  # fmt: skip
    return received_at or now


def _entered(arrival: Arrival, brought: Brought) -> Entered:
    # Before the rows: whoever wants a number meanwhile does not wait for them.
    number = next_number(brought.received_at)
    for ahead in attempts(arrival, brought.received_at):
        with suppress(Outrun), transaction.atomic():
            return enter(arrival, keep_filing(brought, number), ahead)
    raise AssertionError("the last attempt is never outrun")


def _receipt(entered: Entered, footers: tuple[tuple[int, str], ...]) -> Receipt:
    return Receipt(
        batch=entered.batch,
        counts=entered.counts,
        rules=count_rules(entered.findings),
        footers=footers,
    )
