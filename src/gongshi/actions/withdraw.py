"""Takes a filed row back; an accepted one only when the head of the unit agrees."""

from __future__ import annotations

import re

from django.db import transaction
from django.urls import reverse

from gongshi.actions.kept_series import renew_soon
from gongshi.errors import UnknownName, UsageError
from gongshi.ledger.known import entry_id, reference
from gongshi.ledger.models import (
    Batch,
    Entry,
    Office,
    Unit,
    Withdrawal,
    WithdrawalRequest,
)
from gongshi.ledger.withdrawals import Wish, ask, reason_of, refuse
from gongshi.ledger.withdrawals import withdraw as take_back
from gongshi.people import audit
from gongshi.people.models import Person
from gongshi.people.notices import notify
from gongshi.people.rights import CONFIRM, ROLES, may

#: Outcomes whose rows are present records.
_NEEDS_HEAD = ("accepted",)
_ASKED = "{name}请求撤回已入库的 {row}：{reason}。请您确认。"
_ANSWERED = "您请求撤回的 {row}，{name}{answer}。"


def needs_head(entry: Entry) -> bool:
    """Tell whether the head of the unit has to agree."""
    return entry.outcome in _NEEDS_HEAD


def withdraw(entry: Entry, reason: str, me: Person) -> Withdrawal | WithdrawalRequest:
    """Withdraw a row, or ask the head of the unit to.

    Args:
        entry: The row, with its batch; the caller has made sure that he sees it.
        reason: Why.
        me: Who wants it.

    Raises:
        UsageError: No reason, or the row is gone already.
    """
    if not needs_head(entry) or may(me.role, CONFIRM):
        return _withdrawn(Wish(entry, reason, decided_by=me.login))
    with transaction.atomic():
        request = ask(Wish(entry, reason, asked_by=me.login))
        _tell_heads(request, me)
        audit.record("withdraw.ask", actor=me.login, target=reference(entry))
    return request


def answer(request: WithdrawalRequest, me: Person, *, is_granted: bool) -> None:
    """Decide what a clerk has asked for; who is second changes nothing.

    Raises:
        UsageError: He may not, somebody has answered, or the row is gone already.
    """
    if not may(me.role, CONFIRM):
        raise UsageError("not_head", "撤回已入库的行要由单位负责人确认。")
    with transaction.atomic():
        # The lock of those who withdraw: what is read below it stays so.
        Office.objects.select_for_update().first()
        request.refresh_from_db()
        if request.is_granted is not None:
            raise UsageError("answered", "这一项已经答复过了，请看撤回清单。")
        if is_granted:
            wish = Wish(request.entry, request.reason, request.asked_by, me.login)
            _withdrawn(wish)
        else:
            refuse(request, me.login)
            target = reference(request.entry)
            audit.record("withdraw.refuse", actor=me.login, target=target)
        _tell_asker(request, me, is_granted=is_granted)


def withdraw_reference(written: str, reason: str, by: str) -> Withdrawal:
    """Withdraw a row that is named by its number, such as GS-20231205-0001-42.

    Raises:
        UnknownName: There is no such row.
        UsageError: No reason, or the row is gone already.
    """
    reason_of(reason)
    return _withdrawn(Wish(find_reference(written), reason, decided_by=by))


def find_reference(written: str) -> Entry:
    """Find a row by batch and row number.

    Raises:
        UnknownName: There is none.
    """
    number, _, row = written.strip().upper().rpartition("-")
    batch = Batch.objects.filter(number=number).first()
    is_number = re.fullmatch("[0-9]{1,7}", row)
    found = (
        Entry.objects.select_related("batch", "unit")
        .filter(pk=entry_id(batch.pk, int(row)))
        .first()
        if batch and is_number
        else None
    )
    if found is None:
        raise UnknownName(
            "unknown_row",
            f"没有「{written}」这一行，请写成「回执号-行号」，如 GS-20231205-0001-42。",
        )
    return found


def _withdrawn(wish: Wish) -> Withdrawal:
    with transaction.atomic():
        done = take_back(wish)
        audit.record(
            "withdraw",
            actor=wish.decided_by,
            target=reference(wish.entry),
            detail={"outcome": wish.entry.outcome},
        )
        if year := wish.entry.series_year:
            # Its number is missing now.
            renew_soon(wish.entry.unit_id, [year])
    return done


def _heads(unit: Unit | None) -> list[Person]:
    """Find who may agree for a unit: its own heads, else those above it."""
    roles = [role for role in ROLES if may(role, CONFIRM)]
    while unit is not None:
        found = list(Person.objects.filter(unit=unit, role__in=roles, is_active=True))
        if found:
            return found
        unit = unit.parent
    return []


def _tell_heads(request: WithdrawalRequest, me: Person) -> None:
    row = reference(request.entry)
    for head in _heads(request.entry.unit):
        notify(
            kind="withdraw",
            text=_ASKED.format(name=me.name, row=row, reason=request.reason),
            key=f"withdraw:{request.pk}:{head.login}",
            link=reverse("withdraw", args=[request.entry_id]),
            person=head,
        )


def _tell_asker(request: WithdrawalRequest, me: Person, *, is_granted: bool) -> None:
    asker = Person.objects.filter(login=request.asked_by).first()
    if asker is None:
        return
    notify(
        kind="withdraw",
        text=_ANSWERED.format(
            row=reference(request.entry),
            name=me.name,
            answer="同意了，已经撤回" if is_granted else "没有同意，那一行照旧",
        ),
        key=f"withdraw:{request.pk}:answer",
        link=reverse("row", args=[request.entry_id]),
        person=asker,
    )
