"""Adds or takes points only after a second person has agreed.

A request is kept as it was made; only one that was granted becomes a paper, and only
papers count. So what waits, or was refused, can never be in a score.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from django.db import DatabaseError, transaction
from django.db.models import Q
from django.utils import timezone

from gongshi.actions.attachments import Attachment
from gongshi.actions.keep_evidence import Review, keep_evidence, prepared
from gongshi.actions.taken_papers import Taken
from gongshi.clocks.periods import Period, month
from gongshi.errors import NotReceived, UnknownName, UsageError
from gongshi.ledger import archive
from gongshi.ledger.models import (
    AdjustmentDecision,
    AdjustmentRequest,
    Evidence,
    Office,
)
from gongshi.ledger.refusals import why
from gongshi.people import audit
from gongshi.people.models import Person


def is_adjustment(kind: str, taken: Taken) -> bool:
    """Tell whether a kind of evidence adds or takes points of its own."""
    adjustments = taken.assessment.adjustments if taken.assessment else ()
    return kind in {each.key for each in adjustments}


def ask(
    review: Review, period: Period, place: str, actor: str
) -> list[AdjustmentRequest]:
    """Ask for an adjustment; nothing counts before another person has agreed.

    Args:
        review: Kind, units, reason (its note) and, where there is one, the file.
        period: The month.
        place: Key or name of the place.
        actor: Login of who asks; on the command line his name.

    Returns:
        One request per unit.

    Raises:
        UserError: Anything in it is wrong; nothing was stored.
    """
    if not review.note.strip():
        raise UsageError("no_reason", "加减分要写明理由。")
    papers, _ = prepared(review, period, place)
    try:
        if review.attachment:
            content = review.attachment.content
            archive.keep(content, hashlib.new("sm3", content).hexdigest())
        return _all_asked(papers, review, actor)
    except (OSError, DatabaseError) as error:
        raise NotReceived(
            "not_received",
            f"没有提请：台账写不进去（{why(error)}），什么都没有存，请稍后再试。",
        ) from error


def _all_asked(
    papers: Sequence[Evidence], review: Review, actor: str
) -> list[AdjustmentRequest]:
    with transaction.atomic():
        return [
            _asked(
                AdjustmentRequest(
                    place=each.place,
                    period=each.period,
                    unit=each.unit,
                    kind=each.kind,
                    is_met=each.is_met,
                    reason=review.note.strip()[:500],
                    file_name=each.file_name,
                    file_hash=each.file_hash,
                    replaces=each.replaces,
                    asked_by=actor,
                    asked_at=timezone.now(),
                )
            )
            for each in papers
        ]


def decide(
    request_id: int, actor: str, *, is_granted: bool, note: str = ""
) -> AdjustmentDecision:
    """Answer a request; granted, it becomes a paper and counts.

    Args:
        request_id: Of the request.
        actor: Login of who answers, or his name; never the one who asked.
        is_granted: The answer.
        note: Why; needed when it is refused.

    Returns:
        The decision. A request that was answered already keeps its answer.

    Raises:
        UserError: It cannot be answered by this person, or in this way.
    """
    with transaction.atomic():
        Office.objects.select_for_update().first()
        asked = _found(request_id)
        if known := AdjustmentDecision.objects.filter(request=asked).first():
            return known
        if actor in _names_of(asked.asked_by):
            raise UsageError("own_request", "这是您自己提的，要由另一人批准。")
        if not is_granted and not note.strip():
            raise UsageError("no_reason", "不同意的，请写明为什么。")
        paper = _granted(asked, actor) if is_granted else None
        decision = AdjustmentDecision.objects.create(
            request=asked,
            is_granted=is_granted,
            note=note.strip()[:500],
            decided_by=actor,
            decided_at=timezone.now(),
            paper=paper,
        )
        act = "adjustment.grant" if is_granted else "adjustment.refuse"
        target = f"{asked.place}:{asked.period}:{asked.unit_id}"
        audit.record(
            act, actor=actor, target=target,
            detail={"request": asked.pk, "kind": asked.kind},
        )  # fmt: skip
    return decision


def waiting(place: str, period: str) -> list[AdjustmentRequest]:
    """List the requests of a month that nobody has answered, oldest first."""
    found = AdjustmentRequest.objects.filter(
        place=place, period=period, decision__isnull=True
    )
    return list(found.select_related("unit"))


def _asked(asked: AdjustmentRequest) -> AdjustmentRequest:
    asked.save(force_insert=True)
    audit.record(
        "adjustment.ask",
        actor=asked.asked_by,
        target=f"{asked.place}:{asked.period}:{asked.unit_id}",
        detail={"request": asked.pk, "kind": asked.kind, "met": asked.is_met},
    )
    return asked


def _names_of(actor: str) -> set[str]:
    """Name whoever asked in every way: the command line knows people by their names."""
    same = Person.objects.filter(Q(login=actor) | Q(name=actor))
    known = same.values_list("login", "name")
    return {actor, *(word for pair in known for word in pair)}


def _found(request_id: int) -> AdjustmentRequest:
    found = AdjustmentRequest.objects.select_related("unit", "replaces")
    if (asked := found.filter(pk=request_id).first()) is None:
        raise UnknownName("unknown_request", f"没有第 {request_id} 号加减分提请。")
    return asked


def _granted(asked: AdjustmentRequest, actor: str) -> Evidence:
    review = Review(
        kind=asked.kind,
        units=[asked.unit.name],
        reviewer=f"{asked.asked_by[:40]} 提，{actor[:40]} 批",
        is_met=asked.is_met,
        note=asked.reason,
        replaces=asked.replaces_id,
        attachment=Attachment(archive.fetch(asked.file_hash), asked.file_name)
        if asked.file_hash
        else None,
    )
    (paper,) = keep_evidence(review, month(asked.period), asked.place)
    return paper
