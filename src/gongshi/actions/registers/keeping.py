"""Keeps a register that was matched: the file, what came of it, what its columns are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from django.db import DatabaseError, transaction
from django.utils import timezone

from gongshi.actions.registers.matching import Looked
from gongshi.actions.registers.papers import keep_papers
from gongshi.actions.registers.reading import remembered
from gongshi.clocks.periods import local_day
from gongshi.errors import NotReceived
from gongshi.identifiers import document_number
from gongshi.ledger import archive
from gongshi.ledger.cases import Suspicion, raise_all
from gongshi.ledger.models import Office, Unit
from gongshi.ledger.refusals import why
from gongshi.ledger.register_models import (
    RegisterAnswer,
    RegisterCheck,
    RegisterMapping,
)
from gongshi.people import audit
from gongshi.policy.standards import load_standard

#: Characters of a text that a case keeps.
_MOST: Final = 200


def keep(looked: Looked) -> RegisterCheck:
    """Keep a register, what came of it, and what its columns are.

    What is missing is raised; the month's paper takes the new numbers.

    Raises:
        NotReceived: The disk or the database refused; nothing is kept.
    """
    brought, read, check = looked.brought, looked.read, looked.check
    try:
        archive.keep(read.file.content, read.file_hash)
        with transaction.atomic():
            Office.objects.select_for_update().first()
            before = latest(brought.unit, brought.category, brought.period.key)
            if before is not None and _same(before, check):
                return before
            _remember(looked)
            check.save(force_insert=True)
            if before is not None:
                _carry(before, check)
            raise_all(suspicions(check, check.result["missing"]), check.made_at)
            keep_papers(brought.unit, brought.period, reviewer=brought.reviewer)
            _record(check)
    except (OSError, DatabaseError) as error:
        raise NotReceived(
            "not_received",
            f"台账没有存上：写不进去（{why(error)}），什么都没有存，请稍后再试。",
        ) from error
    return check


def latest(unit: Unit, category: str, period: str) -> RegisterCheck | None:
    """Find the check that holds for a unit, category and month."""
    checks = RegisterCheck.objects.filter(unit=unit, category=category, period=period)
    return checks.last()


def suspicions(
    check: RegisterCheck, rows: Sequence[Mapping[str, Any]]
) -> list[Suspicion]:
    """Say of rows without a record why they are suspected."""
    title = load_standard(check.category).title
    return [
        Suspicion(
            kind="register",
            key=_key(check, row),
            told=f"{check.unit.name} {check.period} 的{title}台账第 "
            f"{row['row_number']} 行有，平台没有",
            found_on=local_day(timezone.now()),
            unit=check.unit,
            category=check.category,
            document_number=row["number"][:_MOST],
            authority_name=(row["authority"] or check.unit.name)[:_MOST],
            subject_name=row["subject"][:_MOST],
            decided_on=date.fromisoformat(row["decided"]) if row["decided"] else None,
            evidence={"check": check.pk, "row": row["row_number"]},
        )
        for row in rows
    ]


def _key(check: RegisterCheck, row: Mapping[str, Any]) -> str:
    number = document_number.key(row["number"])[:120]
    party = row["subject"][:100]
    day = "" if number else row["decided"]
    return f"register:{check.unit_id}:{check.category}:{number}:{party}:{day}"


def _same(before: RegisterCheck, check: RegisterCheck) -> bool:
    """Tell a second click from a register that was brought again."""
    told = ("file_hash", "columns", "result", "editions", "made_by")
    return all(getattr(before, name) == getattr(check, name) for name in told)


def _remember(looked: Looked) -> None:
    brought, read = looked.brought, looked.read
    columns = dict(read.columns)
    if remembered(brought.unit, brought.category) != columns:
        RegisterMapping.objects.create(
            unit=brought.unit,
            category=brought.category,
            columns=columns,
            made_by=brought.made_by,
            made_at=timezone.now(),
        )


def _carry(before: RegisterCheck, check: RegisterCheck) -> None:
    """Take over what was said of the same rows when they were matched before."""
    said = {each.row_number: each for each in before.answers.all()}
    answered = {
        _content(row): said[row["row_number"]]
        for row in before.result["near"]
        if row["row_number"] in said
    }
    for row in check.result["near"]:
        answer = answered.get(_content(row))
        offered = [each[0] for each in row["candidates"]]
        if answer and answer.entry_id in (None, *offered):
            RegisterAnswer.objects.create(
                check_of=check,
                row_number=row["row_number"],
                entry_id=answer.entry_id,
                made_by=answer.made_by,
                made_at=check.made_at,
            )


def _content(row: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(row[key] for key in ("number", "subject", "authority", "decided"))


def _record(check: RegisterCheck) -> None:
    audit.record(
        "register.match",
        actor=check.made_by,
        target=f"{check.pk}",
        detail={
            "unit": check.unit_id,
            "period": check.period,
            "category": check.category,
            "due": check.due,
            "missing": check.missing,
        },
    )
