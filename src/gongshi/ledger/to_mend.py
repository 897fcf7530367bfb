"""What units have to mend: their returned rows, by cause and by the day they are due."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.db.models import Count, Exists, F, Min, OuterRef, Q, QuerySet

from gongshi.ledger.absence import none_of
from gongshi.ledger.facts import last_between
from gongshi.ledger.models import Entry, Finding, Unmended

#: The severity for which a row is returned.
_RETURN = "return"
#: What lists show of a finding.
_SHOWN = (
    "field", "rule", "value", "message", "suggestion", "source",
    "entry__row_number", "entry__received_at", "entry__category",
    "entry__subject_name", "entry__batch__number",
)  # fmt: skip


@dataclass(frozen=True, order=True)
class CauseKey:
    """Which errors are one: the same rule in the same field of a category."""

    category: str
    rule: str
    field: str


@dataclass(frozen=True)
class Waiting:
    """One cause and the rows that wait for it to be mended."""

    key: CauseKey
    rows: int
    #: For how many of them the checks know what to put instead.
    suggested: int
    #: The earliest last day; None when none is known.
    due_on: date | None
    #: The first with a suggestion, if there is one, and the first; with their entries.
    examples: tuple[Finding, ...]

    @property
    def is_suggested(self) -> bool:
        """Tell whether every row has a suggestion."""
        return self.rows == self.suggested


def rows_to_mend(units: Collection[int] | None, batch: str = "") -> QuerySet[Unmended]:
    """Select the rows that wait, the ones due first before the others.

    Args:
        units: Whose; None = everybody's.
        batch: Number of the filing they came with; "" = any.
    """
    waiting = Unmended.objects.all()
    if units is not None:
        waiting = waiting.filter(unit__in=units)
    if batch:
        waiting = waiting.filter(entry__batch__number=batch)
    return waiting.order_by(F("due_on").asc(nulls_last=True), "pk")


def causes_to_mend(
    units: Collection[int] | None, batch: str = "", having: CauseKey | None = None
) -> list[Waiting]:
    """Group the rows that wait by cause, commonest first.

    Args:
        units: Whose; None = everybody's.
        batch: Number of the filing they came with; "" = any.
        having: Only rows with this cause, and their other causes; None = all rows.
    """
    seen = None if units is None else frozenset(units)
    found = _count_once(last_between(), seen, batch, having)
    examples = _shown(pk for each in found for pk in each[-2:] if pk)
    return [
        Waiting(
            key=CauseKey(*key),
            rows=count,
            suggested=suggested,
            due_on=due,
            examples=tuple(
                examples[pk] for pk in dict.fromkeys((offer or first, first))
            ),
        )
        for *key, count, suggested, due, first, offer in found
    ]


@lru_cache(maxsize=256)
def _count_once(
    last: tuple[object, ...],
    units: frozenset[int] | None,
    batch: str,
    having: CauseKey | None,
) -> list[tuple[Any, ...]]:
    """Count by cause; `last` tells the ledger from itself of before."""
    del last
    rows = rows_to_mend(units, batch).order_by()
    if having is not None:
        has_it = Exists(_of(having).filter(entry=OuterRef("pk")))
        rows = rows.filter(has_it, category=having.category)
    has_offer = Q(entry__finding__suggestion__isnull=False)
    counted = (
        rows.filter(entry__finding__severity=_RETURN)
        .values_list("category", "entry__finding__rule", "entry__finding__field")
        .annotate(
            rows=Count("pk", distinct=True),
            suggested=Count("pk", distinct=True, filter=has_offer),
            due=Min("due_on"),
            first=Min("entry__finding"),
            first_offer=Min("entry__finding", filter=has_offer),
        )
    )
    return list(
        counted.order_by("-rows", "entry__finding__rule", "entry__finding__field")
    )


def _of(cause: CauseKey) -> QuerySet[Finding]:
    return Finding.objects.filter(severity=_RETURN, rule=cause.rule, field=cause.field)


def _shown(ids: Iterable[int]) -> dict[int, Finding]:
    chosen = Finding.objects.filter(pk__in=set(ids)).select_related("entry__batch")
    return chosen.only(*_SHOWN).in_bulk()


def findings_to_mend(
    units: Collection[int] | None, key: CauseKey, batch: str = ""
) -> QuerySet[Finding]:
    """Select what has to be mended for one cause, in the order in which rows were filed."""
    rows = rows_to_mend(units, batch).filter(category=key.category)
    among = rows.order_by().values("pk")
    same = _of(key).filter(entry__in=among)
    return same.select_related("entry__batch").order_by("entry_id")


def first_to_mend(
    units: Collection[int] | None, key: CauseKey, batch: str, most: int
) -> list[Finding]:
    """Read the first of what has to be mended for one cause, with their entries."""
    # Their ids alone first: whole rows would all be sorted, to show a few of them.
    ids = list(findings_to_mend(units, key, batch).values_list("pk", flat=True)[:most])
    found = _shown(ids)
    return [found[pk] for pk in ids]


def coverable(
    units: Collection[int] | None, causes: Iterable[CauseKey], batch: str = ""
) -> QuerySet[Entry]:
    """Select the rows that are wholly mended by the suggestions of some causes.

    Args:
        units: Whose rows; None = everybody's.
        causes: Of one category; the rows have the first of them, and none but these.
        batch: Number of the filing they came with; "" = any.
    """
    chosen = list(causes)
    among = Q()
    for each in chosen:
        among |= Q(rule=each.rule, field=each.field)
    mine = Finding.objects.filter(entry=OuterRef("pk"), severity=_RETURN)
    first = chosen[0]
    waiting = rows_to_mend(units, batch).filter(category=first.category)
    return (
        Entry.objects.filter(pk__in=waiting.order_by().values("pk"))
        .order_by(F("due_on").asc(nulls_last=True), "pk")
        .filter(Exists(mine.filter(rule=first.rule, field=first.field)))
        .filter(none_of(mine.exclude(among)), none_of(mine.filter(suggestion=None)))
    )


def count_coverable(
    units: Collection[int] | None, causes: Iterable[CauseKey], batch: str = ""
) -> int:
    """Count the rows that `coverable` selects."""
    seen = None if units is None else frozenset(units)
    return _coverable_once(last_between(), seen, tuple(causes), batch)


@lru_cache(maxsize=256)
def _coverable_once(
    last: tuple[object, ...],
    units: frozenset[int] | None,
    causes: tuple[CauseKey, ...],
    batch: str,
) -> int:
    del last
    return coverable(units, causes, batch).count()


def equal_errors(entry: Entry, finding: Finding) -> QuerySet[Entry]:
    """Select the other rows of a unit in which nothing but this same value is wrong."""
    key = CauseKey(entry.category, finding.rule, finding.field)
    same = Finding.objects.filter(
        entry=OuterRef("pk"),
        severity=_RETURN,
        rule=finding.rule,
        field=finding.field,
        value=finding.value,
        suggestion=finding.suggestion,
    )
    others = coverable([entry.unit_id] if entry.unit_id else [], [key])
    return others.filter(Exists(same)).exclude(pk=entry.pk)


def suggestions(entries: Iterable[Entry]) -> dict[int, dict[str, str]]:
    """Gather what the checks would put instead.

    Returns:
        Id of the entry → field code → text; "" empties the cell.
    """
    ids = [each.pk for each in entries]
    found: dict[int, dict[str, str]] = {}
    for start in range(0, len(ids), _SLICE):
        told = Finding.objects.filter(
            entry__in=ids[start : start + _SLICE],
            severity=_RETURN,
            suggestion__isnull=False,
        ).order_by("pk")
        for entry, field, text in told.values_list("entry_id", "field", "suggestion"):
            found.setdefault(entry, {}).setdefault(field, text or "")
    return found


#: Values asked for in one query; SQLite takes 32 766 of them.
_SLICE = 10_000
