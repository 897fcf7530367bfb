"""Takes filed rows back: the row stays in the ledger, its record leaves the present."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from gongshi.errors import UsageError, storable
from gongshi.ledger.known import reference
from gongshi.ledger.models import (
    Entry,
    Office,
    Record,
    Unmended,
    Withdrawal,
    WithdrawalRequest,
)
from gongshi.ledger.record_keys import identity_in

#: Characters of a reason.
MOST_CHARS = 200


@dataclass(frozen=True)
class Wish:
    """What somebody wants withdrawn."""

    entry: Entry
    reason: str
    #: Logins of who wants it and who decides it; blank where no one logged in.
    asked_by: str = ""
    decided_by: str = ""


def withdraw(wish: Wish, at: datetime | None = None) -> Withdrawal:
    """Withdraw a row.

    Args:
        wish: The row and why.
        at: Aware moment; now when absent.

    Raises:
        UsageError: It is withdrawn already, or another row has taken its place.
    """
    with transaction.atomic():
        # The lock of those who enter rows: none of them may mend it meanwhile.
        Office.objects.select_for_update().first()
        refuse_gone(wish.entry)
        _leave_records(wish.entry)
        Unmended.objects.filter(entry=wish.entry).delete()
        WithdrawalRequest.objects.filter(entry=wish.entry, is_granted=None).update(
            is_granted=True, answered_by=wish.decided_by, answered_at=timezone.now()
        )
        return Withdrawal.objects.create(
            entry=wish.entry,
            reason=reason_of(wish.reason),
            asked_by=wish.asked_by or wish.decided_by,
            withdrawn_by=wish.decided_by,
            withdrawn_at=at or timezone.now(),
        )


def ask(wish: Wish) -> WithdrawalRequest:
    """Ask for a row to be withdrawn; once, until somebody has decided.

    Raises:
        UsageError: It is withdrawn already, or another row has taken its place.
    """
    with transaction.atomic():
        Office.objects.select_for_update().first()
        refuse_gone(wish.entry)
        return WithdrawalRequest.objects.get_or_create(
            entry=wish.entry,
            is_granted=None,
            defaults={
                "reason": reason_of(wish.reason),
                "asked_by": wish.asked_by,
                "asked_at": timezone.now(),
            },
        )[0]


def refuse(request: WithdrawalRequest, answered_by: str) -> bool:
    """Note that a row stays; False when somebody has decided before."""
    still_open = WithdrawalRequest.objects.filter(pk=request.pk, is_granted=None)
    return bool(
        still_open.update(
            is_granted=False, answered_by=answered_by, answered_at=timezone.now()
        )
    )


def reason_of(written: str) -> str:
    """Give a reason as it is kept.

    Raises:
        UsageError: There is none, it is too long, or no text.
    """
    reason = " ".join(storable(written).split())
    if not reason:
        raise UsageError("no_reason", "请写明撤回的原因。")
    if len(reason) > MOST_CHARS:
        raise UsageError("long_reason", f"原因最多 {MOST_CHARS} 字，请写短一些。")
    return reason


def refuse_gone(entry: Entry) -> None:
    """Refuse a row that cannot be withdrawn any more.

    Raises:
        UsageError: It is withdrawn already, or another row has taken its place.
    """
    if Withdrawal.objects.filter(entry=entry).exists():
        raise UsageError("withdrawn", f"{reference(entry)} 已经撤回了。")
    later = Entry.objects.select_related("batch").filter(replaces=entry).first()
    if later:
        raise UsageError(
            "replaced",
            f"{reference(entry)} 已经改报，要撤回请撤回改报的 {reference(later)}。",
        )


def _leave_records(entry: Entry) -> None:
    """Take a row out of the present; the version before it is present again."""
    record = Record.objects.filter(entry=entry).first()
    if record is None:
        return
    before = _version_before(record) if record.versions > 1 else None
    if before is None:
        record.delete()
        return
    record.entry, record.versions = before, record.versions - 1
    record.save()


def _version_before(record: Record) -> Entry | None:
    versions = Entry.objects.filter(
        category=record.category,
        identity=identity_in(record.key),
        outcome="accepted",
        received_at__gte=record.first_received_at,
    )
    others = versions.exclude(pk=record.entry_id).filter(withdrawal=None)
    return others.order_by("-pk").first()
