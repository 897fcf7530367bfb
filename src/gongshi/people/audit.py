"""The audit log: a chain of acts in which nothing can be changed unseen.

Each entry's hash covers the one before. The end of the chain is one locked row: whoever
reads "the last entry" instead forks the chain on PostgreSQL, where those who waited for
the same row all read it again as it was.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import transaction
from django.utils import timezone

from gongshi.people.models import AuditEntry, AuditHead

#: Number of the request that is being answered; its line in the log has it too.
REQUEST: ContextVar[str] = ContextVar("request", default="")
#: What stands before the first entry.
GENESIS = "0" * 64
#: Entries read at once while the chain is followed.
_CHUNK = 2000


@dataclass(frozen=True)
class Verdict:
    """What following the chain brought."""

    entries: int
    head: str
    #: Number of the first entry that is not as it was written; None = the chain holds.
    broken_at: int | None
    reason: str = ""


def record(
    act: str,
    *,
    actor: str = "",
    target: str = "",
    detail: Mapping[str, str | int | bool] | None = None,
    address: str = "",
) -> AuditEntry:
    """Append an act.

    Call it as the last thing of the transaction that does the act: the end of the chain
    stays locked until that transaction ends, and everybody else waits for it.

    Args:
        act: Short key, such as `person.add`.
        actor: Login of the person.
        target: Number or key of what it was done to. No personal data of subjects.
        detail: Further keys and numbers; the request's number is added.
        address: Network address it came from.

    Returns:
        The entry.
    """
    request = {"request": REQUEST.get()} if REQUEST.get() else {}
    told = json.dumps({**request, **(detail or {})}, ensure_ascii=False, sort_keys=True)
    with transaction.atomic():
        head = AuditHead.objects.select_for_update().get(pk=1)
        entry = AuditEntry(
            number=head.number + 1,
            at=timezone.now(),
            actor=actor,
            act=act,
            target=target[:200],
            detail=told,
            address=address[:64],
            previous=head.hash,
        )
        entry.hash = _hash(entry)
        entry.save(force_insert=True)
        head.number, head.hash = entry.number, entry.hash
        head.save()
    return entry


def verify() -> Verdict:
    """Follow the whole chain, while others may go on writing.

    Returns:
        The first entry that was changed, is missing or stands where none should.
    """
    head = AuditHead.objects.get(pk=1)
    number, last = 0, GENESIS
    for entry in _entries(head.number):
        number += 1
        if entry.number != number:
            return Verdict(number - 1, last, number, "这一条不见了")
        if entry.previous != last:
            return Verdict(number - 1, last, number, "与前一条接不上")
        if entry.hash != _hash(entry):
            return Verdict(number - 1, last, number, "内容被改过")
        last = entry.hash
    if head.number > number:
        return Verdict(number, last, number + 1, "这一条及以后的不见了")
    if head.hash != last:
        return Verdict(number, last, number, "链尾的登记被改过")
    return _beyond(number, last)


def _beyond(number: int, last: str) -> Verdict:
    """Look for entries that the head, as it is by now, does not know of."""
    extra = AuditEntry.objects.filter(number__gt=number).order_by("-number").first()
    if extra and extra.number > AuditHead.objects.get(pk=1).number:
        return Verdict(number, last, number + 1, "多出来的，不是按次序写入的")
    return Verdict(number, last, None)


def _entries(upto: int) -> Iterator[AuditEntry]:
    entries = AuditEntry.objects.filter(number__lte=upto).order_by("number")
    return entries.iterator(chunk_size=_CHUNK)


def _hash(entry: AuditEntry) -> str:
    parts = [
        entry.previous, entry.number, _moment(entry.at), entry.actor, entry.act,
        entry.target, entry.detail, entry.address,
    ]  # fmt: skip
    text = json.dumps(parts, ensure_ascii=False, separators=(",", ":"))
    return hashlib.new("sm3", text.encode()).hexdigest()


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")
