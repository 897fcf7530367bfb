"""Keeps issued bulletins: each version once, its number once, never changed."""

from __future__ import annotations

from django.db.models import Max

from gongshi.bulletin.document import Document
from gongshi.bulletin.frozen import seal, thaw
from gongshi.ledger.models import BulletinDraft, IssuedBulletin, Office

#: States of a draft; the first three are open.
WRITING, REVIEW, APPROVED, ISSUED, DROPPED = (
    "writing", "review", "approved", "issued", "dropped",
)  # fmt: skip
OPEN = (WRITING, REVIEW, APPROVED)


def lock() -> None:
    """Let one writer at a time work on bulletins, on either database."""
    Office.objects.select_for_update().first()


def latest_version(place: str, period: str) -> IssuedBulletin | None:
    """Find a bulletin as it was issued last; None before that."""
    issued = IssuedBulletin.objects.filter(place=place, period=period)
    return issued.order_by("version").last()


def open_draft(place: str, period: str) -> BulletinDraft | None:
    """Find the draft that is on its way; there is one at most."""
    drafts = BulletinDraft.objects.filter(place=place, period=period, state__in=OPEN)
    return drafts.first()


def keep_version(issued: IssuedBulletin) -> IssuedBulletin:
    """Store a bulletin as the next version; the caller holds the lock."""
    before = IssuedBulletin.objects.filter(place=issued.place, period=issued.period)
    last = before.aggregate(last=Max("version"))["last"] or 0
    issued.version = last + 1
    issued.document_hash = seal(issued.document)
    issued.save(force_insert=True)
    return issued


def document_of(issued: IssuedBulletin) -> Document:
    """Give an issued bulletin back, as it was.

    Raises:
        AssertionError: What is stored is not what was issued.
    """
    assert seal(issued.document) == issued.document_hash, (
        f"bulletin {issued.place} {issued.period} version {issued.version} was changed"
    )
    return thaw(issued.document)


def altered() -> list[IssuedBulletin]:
    """List the bulletins that are not as they were issued."""
    every = IssuedBulletin.objects.order_by("pk").iterator()
    return [each for each in every if seal(each.document) != each.document_hash]
