"""What units have to mend: their returned rows, by cause and by the day they are due."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, F, Min, OuterRef, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from gongshi.ledger.absence import none_of
from gongshi.ledger.known import unmended
from gongshi.ledger.models import Entry, Finding

#: The severity for which a row is returned.
_RETURN = "return"
_EXAMPLES = 10


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
    #: The first of them, with their entries.
    examples: tuple[Finding, ...]

    @property
    def is_suggested(self) -> bool:
        """Tell whether every row has a suggestion."""
        return self.rows == self.suggested


def rows_to_mend(units: Collection[int] | None) -> QuerySet[Entry]:
    """Select the rows that wait, the ones due first before the others.

    Args:
        units: Whose; None = everybody's.
    """
    waiting = unmended() if units is None else unmended().filter(unit__in=units)
    return waiting.order_by(F("due_on").asc(nulls_last=True), "pk")


def causes_to_mend(
    rows: QuerySet[Entry], only: CauseKey | None = None
) -> list[Waiting]:
    """Group the rows that wait by cause, commonest first.

    Args:
        rows: From `rows_to_mend`.
        only: The one cause that is asked for; None = all.
    """
    told = _returning(rows if only is None else rows.filter(category=only.category))
    if only is not None:
        told = told.filter(rule=only.rule, field=only.field)
    keys = "entry__category", "rule", "field"
    counted = (
        told.order_by()
        .values(*keys)
        .annotate(
            rows=Count("entry", distinct=True),
            suggested=Count("entry", distinct=True, filter=Q(suggestion__isnull=False)),
            due=Min("entry__due_on"),
        )
    )
    examples = _examples(told)
    return [
        Waiting(
            key=key,
            rows=each["rows"],
            suggested=each["suggested"],
            due_on=each["due"],
            examples=tuple(examples[key]),
        )
        for each in counted.order_by("-rows", "rule", "field")
        for key in (CauseKey(each["entry__category"], each["rule"], each["field"]),)
    ]


def _examples(told: QuerySet[Finding]) -> dict[CauseKey, list[Finding]]:
    same = ["entry__category", "rule", "field"]
    ranked = told.annotate(
        rank=Window(RowNumber(), partition_by=same, order_by=("entry_id", "pk"))
    ).filter(rank__lte=_EXAMPLES)
    # Their ids alone first: whole rows would all be sorted, to show a few of them.
    chosen = list(ranked.order_by().values_list("pk", flat=True))
    examples = Finding.objects.filter(pk__in=chosen).select_related("entry__batch")
    found: dict[CauseKey, list[Finding]] = {}
    for each in examples.order_by("entry_id", "pk"):
        key = CauseKey(each.entry.category, each.rule, each.field)
        found.setdefault(key, []).append(each)
    return found


def findings_of_cause(told: QuerySet[Finding], key: CauseKey) -> QuerySet[Finding]:
    """Select the findings of one cause, in the order in which rows were filed."""
    same = told.filter(rule=key.rule, field=key.field, entry__category=key.category)
    return same.select_related("entry__batch").order_by("entry_id")


def findings_to_mend(units: Collection[int] | None, key: CauseKey) -> QuerySet[Finding]:
    """Select what has to be mended for one cause."""
    return findings_of_cause(_returning(rows_to_mend(units)), key)


def coverable(
    units: Collection[int] | None, causes: Iterable[CauseKey]
) -> QuerySet[Entry]:
    """Select the rows that are wholly mended by the suggestions of some causes.

    Args:
        units: Whose rows; None = everybody's.
        causes: Of one category; the rows have the first of them, and none but these.
    """
    chosen = list(causes)
    among = Q()
    for each in chosen:
        among |= Q(rule=each.rule, field=each.field)
    mine = Finding.objects.filter(entry=OuterRef("pk"), severity=_RETURN)
    first = chosen[0]
    return (
        rows_to_mend(units)
        .filter(category=first.category)
        .filter(Exists(mine.filter(rule=first.rule, field=first.field)))
        .filter(none_of(mine.exclude(among)), none_of(mine.filter(suggestion=None)))
    )


def beside(units: Collection[int] | None, key: CauseKey) -> list[Waiting]:
    """List the other causes for which the rows of a cause are returned as well."""
    has_it = Finding.objects.filter(
        entry=OuterRef("pk"), severity=_RETURN, rule=key.rule, field=key.field
    )
    rows = rows_to_mend(units).filter(Exists(has_it), category=key.category)
    return [each for each in causes_to_mend(rows) if each.key != key]


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


def _returning(rows: QuerySet[Entry]) -> QuerySet[Finding]:
    among = rows.order_by().values("pk")
    return Finding.objects.filter(severity=_RETURN, entry__in=among)
