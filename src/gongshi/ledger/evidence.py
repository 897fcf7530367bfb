"""Keeps reviewed evidence and issued scores, and reads them as they stood at a moment."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, Max, OuterRef, QuerySet

from gongshi.ledger.models import Evidence, IssuedScores, Office


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
        .filter(~Exists(later))
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
    """Store issued scores as the next version of their month."""
    with transaction.atomic():
        Office.objects.select_for_update().first()
        before = IssuedScores.objects.filter(place=issue.place, period=issue.period)
        last = before.aggregate(last=Max("version"))["last"] or 0
        issue.version = last + 1
        issue.save(force_insert=True)
    return issue
