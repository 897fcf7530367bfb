"""Keeps reviewed evidence and issued scores, and reads them as they stood at a moment."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import OuterRef, Q, QuerySet

from gongshi.ledger.absence import none_of
from gongshi.ledger.facts import heads
from gongshi.ledger.models import Evidence, IssuedScores, Office, Unit


@dataclass(frozen=True)
class EvidenceAsked:
    """Which papers of a place are asked for; what is None asks nothing."""

    place: str
    #: A month like 2021-08.
    period: str
    #: Whether those of all months before are asked for too.
    so_far: bool = False
    #: A unit with everything below it.
    unit: Unit | None = None
    #: Keys of groups of the units at the top.
    groups: Collection[str] | None = None
    kind: str | None = None
    is_met: bool | None = None
    number: int | None = None
    #: Whether papers that gave way are given too.
    with_replaced: bool = False


def select_evidence(asked: EvidenceAsked) -> QuerySet[Evidence]:
    """Select papers.

    Args:
        asked: Which.

    Returns:
        Oldest first, with their units.
    """
    found = Evidence.objects.filter(*_conditions(asked))
    if not asked.with_replaced:
        found = found.filter(none_of(Evidence.objects.filter(replaces=OuterRef("pk"))))
    return found.select_related("unit").order_by("pk")


def _conditions(asked: EvidenceAsked) -> Iterable[Q]:
    yield Q(place=asked.place)
    # Months sort as texts do.
    yield Q(period__lte=asked.period) if asked.so_far else Q(period=asked.period)
    if (unit := asked.unit) is not None:
        yield Q(unit__in=_below(lambda top, pk: unit.pk in (top.pk, pk)))
    if (groups := asked.groups) is not None:
        yield Q(unit__in=_below(lambda top, _: top.group in groups))
    for key in ("kind", "is_met"):
        if (wanted := getattr(asked, key)) is not None:
            yield Q(**{key: wanted})
    if asked.number is not None:
        yield Q(pk=asked.number)


def _below(holds: Callable[[Unit, int], bool]) -> list[int]:
    """List the units of which something holds, told their top and their own id."""
    return sorted(pk for pk, top in heads().items() if holds(top, pk))


def standing_evidence(
    place: str, period: str, as_of: datetime | None = None
) -> QuerySet[Evidence]:
    """Select the evidence of a month that nothing later has replaced.

    Args:
        place: Key of the place.
        period: Like 2021-08.
        as_of: Up to when papers count, included; None = all of them.

    Returns:
        Oldest first, with their units.
    """
    known = Evidence.objects.all()
    if as_of is not None:
        known = known.filter(received_at__lte=as_of)
    later = known.filter(replaces=OuterRef("pk"))
    return (
        known.filter(place=place, period=period)
        .filter(none_of(later))
        .select_related("unit")
        .order_by("pk")
    )


def keep_all(
    papers: Iterable[Evidence], *, replacing: frozenset[str]
) -> list[Evidence]:
    """Store papers in one transaction: all of them, or none.

    Args:
        papers: New ones. Where one names what it replaces, that stays so.
        replacing: Kinds of which a unit has one a month: a new one takes the place of
            the one that stands.

    Returns:
        The papers with their numbers.
    """
    with transaction.atomic():
        # One writer at a time decides what a paper replaces.
        Office.objects.select_for_update().first()
        return [_keep(paper, replacing) for paper in papers]


def _keep(paper: Evidence, replacing: frozenset[str]) -> Evidence:
    if paper.replaces_id is None and paper.kind in replacing:
        standing = standing_evidence(paper.place, paper.period)
        alike = standing.filter(unit=paper.unit_id, kind=paper.kind)
        paper.replaces = alike.last()
    paper.save(force_insert=True)
    return paper


def latest_issue(place: str, period: str) -> IssuedScores | None:
    """Find the scores of a month as they were issued last."""
    issues = IssuedScores.objects.filter(place=place, period=period)
    return issues.order_by("version").last()


def keep_issue(issue: IssuedScores) -> IssuedScores:
    """Store issued scores as the next version of their month.

    Returns:
        What is stored; the version of before where nothing has changed but the moment.
    """
    with transaction.atomic():
        Office.objects.select_for_update().first()
        before = latest_issue(issue.place, issue.period)
        if before is not None and _told(before) == _told(issue):
            return before
        issue.version = before.version + 1 if before else 1
        issue.save(force_insert=True)
    return issue


def _told(issue: IssuedScores) -> dict[str, object]:
    told: dict[str, object] = json.loads(issue.content)
    told.pop("as_of", None)
    return told
