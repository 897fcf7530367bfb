"""Files rows that were typed on a page: kept as a file, judged and entered at once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from gongshi.actions.judging import judge_file
from gongshi.checks import Finding
from gongshi.errors import NotReceived
from gongshi.ledger import archive
from gongshi.ledger.enter import Arrival, Entered, Foretold, enter, foretell
from gongshi.ledger.filings import Brought, keep_filing, next_number
from gongshi.ledger.models import Batch, Filing, Office, Unit
from gongshi.ledger.refusals import why

#: How rows came that were typed on a page.
SCREEN = "screen"

#: One row: field code → text; 退回编号 → the entry that it puts right.
Typed = Mapping[str, str]


@dataclass(frozen=True)
class Sheet:
    """Rows that somebody typed, on their way to become a filing."""

    category: str
    unit: Unit
    rows: Sequence[Typed]
    #: What the file in the archive is called.
    file_name: str
    #: Login of the person.
    brought_by: str
    #: Names this one act: the same again is the same filing.
    key: str | None = None

    @property
    def content(self) -> bytes:
        """Write the rows as the file that is kept."""
        rows = [dict(row) for row in self.rows]
        return json.dumps(rows, ensure_ascii=False, indent=1).encode()

    @property
    def act(self) -> str | None:
        """Give the key as filings have it: of this person."""
        return f"{self.brought_by}:{self.key}" if self.key else None


@dataclass(frozen=True)
class Looked:
    """What would become of typed rows; nothing is stored."""

    arrival: Arrival
    foretold: Foretold

    @property
    def outcomes(self) -> list[str]:
        """One outcome per row."""
        return [str(each["outcome"]) for each in self.foretold.entries]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Everything that is wrong, in words."""
        return self.foretold.findings


def look(sheet: Sheet, at: datetime | None = None) -> Looked:
    """Judge typed rows by the very code that enters them.

    Raises:
        FileFault: They cannot be read, such as rows without a single known field.
    """
    moment = at or timezone.now()
    arrival = _judged(sheet, moment)
    return Looked(arrival, foretell(arrival, moment))


def filed_before(sheet: Sheet) -> Batch | None:
    """Find what the same act has entered already."""
    if sheet.act is None:
        return None
    filing = Filing.objects.filter(key=sheet.act).first()
    return Batch.objects.filter(number=filing.number).first() if filing else None


def enter_typed(
    sheet: Sheet,
    at: datetime | None = None,
    *,
    guard: Callable[[], None] = lambda: None,
) -> Entered:
    """File typed rows and enter them at once.

    Args:
        sheet: The rows.
        at: Aware moment of receipt; now when absent.
        guard: Called when nobody else can enter anything any more, before anything is
            stored; what it raises stops the act.

    Returns:
        What the ledger holds; file, batch, entries and records are on disk by then.

    Raises:
        FileFault: They cannot be read; nothing was stored.
        IntegrityError: The same act is entered at this moment by another request.
        NotReceived: Disk or database refused; nothing was stored.
    """
    moment = at or timezone.now()
    content = sheet.content
    brought = Brought(
        unit=sheet.unit,
        category=sheet.category,
        file_name=sheet.file_name,
        file_hash=hashlib.new("sm3", content).hexdigest(),
        size=len(content),
        received_at=moment,
        channel=SCREEN,
        brought_by=sheet.brought_by,
        key=sheet.act,
    )
    arrival = _judged(sheet, moment)
    try:
        archive.keep(content, brought.file_hash)
        number = next_number(moment)
        with transaction.atomic():
            Office.objects.select_for_update().first()
            guard()
            return enter(arrival, keep_filing(brought, number))
    except IntegrityError:
        raise
    except (OSError, DatabaseError) as error:
        raise NotReceived(
            "not_received",
            f"没有保存（{why(error)}），什么都没有存，请稍后再试。",
        ) from error


def _judged(sheet: Sheet, at: datetime) -> Arrival:
    return judge_file(
        sheet.content,
        file_name=sheet.file_name,
        category=sheet.category,
        reporter=sheet.unit,
        received_at=at,
    )
