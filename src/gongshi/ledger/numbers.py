"""The document numbers that the ledger knows, with who decided what when."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import Q, QuerySet, TextField, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce

from gongshi.ledger.known import unmended
from gongshi.ledger.models import Entry, Record, Withdrawal
from gongshi.policy.standards import Standard, load_standard


class KnownNumber(NamedTuple):
    """The number of one decision."""

    number: str
    category: str
    #: Code of who decided, else its name, else blank; and its name.
    authority: str
    authority_name: str
    unit_id: int | None
    #: Null where a rule returned the row, since its day may be what is wrong.
    decided_on: date | None
    party: str
    received_at: datetime


def known_numbers(
    before: datetime,
    prefixes: Collection[str] | None = None,
    *,
    year: int | None = None,
) -> Iterator[KnownNumber]:
    """Go through what was received: records as they stand, and rows that are none yet.

    A returned row, one that waits and one that is not sent up tell of their decision
    as well: it is not concealed.

    Args:
        before: First moment that does not count any more.
        prefixes: Only numbers with one of these, as the ledger has them; None = all.
        year: Only numbers of this year; None = all.
    """
    wanted = Q() if prefixes is None else Q(series_prefix__in=prefixes)
    wanted &= Q() if year is None else Q(series_year=year)
    categories = Entry.objects.order_by().values_list("category", flat=True).distinct()
    for category in sorted(categories):
        standard = load_standard(category)
        if "document_number" not in standard.roles:
            continue
        records = Record.objects.filter(category=category)
        records = records.filter(first_received_at__lt=before)
        accepted = Entry.objects.filter(pk__in=records.values("entry_id"))
        waiting = Entry.objects.filter(
            category=category,
            outcome__in=("pending", "excluded"),
            received_at__lt=before,
        ).exclude(pk__in=Withdrawal.objects.values("entry_id"))
        returned = unmended().filter(category=category, received_at__lt=before)
        for entries, is_sound in (
            (accepted, True),
            (waiting, True),
            (returned, False),
        ):
            yield from _numbers(entries.filter(wanted), standard, is_sound=is_sound)


def prefixes_of(units: Collection[int]) -> set[str]:
    """List the prefixes that numbers of some units have."""
    used = Entry.objects.filter(unit__in=units).exclude(series_prefix="")
    return set(used.order_by().values_list("series_prefix", flat=True).distinct())


def _numbers(
    entries: QuerySet[Entry], standard: Standard, *, is_sound: bool
) -> Iterator[KnownNumber]:
    cells = {
        name: Coalesce(
            KeyTextTransform(standard.roles[role], "row"), Value("", TextField())
        )
        for name, role in (("made_code", "authority_code"), ("made_by", "authority"))
        if role in standard.roles
    }
    rows = entries.order_by().annotate(**cells).values_list(
        "document_number", "unit_id", "decided_on", "subject_code", "subject_name",
        "received_at", *cells,
    )  # fmt: skip
    for number, unit, decided, code, name, received, *made in rows.iterator(10_000):
        told = dict(zip(cells, made, strict=True))
        by = told.get("made_by", "")
        yield KnownNumber(
            number=number,
            category=standard.key,
            authority=told.get("made_code") or by,
            authority_name=by,
            unit_id=unit,
            decided_on=decided if is_sound else None,
            party=code or name,
            received_at=received,
        )
