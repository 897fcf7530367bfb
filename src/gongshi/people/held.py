"""Keeps what someone sent just after his session had ended, until he is back.

The browser holds the word that finds it; the ledger holds only that word's hash. A seal
made with the secret key shows that nobody changed it meanwhile.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from gongshi.people.models import HeldRequest, Person

#: How long it is kept.
KEPT = timedelta(hours=1)
#: Bytes kept at most; a larger file is chosen again.
MOST_BYTES = 32 << 20
#: Requests kept for one person; an older one makes room.
_MOST_A_PERSON = 5


@dataclass(frozen=True)
class Sent:
    """A form as it was sent."""

    path: str
    query: str
    content_type: str
    body: bytes


def hold(person_id: int, sent: Sent) -> str:
    """Keep a form.

    Args:
        person_id: Whose session it was.
        sent: At most `MOST_BYTES`.

    Returns:
        The word that finds it, for his browser alone.
    """
    word = secrets.token_urlsafe(32)
    now = timezone.now()
    with transaction.atomic():
        HeldRequest.objects.filter(created_at__lt=now - KEPT).delete()
        mine = HeldRequest.objects.filter(person_id=person_id).order_by("-pk")
        crowd = mine.values_list("pk", flat=True)[_MOST_A_PERSON - 1 :]
        HeldRequest.objects.filter(pk__in=list(crowd)).delete()
        HeldRequest.objects.create(
            token=_hash(word),
            person_id=person_id,
            path=sent.path,
            query=sent.query,
            content_type=sent.content_type,
            body=sent.body,
            seal=_seal(person_id, sent),
            created_at=now,
        )
    return word


def find(word: str, person: Person) -> HeldRequest | None:
    """Find what a person sent, unless it is another's, too old, or was changed."""
    kept = HeldRequest.objects.filter(
        token=_hash(word), person=person, created_at__gte=timezone.now() - KEPT
    ).first()
    if kept is None or not constant_time_compare(
        kept.seal, _seal(person.pk, sent_of(kept))
    ):
        return None
    return kept


def take(word: str, person: Person) -> Sent | None:
    """Take what a person sent; a second taking finds nothing."""
    kept = find(word, person)
    if kept is None:
        return None
    taken, _ = HeldRequest.objects.filter(pk=kept.pk).delete()
    return sent_of(kept) if taken else None


def sent_of(kept: HeldRequest) -> Sent:
    """Read a kept form."""
    return Sent(kept.path, kept.query, kept.content_type, bytes(kept.body))


def _hash(word: str) -> str:
    return hashlib.new("sm3", word.encode()).hexdigest()


def _seal(person_id: int, sent: Sent) -> str:
    head = f"{person_id}\n{sent.path}\n{sent.query}\n{sent.content_type}\n"
    value = head.encode() + sent.body
    return salted_hmac("gongshi.held", value, algorithm="sha256").hexdigest()
