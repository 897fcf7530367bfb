"""Seals what never changes: a hash of it, taken in the transaction that writes it.

Triggers keep honest programs from changing a row. A seal shows what went round them: a
flipped bit on the disk, a hand in the database file. Whoever can write both the row and
its seal is not stopped by it; that is what a backup in another house is for.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

from django.db.models import Model, QuerySet

from gongshi.ledger.canonical import columns_of, line, rows_of
from gongshi.ledger.case_models import Case, CaseStep, Signal, SignalSwitch
from gongshi.ledger.exposure_models import Exposure, ExposureRuling
from gongshi.ledger.models import (
    ROWS_A_BATCH,
    AdjustmentDecision,
    AdjustmentRequest,
    Batch,
    Entry,
    Evidence,
    Filing,
    Finding,
    IssuedBulletin,
    IssuedScores,
    Letter,
    NilReturn,
    Refusal,
    Restoration,
    Seal,
    UnitChange,
    WindowDecision,
    WindowRequest,
    Withdrawal,
)
from gongshi.ledger.register_models import (
    Draw,
    DrawNotice,
    RegisterAnswer,
    RegisterCheck,
    RegisterMapping,
)

#: Sealed row by row as they are saved; a new table that is append only is added here.
SINGLE: tuple[type[Model], ...] = (
    *(Batch, Filing, Refusal, NilReturn, Withdrawal, Evidence),
    *(IssuedScores, IssuedBulletin, Letter, UnitChange, Restoration),
    *(AdjustmentRequest, AdjustmentDecision, WindowRequest, WindowDecision),
    *(Case, Signal, CaseStep),
    *(SignalSwitch,),
    *(Exposure, ExposureRuling),
    *(RegisterMapping, RegisterCheck, RegisterAnswer, DrawNotice, Draw),
)
#: Sealed by the batch → the column whose value, cut, is the batch.
BY_BATCH: dict[type[Model], str] = {Entry: "id", Finding: "entry_id"}
#: Columns that the database fills in itself.
_OWN = {Finding: {"id"}}
#: Seals that are stored at once.
_SLICE = 500
#: Bytes of a mark.
MARK = 4


def sealed_columns(model: type[Model]) -> tuple[str, ...]:
    """Name the columns that the seals of a table cover from now on."""
    own = next((_OWN[each] for each in _OWN if _same(each, model)), set())
    return tuple(name for name in columns_of(model) if name not in own)


def seal_row(sender: type[Model], instance: Model, **_: object) -> None:
    """Seal one row as the database has it; called after every save of such a row."""
    columns = sealed_columns(sender)
    stored = sender._default_manager.filter(pk=instance.pk)
    assert instance.pk is not None
    lines = map(line, rows_of(stored, columns, are_few=True))
    _seal(Seal, sender, instance.pk, columns, lines).save(force_insert=True)


def seal_rows(
    stored: QuerySet[Any], seal: type[Model] = Seal, *, are_few: bool = False
) -> None:
    """Seal rows that were stored together, which tells nobody of each of them.

    Args:
        stored: Those rows of one table.
        seal: The model of seals, as it is at a stage of a migration.
        are_few: They fit into memory.
    """
    columns = sealed_columns(stored.model)
    rows: Iterable[Sequence[Any]] = rows_of(
        stored.order_by("pk"), ("id", *columns), are_few=are_few
    )
    seal._default_manager.bulk_create(
        (_seal(seal, stored.model, row[0], columns, [line(row[1:])]) for row in rows),
        batch_size=_SLICE,
    )


def batch_seal(
    model: type[Model],
    batch_id: int,
    columns: Sequence[str],
    lines: Iterable[bytes],
) -> Seal:
    """Make the seal of the entries or findings of a batch that is being entered.

    Args:
        model: Which of the two.
        batch_id: Key of the batch.
        columns: Of the rows.
        lines: Of the cells that `canonical.rows_of` reads back, in order of their ids.

    Returns:
        It is not stored yet.
    """
    seal = _seal(Seal, model, batch_id, columns, lines)
    assert isinstance(seal, Seal)
    return seal


def seal_all(seal: type[Model], models: Iterable[type[Model]]) -> None:
    """Seal every row there is; for ledgers from before there were seals.

    Args:
        seal: The model of seals.
        models: Tables, as they are at that stage of a migration.
    """
    for model in models:
        columns = sealed_columns(model)
        for key, rows in keyed_rows(model, columns):
            _seal(seal, model, key, columns, map(line, rows)).save(force_insert=True)


def keyed_rows(
    model: type[Model], columns: Sequence[str], only: int | None = None
) -> Iterator[tuple[int, Iterator[tuple[object, ...]]]]:
    """Read a table in groups that have one seal each, by ascending key.

    Args:
        model: A sealed table.
        columns: Those wanted.
        only: One key; None = all.
    """
    by = next((BY_BATCH[each] for each in BY_BATCH if _same(each, model)), None)
    order, size = ((by, "pk"), ROWS_A_BATCH) if by else (("pk",), 1)
    asked = model._default_manager.order_by(*order)
    if only is not None:
        first, last = only * size, (only + 1) * size - 1
        asked = asked.filter(**{f"{order[0]}__range": (first, last)})
    rows = rows_of(asked, (by or model._meta.pk.attname, *columns))

    def key(row: Sequence[Any]) -> int:
        return int(row[0]) // size

    for found, group in groupby(rows, key):
        yield found, (row[1:] for row in group)


def digest(lines: Iterable[bytes]) -> tuple[str, list[int]]:
    """Take the SM3 of lines, and the mark of each, which finds the one that changed."""
    whole, marks = hashlib.new("sm3"), []
    for each in lines:
        whole.update(each)
        marks.append(zlib.crc32(each))
    return whole.hexdigest(), marks


def marks_of(marks: Sequence[int]) -> bytes:
    """Write the marks of rows as a seal keeps them; one row needs no finding."""
    written = b"".join(each.to_bytes(MARK, "big") for each in marks)
    return written if len(marks) > 1 else b""


def _seal(
    seal: type[Model],
    model: type[Model],
    key: int,
    columns: Sequence[str],
    lines: Iterable[bytes],
) -> Model:
    told, marks = digest(lines)
    return seal(
        table=model._meta.db_table,
        key=key,
        columns=",".join(columns),
        rows=len(marks),
        hash=told,
        marks=marks_of(marks),
    )


def _same(one: type[Model], other: type[Model]) -> bool:
    # In a migration models are other classes of the same tables.
    return one._meta.db_table == other._meta.db_table
