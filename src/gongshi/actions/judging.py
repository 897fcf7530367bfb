"""Reads and checks a received file, so that it can be entered."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from django.utils import timezone

from gongshi.actions.foreseen import Foreseen
from gongshi.checks import check
from gongshi.checks.plan import plan
from gongshi.clocks.periods import local_day
from gongshi.errors import FileFault
from gongshi.intake import Batch as File
from gongshi.intake import read
from gongshi.intake.opening import get_ready as get_reader_ready
from gongshi.ledger.enter import Arrival
from gongshi.ledger.models import ROWS_A_BATCH, Office, Unit
from gongshi.ledger.references import records_of
from gongshi.ledger.subjects import subjects_of
from gongshi.ledger.told import tell
from gongshi.ledger.units import load_register
from gongshi.policy.policies import policy_in_force
from gongshi.policy.standards import Standard, load_standard, load_standards


def get_ready() -> None:
    """Load what judging needs, so that the first file does not wait for it."""
    from gongshi.checks.lanes import lanes  # polars with it

    get_reader_ready()
    on = local_day(timezone.now())
    policy_in_force(Office.objects.get().place, on)
    for standard in load_standards(on):
        lanes(plan(standard))


def judge_file(
    content: bytes,
    *,
    file_name: str,
    category: str,
    reporter: Unit | None,
    received_at: datetime,
    most_rows: int = ROWS_A_BATCH - 1,
    foreseen: Foreseen | None = None,
) -> Arrival:
    """Read and check a file by the rules of the day on which it was received.

    Args:
        content: The bytes as they came.
        file_name: Their name.
        category: Key of the record category.
        reporter: The unit that filed it; None when every row tells its own.
        received_at: Aware moment.
        most_rows: Checked at once; a longer file is a `FileFault`, `too_many_at_once`.
        foreseen: What a look found of this very file.

    Returns:
        What the ledger enters; nothing is stored.

    Raises:
        FileFault: The file cannot be read as what it claims to be.
    """
    on = local_day(received_at)
    standard = load_standard(category, on)
    register = load_register()
    file = _file(content, file_name, standard, on, foreseen)
    if max(file.row_numbers, default=0) >= ROWS_A_BATCH:
        raise FileFault("too_many_rows", "一个文件最多 9999999 行，请分成几个报送。")
    if len(file.row_numbers) > most_rows:
        raise FileFault("too_many_at_once", f"共 {len(file.row_numbers)} 行。")
    beside = register.surroundings(
        on,
        by_source=reporter is None,
        subjects=subjects_of(file, standard),
        records=records_of(file, standard),
    )
    policy = policy_in_force(Office.objects.get().place, on)
    if foreseen and (known := foreseen.checked(standard, beside)):
        return Arrival(file, known, register, reporter, policy, foreseen.told)
    checked = check(file, standard, beside)
    told = tell(checked, register, reporter)
    return Arrival(file, checked, register, reporter, policy, told)


def _file(
    content: bytes,
    file_name: str,
    standard: Standard,
    on: date,
    foreseen: Foreseen | None,
) -> File:
    if foreseen:
        return replace(foreseen.file, standard=standard)
    others = load_standards(on)
    return read(content, file_name=file_name, standard=standard, others=others)
