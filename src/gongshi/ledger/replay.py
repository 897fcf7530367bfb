"""Reads entries back as frames, in the order in which they were received."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING

from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast

from gongshi.intake import Batch as File
from gongshi.ledger.known import entry_id
from gongshi.ledger.models import Batch, Entry, Finding, Record
from gongshi.ledger.record_keys import identity_in, keys_of

if TYPE_CHECKING:
    import polars as pl

    from gongshi.policy.standards import Standard

#: Rows read at a time, about; a batch is never parted.
SLICE = 50_000
#: Values asked for in one query; SQLite takes 32 766 of them.
_ASKED = 10_000
_SURPLUS = "#surplus"


@dataclass(frozen=True)
class Filed:
    """One batch, as far as its rows are judged by it."""

    id: int
    number: str
    category: str
    received_at: datetime
    #: Whether every row told its own unit.
    by_source: bool
    rows: int


def filed_between(
    since: datetime, before: datetime, category: str | None = None
) -> list[Filed]:
    """List the batches received in a span, in the order in which they were entered.

    Args:
        since: First moment.
        before: First moment after.
        category: Key; None = all.
    """
    batches = Batch.objects.filter(received_at__gte=since, received_at__lt=before)
    if category:
        batches = batches.filter(category=category)
    columns = ("pk", "number", "category", "received_at", "unit_id", "received")
    return [
        Filed(pk, number, key, received_at, unit_id is None, rows)
        for pk, number, key, received_at, unit_id, rows in batches.order_by(
            "pk"
        ).values_list(*columns)
    ]


def slices(filed: Sequence[Filed]) -> Iterator[tuple[list[Filed], pl.DataFrame]]:
    """Read the entries of batches back, some batches at a time.

    Args:
        filed: Of one category, in the order of their ids.

    Returns:
        Batches, and their entries: `id`, `batch`, `unit` (Int64), `outcome`,
        `identity`, `key` (of its record), `content`, `name`, `number`, `row` (JSON of the
        other fields in normal form) and `surplus` (what stood beyond the last column): String.
    """
    import polars as pl

    schema = dict(zip(_NAMES, _TYPES, strict=True))
    for part in _parts(filed):
        surplus: dict[object, str | None] = dict(_surplus(part))
        rows = [
            (*row, surplus.get(row[0])) for each in part for row in _entries_of(each)
        ]
        entries = pl.DataFrame(rows, {n: getattr(pl, t) for n, t in schema.items()},
                               orient="row")  # fmt: skip
        yield part, entries.with_columns(_keys(part, entries))


def fields_of(entries: pl.DataFrame, standard: Standard) -> pl.DataFrame:
    """Give entries as the raw rows of a file.

    Args:
        entries: From `slices`.
        standard: By which they were entered; tells which fields stand in columns.

    Returns:
        Same rows and order; String columns by field code, and `#surplus`.
    """
    import polars as pl

    codes = [field.code for field in standard.fields]
    typed = pl.Struct(dict.fromkeys(codes, pl.String))
    row = entries["row"].str.json_decode(typed).struct.unnest()
    beside = {"name": "name", "document_number": "number"}
    columns = [
        entries[column].replace("", None).alias(standard.roles[role])
        for role, column in beside.items()
        if role in standard.roles
    ]
    return row.with_columns(*columns, entries["surplus"].alias(_SURPLUS))


def as_file(raw: pl.DataFrame, standard: Standard) -> File:
    """Give rows as intake gives a file, for those who look things up by column."""
    columns = {code: f"c{place}" for place, code in enumerate(raw.columns)}
    return File(
        standard=standard,
        edition=standard.edition,
        format="parquet",
        file_name="",
        file_hash="",
        sheet=None,
        headers=tuple(raw.columns),
        codes=tuple(raw.columns),
        first_row=1,
        row_numbers=range(1, raw.height + 1),
        rows=raw.rename(columns),
    )


def accepted_elsewhere(
    category: str, keys: Iterable[str], filed: Sequence[Filed]
) -> Iterator[tuple[int, str, str]]:
    """Find the accepted entries of records outside some batches.

    Args:
        category: Key.
        keys: Of the records of their rows.
        filed: The batches.

    Returns:
        Id of the batch, hash of the identity, hash of the content; of batches entered
        before the last of these.
    """
    own = {each.id for each in filed}
    last = max(own, default=0)
    before = Batch.objects.filter(category=category, pk__lt=last)
    if set(before.values_list("pk", flat=True)) <= own:
        return
    for part in _chunks(sorted(set(keys))):
        records = Record.objects.filter(category=category, key__in=part)
        often = []
        columns = ("key", "versions", "entry__batch_id", "entry__content")
        for key, versions, batch, content in records.values_list(*columns):
            identity = identity_in(key)
            if versions > 1:
                often.append(identity)
            elif batch not in own and batch < last:
                yield batch, identity, content
        entries = Entry.objects.filter(
            category=category, identity__in=often, outcome="accepted", batch_id__lt=last
        )
        told = entries.order_by("pk").values_list("batch_id", "identity", "content")
        yield from (each for each in told if each[0] not in own)


_NAMES = (
    "id", "batch", "unit", "outcome", "identity", "content", "name", "number", "row",
    "surplus",
)  # fmt: skip
_TYPES = ("Int64", "Int64", "Int64", *["String"] * 7)
_COLUMNS = (
    "id", "batch_id", "unit_id", "outcome", "identity", "content", "subject_name",
    "document_number", "text",
)  # fmt: skip


def _entries_of(filed: Filed) -> QuerySet[Entry, tuple[object, ...]]:
    # The ids of a batch follow each other, so this walks along the primary key.
    first, last = entry_id(filed.id, 0), entry_id(filed.id + 1, 0)
    entries = Entry.objects.filter(pk__gte=first, pk__lt=last).order_by("pk")
    return entries.annotate(text=Cast("row", TextField())).values_list(*_COLUMNS)


def _keys(part: Sequence[Filed], entries: pl.DataFrame) -> pl.Series:
    """Give the key of the record that each entry is about."""
    import polars as pl

    of = {each.id: (each.category, each.received_at) for each in part}
    rows = entries.select("batch", "identity", "number").iter_rows()
    told = [(*of[batch], identity, number) for batch, identity, number in rows]
    return pl.Series("key", keys_of(told), pl.String)


def _surplus(filed: Sequence[Filed]) -> QuerySet[Finding, tuple[int, str | None]]:
    """Say what stood beyond the last column: entries keep it in their findings only."""
    first, last = entry_id(filed[0].id, 0), entry_id(filed[-1].id + 1, 0)
    found = Finding.objects.filter(entry__gte=first, entry__lt=last, field=_SURPLUS)
    return found.values_list("entry_id", "value")


def _parts(filed: Sequence[Filed]) -> Iterator[list[Filed]]:
    part: list[Filed] = []
    for each in filed:
        if part and sum(one.rows for one in part) + each.rows > SLICE:
            yield part
            part = []
        part.append(each)
    if part:
        yield part


def _chunks(values: Sequence[str]) -> Iterator[list[str]]:
    rest = iter(values)
    while part := list(islice(rest, _ASKED)):
        yield part
