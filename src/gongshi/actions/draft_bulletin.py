"""Drafts a bulletin between two people's hands: figures taken once, wordings kept apart.

A draft holds the document as composed and every own wording beside it, so that the
figures can be taken anew without losing a word.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from gongshi.actions.audit_draft import audit_draft
from gongshi.actions.issue import compose_bulletin
from gongshi.bulletin.audit import Contradiction
from gongshi.bulletin.document import Document, Paragraph
from gongshi.bulletin.edits import Edit, Remark, edit, edited, remarks
from gongshi.bulletin.frozen import freeze, seal, thaw
from gongshi.clocks.periods import Period
from gongshi.errors import UnknownName, UsageError
from gongshi.ledger import bulletins
from gongshi.ledger.bulletins import OPEN, WRITING, latest_version
from gongshi.ledger.models import BulletinDraft
from gongshi.people import audit
from gongshi.policy.policies import find_place


@dataclass(frozen=True)
class Doubt:
    """What is doubtful about one paragraph's figures."""

    #: Place of the paragraph, from 0.
    at: int
    remark: Remark


@dataclass(frozen=True)
class Looked:
    """A draft, read as the reader of the issued bulletin will."""

    document: Document
    contradictions: tuple[Contradiction, ...]
    doubts: tuple[Doubt, ...]
    #: Places of wordings whose composed text is another one by now.
    stale: tuple[int, ...]

    @property
    def is_clean(self) -> bool:
        """Tell whether nothing has to be explained."""
        return not (self.contradictions or self.doubts or self.stale)


class Overtaken(Exception):
    """Somebody else saved the same paragraph meanwhile; nothing was stored."""

    def __init__(self, draft: BulletinDraft) -> None:
        super().__init__()
        self.draft = draft


def start(
    period: Period, place: str, actor: str, *, correction: str = ""
) -> BulletinDraft:
    """Begin a draft, or find the one that is open.

    Args:
        period: The month, or the day of a daily table; it must be over.
        place: Key or name of the place whose policy has the outline.
        actor: Login.
        correction: What is corrected; needed where the period was issued already.

    Raises:
        UsageError: The period still runs, or it was issued and nothing is to be
            corrected.
    """
    key = find_place(place)
    if found := bulletins.open_draft(key, period.key):
        return found
    if timezone.now() < period.end:
        raise UsageError(
            "running", f"{period.title}还没有过完，数字还会变；过完了再起草通报。"
        )
    document, as_of = _taken(period, key)
    with transaction.atomic():
        bulletins.lock()
        if found := bulletins.open_draft(key, period.key):
            return found
        before = latest_version(key, period.key)
        if before and not correction.strip():
            raise UsageError(
                "issued",
                f"{period.title}的通报已印发（{before.number}，第 {before.version} 版），"
                "不能重开；要改请发更正，并写明更正什么。",
            )
        draft = BulletinDraft.objects.create(
            place=key,
            period=period.key,
            corrects=before,
            correction=correction.strip() if before else "",
            document=freeze(document),
            as_of=as_of,
            started_by=actor,
            writers=[actor],
            changed_at=timezone.now(),
        )
        _record("bulletin.amend" if before else "bulletin.draft", draft, actor)
    return draft


def renew(draft_id: int, period: Period, actor: str) -> BulletinDraft:
    """Take the figures anew; own wordings stay where their text is still composed so."""
    document, as_of = _taken(period, find_draft(draft_id).place)
    with transaction.atomic():
        draft = writable(draft_id)
        draft.document, draft.as_of = freeze(document), as_of
        _save(draft, actor)
        _record("bulletin.renew", draft, actor)
    return draft


def write(
    draft_id: int, at: int, written: str, actor: str, *, seen: str
) -> BulletinDraft:
    """Save the own wording of one paragraph.

    Args:
        draft_id: Of the draft.
        at: Place of the paragraph, from 0.
        written: The whole paragraph; blank, or as composed = no own wording any more.
        actor: Login.
        seen: `mark` of the paragraph as the writer saw it.

    Raises:
        Overtaken: Another one has saved it since.
        UsageError: The draft cannot be written in now.
    """
    with transaction.atomic():
        draft = writable(draft_id)
        composed = paragraph_of(thaw(draft.document), at)
        if seen != mark(draft, at):
            raise Overtaken(draft)
        made = edit(composed, written)
        if written.strip() in ("", composed.text.strip()):
            draft.edits.pop(str(at), None)
        else:
            now = timezone.now().isoformat()
            told = {"runs": made.runs, "words": made.words, "by": actor, "at": now}
            draft.edits[str(at)] = told
        _save(draft, actor)
        _record("bulletin.edit", draft, actor, paragraph=at + 1)
    return draft


def drop(draft_id: int, actor: str) -> BulletinDraft:
    """Give a draft up; it stays in the ledger."""
    with transaction.atomic():
        draft = writable(draft_id)
        draft.state = bulletins.DROPPED
        _save(draft, actor)
        _record("bulletin.drop", draft, actor)
    return draft


def look(draft: BulletinDraft, trying: Mapping[int, str] | None = None) -> Looked:
    """Audit a draft.

    Args:
        draft: The draft; nothing is stored.
        trying: Place of a paragraph → what somebody is typing there.
    """
    composed = thaw(draft.document)
    edits = edits_of(draft) | {
        at: edit(paragraph_of(composed, at), text)
        for at, text in (trying or {}).items()
    }
    document = with_correction(edited(composed, edits), draft)
    return Looked(
        document,
        audit_draft(document),
        tuple(_doubts(composed, edits)),
        tuple(at for at in sorted(edits) if not _fits(composed, at, edits[at])),
    )


def edits_of(draft: BulletinDraft) -> dict[int, Edit]:
    """Give the own wordings of a draft by the place of their paragraph."""
    return {
        int(at): Edit(tuple(each["runs"]), each["words"])
        for at, each in draft.edits.items()
    }


def mark(draft: BulletinDraft, at: int) -> str:
    """Name the present wording of a paragraph, so that a change of it is noticed."""
    own: Mapping[str, Any] = draft.edits.get(str(at), {})
    return seal(f"{own.get('at', '')}{paragraph_of(thaw(draft.document), at).text}")[
        :32
    ]


def paragraph_of(document: Document, at: int) -> Paragraph:
    """Find a paragraph by its place.

    Raises:
        UnknownName: There is none.
    """
    if not 0 <= at < len(document.paragraphs):
        raise UnknownName("unknown_paragraph", f"这份通报没有第 {at + 1} 段。")
    return document.paragraphs[at]


def with_correction(document: Document, draft: BulletinDraft) -> Document:
    """Put what is corrected in front of the text of an amendment."""
    before = draft.corrects
    if before is None:
        return document
    text = (
        f"现对{before.signed_on.year}年{before.signed_on.month}月{before.signed_on.day}日"
        f"印发的{before.number}作如下更正：{draft.correction.rstrip('。')}。"
        "更正后的全文如下。"
    )
    return replace(
        document,
        paragraphs=(Paragraph(0, (text,)), *document.paragraphs),
        tables=tuple(
            each if each.after is None else replace(each, after=each.after + 1)
            for each in document.tables
        ),
    )


def find_draft(draft_id: int) -> BulletinDraft:
    """Find a draft.

    Raises:
        UnknownName: There is none.
    """
    found = BulletinDraft.objects.select_related("corrects", "issued").filter(
        pk=draft_id
    )
    if (draft := found.first()) is None:
        raise UnknownName("unknown_draft", f"没有第 {draft_id} 号通报稿。")
    return draft


def writable(draft_id: int) -> BulletinDraft:
    """Lock a draft that can be written in.

    Raises:
        UsageError: It is with the reviewer, approved, issued or dropped.
    """
    bulletins.lock()
    draft = find_draft(draft_id)
    if draft.state != WRITING:
        raise UsageError(
            "not_writing", f"这份通报稿{_STANDING[draft.state]}，不能再改。"
        )
    return draft


_STANDING = {
    "review": "已送审",
    "approved": "已审定",
    "issued": "已印发",
    "dropped": "已作废",
}
assert set(_STANDING) | {WRITING} > set(OPEN)


def _taken(period: Period, place: str) -> tuple[Document, datetime]:
    moment = timezone.now()
    return compose_bulletin(period, place), moment


def _fits(composed: Document, at: int, own: Edit) -> bool:
    return at < len(composed.paragraphs) and own.fits(composed.paragraphs[at])


def _doubts(composed: Document, edits: Mapping[int, Edit]) -> Iterator[Doubt]:
    for at, own in sorted(edits.items()):
        if _fits(composed, at, own):
            for each in remarks(composed.paragraphs[at], own):
                yield Doubt(at, each)


def _save(draft: BulletinDraft, actor: str) -> None:
    if actor not in draft.writers:
        draft.writers.append(actor)
    draft.changed_at = timezone.now()
    draft.save()


def _record(act: str, draft: BulletinDraft, actor: str, **detail: int) -> None:
    target = f"{draft.place}:{draft.period}"
    audit.record(act, actor=actor, target=target, detail={"draft": draft.pk, **detail})
