"""Receives a file: read, check, keep, judge and enter, and only then a receipt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import DatabaseError
from django.utils import timezone

from gongshi.actions.setting_up import office
from gongshi.assessment.counts import Counts
from gongshi.checks import check
from gongshi.checks.findings import RuleCount, count_rules
from gongshi.clocks.periods import local_day
from gongshi.errors import NotReceived, UsageError
from gongshi.intake import read
from gongshi.ledger import archive
from gongshi.ledger.enter import Arrival, Entered, enter
from gongshi.ledger.models import ROWS_A_BATCH, Batch
from gongshi.ledger.references import records_of
from gongshi.ledger.refusals import why
from gongshi.ledger.subjects import subjects_of
from gongshi.ledger.units import load_register
from gongshi.policy.policies import policy_in_force
from gongshi.policy.standards import load_standard, load_standards

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
    now = timezone.now()
    received_at = received_at or now
    if received_at > now:
        raise UsageError(
            "future", f"收到时间 {timezone.localtime(received_at):%Y-%m-%d %H:%M} "
            "还没有到，请改正 --received-at。",
        )  # fmt: skip
    on = local_day(received_at)
    policy = policy_in_force(office().place, on)
    standard = load_standard(category, on)
    register = load_register()
    reporter = None if unit == AUTO else register.find(unit)
    file = read(
        content, file_name=file_name, standard=standard, others=load_standards(on)
    )
    if max(file.row_numbers, default=0) >= ROWS_A_BATCH:
        raise UsageError("too_many_rows", "一个文件最多 9999999 行，请分成几个报送。")
    beside = register.surroundings(
        on,
        by_source=reporter is None,
        subjects=subjects_of(file, standard),
        records=records_of(file, standard),
    )
    checked = check(file, standard, beside)
    arrival = Arrival(file, checked, register, reporter, policy, received_at, channel)
    try:
        archive.keep(content, file.file_hash)
        return _receipt(enter(arrival), file.footers)
    except (OSError, DatabaseError) as error:
        raise NotReceived(
            "not_received",
            f"没有收到「{file_name}」：台账写不进去（{why(error)}），"
            "什么都没有存，请稍后再报送，或请管理员看磁盘和数据库。",
        ) from error


def _receipt(entered: Entered, footers: tuple[tuple[int, str], ...]) -> Receipt:
    return Receipt(
        batch=entered.batch,
        counts=entered.counts,
        rules=count_rules(entered.findings),
        footers=footers,
    )
