"""Takes what a person says of rows that are near a record: it is this one, or none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from gongshi.actions.registers.keeping import latest, suspicions
from gongshi.actions.registers.papers import keep_papers
from gongshi.clocks.periods import month
from gongshi.errors import UnknownName, UsageError
from gongshi.ledger.cases import raise_all
from gongshi.ledger.models import Office
from gongshi.ledger.register_models import RegisterAnswer, RegisterCheck
from gongshi.people import audit


@dataclass(frozen=True)
class Said:
    """What a person says of one row."""

    row_number: int
    #: The record that it is; None = none of those offered.
    entry: int | None


def find_check(number: int) -> RegisterCheck:
    """Find a check by its number.

    Raises:
        UnknownName: There is none.
    """
    check = RegisterCheck.objects.select_related("unit").filter(pk=number).first()
    if check is None:
        raise UnknownName("unknown_check", f"没有第 {number} 号台账核对。")
    return check


def confirm(
    number: int, said: list[Said], *, made_by: str, reviewer: str
) -> RegisterCheck:
    """Keep what a person says of rows that are near.

    A row that is none of the records offered is missing, and becomes suspected. The
    paper of the month takes the new numbers.

    Args:
        number: Of the check; it has to be the one that holds.
        said: A row that was answered before in the same words is passed over.
        made_by: Login.
        reviewer: Who stands on the paper.

    Raises:
        UsageError: A row is not near, or a record is not offered or joined already;
            nothing is kept.
    """
    with transaction.atomic():
        Office.objects.select_for_update().first()
        check = find_check(number)
        holds = latest(check.unit, check.category, check.period)
        if holds is None or holds.pk != check.pk:
            raise UsageError(
                "overtaken", "这份台账后来又交过，请到最新的一次核对里确认。"
            )
        near = {row["row_number"]: row for row in check.result["near"]}
        before = {each.row_number: each.entry_id for each in check.answers.all()}
        new = [each for each in said if before.get(each.row_number, -1) != each.entry]
        _refuse(new, near, before)
        now = timezone.now()
        for each in new:
            RegisterAnswer.objects.create(
                check_of=check,
                row_number=each.row_number,
                entry_id=each.entry,
                made_by=made_by,
                made_at=now,
            )
        if new:
            none = [near[each.row_number] for each in new if each.entry is None]
            raise_all(suspicions(check, none), now)
            keep_papers(check.unit, month(check.period), reviewer=reviewer)
            _record(check, new, made_by)
    return check


def _refuse(
    said: list[Said],
    near: Mapping[int, Mapping[str, Any]],
    before: Mapping[int, int | None],
) -> None:
    held = dict(before)
    for each in said:
        row = near.get(each.row_number)
        if row is None:
            raise UsageError("row", f"第 {each.row_number} 行不用确认，请核对行号。")
        offered = [candidate[0] for candidate in row["candidates"]]
        if each.entry is not None and each.entry not in offered:
            raise UsageError(
                "entry", f"第 {each.row_number} 行可选的记录里没有 {each.entry}。"
            )
        held[each.row_number] = each.entry
    taken = [entry for entry in held.values() if entry is not None]
    for row_number, entry in held.items():
        if entry is not None and taken.count(entry) > 1:
            raise UsageError(
                "entry",
                f"第 {row_number} 行选的记录 {entry} 已经是另一行的，"
                "一条记录只能对上一行。",
            )


def _record(check: RegisterCheck, said: list[Said], made_by: str) -> None:
    audit.record(
        "register.confirm",
        actor=made_by,
        target=f"{check.pk}",
        detail={
            "rows": len(said),
            "same": sum(each.entry is not None for each in said),
        },
    )
