"""Gives a unit its own workbook back: the rows of a batch that are still to mend."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from django.db.models import QuerySet

from gongshi.actions.setting_up import office
from gongshi.checks.findings import Finding
from gongshi.checks.plan import WHOLE_ROW
from gongshi.checks.returning import (
    MOST_ROWS,
    Returned,
    ReturnedRow,
    own_rows,
    own_table,
    write,
)
from gongshi.clocks.periods import local_day
from gongshi.errors import FileFault, UnknownName, UsageError
from gongshi.intake.table import Table
from gongshi.ledger import archive
from gongshi.ledger.known import entry_id, unmended
from gongshi.ledger.models import Batch
from gongshi.ledger.models import Finding as StoredFinding
from gongshi.policy.standards import Standard, load_standard


@dataclass(frozen=True)
class Returnable:
    """A returned workbook and how much it holds."""

    batch: Batch
    #: An .xlsx file.
    content: bytes
    #: Rows to mend in it.
    rows: int
    #: Rows that found no place; they come with the next return.
    left_over: int


def return_faulty(number: str) -> Returnable:
    """Write the rows of a batch that are still to mend into the unit's own workbook.

    Args:
        number: Of the batch, as its receipt says.

    Returns:
        The unit's sheet, header and columns with the faulty rows alone, each with the
        words that the unit was given when they arrived. Rows that a later file put
        right, or tried to, are left out: those come with the later batch.

    Raises:
        UnknownName: There is no such batch.
        UsageError: Nothing in it is to mend.
        FileFault: The received file is no longer in the archive.
        NotReady: The ledger was not set up.
    """
    office()
    batch = _batch(number)
    waiting = list(_waiting(batch).values_list("row_number", flat=True))
    if not waiting:
        raise UsageError("nothing_to_mend", "这一批没有要改的行。")
    taken = waiting[:MOST_ROWS]
    on = local_day(batch.received_at)
    standard = load_standard(batch.category, on)
    table = own_table(_original(batch), file_name=batch.file_name, standard=standard)
    content = write(
        Returned(
            standard=standard,
            head=table.head,
            sheet=table.sheet,
            number=batch.number,
            on=on,
            fields=_fields(batch),
            rows=_rows(batch, table, taken, standard),
            count=len(taken),
            left_over=len(waiting) - len(taken),
        )
    )
    return Returnable(batch, content, len(taken), len(waiting) - len(taken))


def _batch(number: str) -> Batch:
    batch = Batch.objects.filter(number=number.strip().upper()).first()
    if batch is None:
        raise UnknownName(
            "unknown_batch",
            f"没有「{number}」这一批；批次号在报送回执上，如 GS-20231205-0001。",
        )
    return batch


def _waiting(batch: Batch) -> QuerySet:  # type: ignore[type-arg]
    inside = entry_id(batch.pk, 0), entry_id(batch.pk + 1, 0)
    return unmended().filter(pk__gte=inside[0], pk__lt=inside[1]).order_by("pk")


def _original(batch: Batch) -> bytes:
    try:
        return archive.fetch(batch.file_hash)
    except FileNotFoundError as error:
        raise _lost(batch, "档案里找不到") from error
    except OSError as error:
        raise _lost(batch, "档案里读不出") from error


def _lost(batch: Batch, what: str) -> FileFault:
    return FileFault(
        "archive",
        f"{what}批次 {batch.number} 的原件（SM3 {batch.file_hash}），"
        "请先从备份恢复，或把同一个文件再报送一次。",
    )


def _stored(batch: Batch) -> QuerySet:  # type: ignore[type-arg]
    return StoredFinding.objects.filter(
        entry_id__gte=entry_id(batch.pk, 0), entry_id__lt=entry_id(batch.pk + 1, 0)
    )


def _fields(batch: Batch) -> frozenset[str]:
    """Name the fields that must be mended in the rows that wait."""
    waiting = _stored(batch).filter(
        entry__in=_waiting(batch).order_by(), severity="return"
    )
    return frozenset(waiting.values_list("field", flat=True).distinct())


def _rows(
    batch: Batch, table: Table, numbers: list[int], standard: Standard
) -> Iterator[ReturnedRow]:
    """Put together cells and words, as a stream: a batch may have a million of them."""
    titles = {field.code: field.title for field in (*standard.fields, WHOLE_ROW)}
    stored = groupby(
        _stored(batch)
        .order_by("entry_id", "pk")
        .values_list(
            "entry_id", "field", "rule", "severity", "value", "message",
            "suggestion", "source",
        )
        .iterator(chunk_size=5_000),
        key=lambda each: each[0],
    )  # fmt: skip
    for number, cells in zip(numbers, own_rows(table, numbers), strict=True):
        wanted = entry_id(batch.pk, number)
        found = next(group for entry, group in stored if entry == wanted)
        yield ReturnedRow(
            number,
            cells,
            tuple(
                Finding(0, number, field, titles.get(field, field), *words)
                for _, field, *words in found
            ),
        )
