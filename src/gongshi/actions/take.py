"""Takes a file in: durable at once, judged afterwards by a job."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from django.db import DatabaseError, IntegrityError
from django.utils import timezone

from gongshi.actions import foreseen
from gongshi.clocks.periods import local_day
from gongshi.errors import NotReceived, UsageError
from gongshi.intake.reading import format_of
from gongshi.jobs.enqueue import enqueue_all, job_of
from gongshi.jobs.models import Job
from gongshi.ledger import archive
from gongshi.ledger.filings import Brought, keep_filings
from gongshi.ledger.models import Filing, Unit
from gongshi.ledger.refusals import why
from gongshi.ledger.together import Together
from gongshi.policy.standards import load_standard

#: Name of the file in `actions/work/`.
JUDGE = "judge_filing"
#: Roughly what is judged of a workbook, so that short ones need not wait for long ones.
_BYTES_A_SECOND = 1 << 20


def take(
    content: bytes,
    *,
    file_name: str,
    category: str,
    unit: Unit,
    brought_by: str,
    key: str | None = None,
    channel: str = "page",
    mark: str = "",
) -> Filing:
    """Take a file in.

    Args:
        content: The bytes as they came.
        file_name: Their name.
        category: Key or title of the record category.
        unit: The unit that files it.
        brought_by: Login of the person.
        key: What the sender calls this one act; the same again is the same filing.
        channel: How it came.
        mark: Of the file, if it was looked at; see `foreseen`.

    Returns:
        The filing; file, filing and the job that judges it are on disk by then.

    Raises:
        FileFault: It is of a kind that is never read; nothing was stored.
        UsageError: The key was used for another file.
        NotReceived: Disk or database refused; nothing was stored.
    """
    at = timezone.now()
    category = load_standard(category, local_day(at)).key
    if not content:
        raise UsageError("empty", f"「{file_name}」是空文件，没有收。")
    format_of(content, file_name)
    brought = Brought(
        unit=unit,
        category=category,
        file_name=file_name,
        file_hash=hashlib.new("sm3", content).hexdigest(),
        size=len(content),
        received_at=at,
        channel=channel,
        brought_by=brought_by,
        key=f"{brought_by}:{key}" if key else None,
    )
    try:
        return _before(brought) or _kept(content, brought, mark)
    except (OSError, DatabaseError) as error:
        raise NotReceived(
            "not_received",
            f"没有收到「{file_name}」（{why(error)}），什么都没有存，请稍后再报送一次。",
        ) from error


def _kept(content: bytes, brought: Brought, mark: str) -> Filing:
    archive.keep(content, brought.file_hash)
    if brought.key:
        foreseen.put_beside(mark, brought.key)
    try:
        return _together(brought)
    except IntegrityError:
        # The same act arrived twice at once, and the other one was first.
        if before := _before(brought):
            return before
        raise


def _promised(brought: Sequence[Brought]) -> list[Filing]:
    filings = keep_filings(brought)
    enqueue_all(list(map(_judging, filings)))
    return filings


def _judging(filing: Filing) -> Job:
    return job_of(
        JUDGE,
        f"{JUDGE}:{filing.number}",
        {"filing": filing.number},
        seconds=filing.size / _BYTES_A_SECOND,
        # What a unit brings is judged in its order: the later may put right the earlier.
        lane=f"{JUDGE}:{filing.unit_id or ''}",
    )


_together = Together(_promised)


def _before(brought: Brought) -> Filing | None:
    """Find the filing that the same act made before."""
    if brought.key is None:
        return None
    found = Filing.objects.filter(key=brought.key).first()
    if found and (found.file_hash, found.unit_id, found.category) != (
        brought.file_hash,
        brought.unit.pk if brought.unit else None,
        brought.category,
    ):
        raise UsageError(
            "other_file",
            f"这次操作已经报送过另一个文件（{found.number}），请回到报送页重新选择。",
        )
    return found
