"""What some units filed in a month: by category, by batch, and what was found in it.

Each is counted again when something was added to the month, and kept until then: pages
ask for the same again and again.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from django.db.models import Count, Min, QuerySet

from gongshi.assessment.counts import Counts
from gongshi.clocks.periods import Period
from gongshi.ledger.facts import counts_by, last_of, standing
from gongshi.ledger.models import Batch, Entry, Finding


class Asked(NamedTuple):
    """A month of some units, taken together."""

    units: frozenset[int]
    period: Period
    #: What was added to the month last.
    last: tuple[object, ...]


def ask(units: Collection[int], period: Period) -> Asked:
    """Say whose month is asked for, as it now is."""
    return Asked(frozenset(units), period, last_of(period))


@lru_cache(maxsize=256)
def counts_by_category(asked: Asked) -> Mapping[str, Counts]:
    """Count the rows category by category."""
    units, period, _ = asked
    # Only the moments at which these units filed: the rows of all others are not read.
    files = Batch.objects.filter(
        received_at__gte=period.start, received_at__lt=period.end
    )
    own = files.filter(unit__in=units) | files.filter(unit=None)
    entries = standing(period.start, period.end).filter(
        unit__in=units, received_at__in=own.values("received_at")
    )
    return {key: counts for (key,), counts in counts_by(entries, "category").items()}


def batches_touching(asked: Asked) -> list[tuple[Batch, Counts]]:
    """List the batches that hold such rows, latest first.

    Returns:
        Each with the counts of these units' rows in it, mended ones included.
    """
    counted = _by_batch(asked)
    found = Batch.objects.filter(pk__in=counted).order_by("-received_at", "-pk")
    return [(batch, counted[batch.pk]) for batch in found]


@lru_cache(maxsize=256)
def _by_batch(asked: Asked) -> dict[Any, Counts]:
    units, period, _ = asked
    entries = Entry.objects.filter(
        received_at__gte=period.start,
        received_at__lt=period.end,
        unit_id__in=units,
    )
    return {key: counts for (key,), counts in counts_by(entries, "batch_id").items()}


@lru_cache(maxsize=256)
def findings_by_rule(asked: Asked) -> Sequence[Mapping[str, object]]:
    """Group the findings by rule and field, commonest first.

    Returns:
        Dictionaries with rule, field, category, severity, rows, message, source.
    """
    units, period, _ = asked
    told: QuerySet[Finding] = Finding.objects.filter(
        entry__received_at__gte=period.start,
        entry__received_at__lt=period.end,
        entry__unit_id__in=units,
    )
    grouped = told.values("rule", "field", "severity", "source", "entry__category")
    return [
        {**each, "category": each["entry__category"]}
        for each in grouped.annotate(
            rows=Count("entry", distinct=True), message=Min("message")
        ).order_by("-rows", "rule")
    ]
