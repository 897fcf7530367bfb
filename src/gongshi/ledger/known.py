"""What the ledger knows already of the records that a file is about."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import islice
from typing import Any

from django.db.models import F, Func, OuterRef, QuerySet, TextField, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast, Coalesce

from gongshi.checks.repeats import Known
from gongshi.clocks.periods import local_day
from gongshi.ledger.absence import none_of
from gongshi.ledger.among import among
from gongshi.ledger.models import ROWS_A_BATCH, Entry, Record, Unmended, Withdrawal
from gongshi.ledger.record_keys import identity_in, key_of
from gongshi.policy.standards import Standard, load_standard

#: Names asked for in one query: some hundred kilobytes of them.
_SLICE = 10_000


@dataclass(frozen=True)
class KnownRecord(Known):
    """A record of the ledger, with what an update needs of it."""

    record_id: int
    first_received_at: datetime


def known_records(
    category: str, keys: Iterable[str], standard: Standard
) -> dict[str, KnownRecord]:
    """Find the records that rows may repeat or update.

    Args:
        category: Key.
        keys: Of records; see `record_keys`.
        standard: Says how entries are read back.

    Returns:
        Hash of the identity → record.
    """
    found: dict[str, KnownRecord] = {}
    for part in _slices(keys):
        records = Record.objects.filter(among("key", part), category=category)
        columns = records.annotate(row=Cast("entry__row", TextField())).values_list(
            *_OF_A_RECORD, named=True
        )
        for each in columns.iterator():
            found[identity_in(each.key)] = _known(each, standard)
    return found


def record_of(entry: Entry) -> QuerySet[Record]:
    """Select the record that a row is about; there may be none."""
    standard = load_standard(entry.category, local_day(entry.received_at))
    key = key_of(entry.identity, entry.document_number, standard)
    return Record.objects.filter(category=entry.category, key=key)


def held_entries(category: str, identities: Iterable[str]) -> dict[str, int]:
    """Find the rows that waited for a person to decide, and that came again.

    Returns:
        Hash of the identity → id of the first such entry.
    """
    found: dict[str, int] = {}
    for part in _slices(identities):
        asked = held().filter(among("identity", part), category=category)
        waiting = _untouched(asked).order_by("-id")
        found |= dict(waiting.values_list("identity", "id"))
    return found


def unmended() -> QuerySet[Entry]:
    """Select the faulty entries that no later entry replaces and nobody withdrew."""
    return returned().filter(unmended__isnull=False)


def returned() -> QuerySet[Entry]:
    """Select the faulty entries."""
    return Entry.objects.filter(outcome="faulty")


def held() -> QuerySet[Entry]:
    """Select the entries that wait for a person to decide."""
    # The outcome stands in the SQL itself: with a parameter SQLite cannot know that the
    # partial index of these entries serves.
    return Entry.objects.filter(outcome=RawSQL("'pending'", ()))


def wrongly_waiting() -> QuerySet[Unmended]:
    """Select what is kept as waiting and does not wait."""
    return Unmended.objects.exclude(pk__in=_untouched(returned()).values("pk"))


def wrongly_settled() -> QuerySet[Entry]:
    """Select the returned rows that wait and are not kept as waiting."""
    return _untouched(returned()).filter(unmended__isnull=True)


def _untouched(entries: QuerySet[Entry]) -> QuerySet[Entry]:
    """Leave out what a later row replaces, and what was withdrawn."""
    later = Entry.objects.filter(replaces=OuterRef("pk"))
    withdrawn = Withdrawal.objects.filter(entry=OuterRef("pk"))
    return entries.filter(none_of(later), none_of(withdrawn))


def entry_row(entry: Entry, standard: Standard) -> dict[str, str | None]:
    """Read an entry back as a row in normal form."""
    beside = _beside(standard, entry.subject_name, entry.document_number)
    return {**entry.row, **beside}


def cell_of(standard: Standard, role: str) -> Coalesce | Value:
    """Give what an entry's row says in the field of a role; blank where it says nothing."""
    if role not in standard.roles:
        return Value("", TextField())
    # Both databases write it so; Django's own way parses the row two or three times.
    cell = Func(F("row"), Value(standard.roles[role]), template="%(expressions)s",
                arg_joiner=" ->> ", output_field=TextField())  # fmt: skip
    return Coalesce(cell, Value("", TextField()))


def reference(entry: Entry) -> str:
    """Name an entry so that a person finds it: batch and row."""
    return f"{entry.batch.number}-{entry.row_number}"


def latest_of(entry: Entry) -> Entry:
    """Follow a row to the one that took its place last."""
    later = Entry.objects.select_related("batch")
    while found := later.filter(replaces=entry).order_by("-pk").first():
        entry = found
    return entry


def entry_id(batch_id: int, place: int) -> int:
    """Number an entry by its batch and its position in the file."""
    return batch_id * ROWS_A_BATCH + place


_OF_A_RECORD = (
    "key",
    "pk",
    "first_received_at",
    "entry__content",
    "entry__received_at",
    "entry__row_number",
    "entry__batch__number",
    "entry__subject_name",
    "entry__document_number",
    "row",
)


def _known(record: Any, standard: Standard) -> KnownRecord:
    named = f"{record.entry__batch__number}-{record.entry__row_number}"
    return KnownRecord(
        content=record.entry__content,
        reference=f"{named}，{local_day(record.entry__received_at)}",
        row=_Stored(
            record.row,
            _beside(
                standard, record.entry__subject_name, record.entry__document_number
            ),
        ),
        record_id=record.pk,
        first_received_at=record.first_received_at,
    )


def _beside(standard: Standard, name: str, number: str) -> dict[str, str | None]:
    """Give the fields that an entry keeps in columns of their own."""
    texts = {"name": name, "document_number": number}
    return {
        standard.roles[role]: text or None
        for role, text in texts.items()
        if role in standard.roles
    }


class _Stored(Mapping[str, str | None]):
    """A row as the ledger keeps it; read when it is asked for, since most never are."""

    def __init__(self, text: str, beside: Mapping[str, str | None]) -> None:
        self._text, self._beside = text, beside

    @cached_property
    def _row(self) -> dict[str, str | None]:
        return {**json.loads(self._text), **self._beside}

    def __getitem__(self, code: str) -> str | None:
        return self._row[code]

    def __iter__(self) -> Iterator[str]:
        return iter(self._row)

    def __len__(self) -> int:
        return len(self._row)


def _slices(values: Iterable[str]) -> Iterator[Sequence[str]]:
    rest = iter(dict.fromkeys(values))
    while part := list(islice(rest, _SLICE)):
        yield part
