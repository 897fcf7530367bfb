"""Sends a draft to review, and takes the answer of a second person."""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from gongshi.actions.draft_bulletin import find_draft, look, writable
from gongshi.errors import UsageError, storable
from gongshi.ledger import bulletins
from gongshi.ledger.bulletins import APPROVED, REVIEW, WRITING
from gongshi.ledger.models import BulletinDraft
from gongshi.people import audit
from gongshi.people.models import Person
from gongshi.people.rights import ISSUE, may
from gongshi.people.rights import REVIEW as REVIEWING


def drafts_for(me: Person) -> QuerySet[BulletinDraft]:
    """Select the drafts that wait for a person: for his answer, or for their number."""
    states = [(REVIEW, REVIEWING), (APPROVED, ISSUE)]
    mine = [state for state, right in states if may(me.role, right)]
    waiting = BulletinDraft.objects.filter(state__in=mine)
    return waiting.exclude(state=REVIEW, sent_by=me.login).order_by("pk")


def send(draft_id: int, actor: str, *, remark: str = "") -> BulletinDraft:
    """Send a draft to review.

    Args:
        draft_id: Of the draft.
        actor: Login.
        remark: Why it goes with what the audit found; needed where it found anything.

    Returns:
        The draft; sent by the same person already, it is as it was.

    Raises:
        UsageError: It cannot go as it is.
    """
    with transaction.atomic():
        bulletins.lock()
        before = find_draft(draft_id)
        if (before.state, before.sent_by) == (REVIEW, actor):
            return before
        draft = writable(draft_id)
        looked = look(draft)
        if looked.stale:
            # An amendment begins with a paragraph that nobody composed.
            first = 2 if draft.corrects else 1
            told = "、".join(f"第 {at + first} 段" for at in looked.stale)
            raise UsageError(
                "stale", f"重新取数以后，{told}改过的文字没有用上；请看过再送审。"
            )
        if not looked.is_clean and not remark.strip():
            count = len(looked.contradictions) + len(looked.doubts)
            raise UsageError(
                "unclean", f"还有 {count} 处对不上；请改好，或写明为什么照这样送审。"
            )
        draft.state, draft.sent_by = REVIEW, actor
        draft.remark = storable(remark).strip()
        draft.answered_by = draft.answer = ""
        _changed("bulletin.send", draft, actor)
    return draft


def approve(draft_id: int, actor: str) -> BulletinDraft:
    """Approve a draft that another one has written.

    Returns:
        The draft; approved by the same person already, it is as it was.

    Raises:
        UsageError: It does not wait for that, or the person has written in it.
    """
    with transaction.atomic():
        bulletins.lock()
        before = find_draft(draft_id)
        if (before.state, before.answered_by) == (APPROVED, actor):
            return before
        draft = _waiting(draft_id)
        _refuse_writer(draft, actor)
        draft.state, draft.answered_by = APPROVED, actor
        _changed("bulletin.approve", draft, actor)
    return draft


def send_back(draft_id: int, actor: str, why: str) -> BulletinDraft:
    """Give a draft back to its writers, also when it was approved already.

    Raises:
        UsageError: It does not wait, or nothing is said.
    """
    if not storable(why).strip():
        raise UsageError("no_reason", "请写明要改什么。")
    with transaction.atomic():
        draft = _waiting(draft_id, REVIEW, APPROVED)
        draft.state, draft.answered_by, draft.answer = WRITING, actor, why.strip()
        _changed("bulletin.send_back", draft, actor)
    return draft


def _waiting(draft_id: int, *states: str) -> BulletinDraft:
    bulletins.lock()
    draft = find_draft(draft_id)
    if draft.state not in (states or (REVIEW,)):
        raise UsageError("not_waiting", "这份通报稿不在等审核，请刷新看它现在的状态。")
    return draft


def _refuse_writer(draft: BulletinDraft, actor: str) -> None:
    if actor in draft.writers or actor == draft.sent_by:
        raise UsageError("own_draft", "这份通报稿有您写的内容，要由另一人审定。")


def _changed(act: str, draft: BulletinDraft, actor: str) -> None:
    draft.changed_at = timezone.now()
    draft.save()
    target = f"{draft.place}:{draft.period}"
    audit.record(act, actor=actor, target=target, detail={"draft": draft.pk})
