"""Issues bulletins: numbered, dated, frozen; issued once however often it is asked.

What was approved is what is issued, to the byte; only number and day are put in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from gongshi.actions.audit_draft import audit_draft
from gongshi.actions.draft_bulletin import edits_of, find_draft, with_correction
from gongshi.actions.issue import compose_bulletin
from gongshi.bulletin.document import Document, plain
from gongshi.bulletin.edits import edited
from gongshi.bulletin.frozen import freeze, thaw
from gongshi.clocks.periods import Period, local_day
from gongshi.clocks.periods import period as read_period
from gongshi.errors import UsageError
from gongshi.ledger import bulletins
from gongshi.ledger.bulletins import APPROVED, ISSUED, latest_version
from gongshi.ledger.models import BulletinDraft, IssuedBulletin, Unit
from gongshi.people import audit
from gongshi.people.notices import notify
from gongshi.policy.policies import find_place

_TOLD = "{period}的通报已印发（{number}，{day}），里面写到本单位，请向信用办索取。"


@dataclass(frozen=True)
class Signature:
    """What stands on a bulletin when it goes out, and who answers for it."""

    #: Document number, such as 示信用办〔2024〕1号.
    number: str
    signed_on: date
    drafted_by: str
    approved_by: str
    issued_by: str


def issue_draft(
    draft_id: int, actor: str, number: str, signed_on: date
) -> IssuedBulletin:
    """Issue an approved draft; asked again, it gives what was issued.

    Args:
        draft_id: Of the draft.
        actor: Login of who issues it.
        number: Document number.
        signed_on: Day of signing.

    Raises:
        UsageError: It was not approved, the day does not fit, the number was given to
            another one, or the period was issued otherwise.
    """
    with transaction.atomic():
        bulletins.lock()
        draft = find_draft(draft_id)
        if draft.state == ISSUED and draft.issued is not None:
            return draft.issued
        if draft.state != APPROVED:
            raise UsageError("not_approved", "这份通报稿还没有审定，不能印发。")
        composed = thaw(draft.document)
        signed = Signature(
            number=number,
            signed_on=signed_on,
            drafted_by=draft.sent_by,
            approved_by=draft.answered_by,
            issued_by=actor,
        )
        issued = _keep(
            with_correction(edited(composed, edits_of(draft)), draft),
            read_period(draft.period),
            signed,
            place=draft.place,
            as_of=draft.as_of,
            corrects=draft.corrects,
            correction=draft.correction,
            edits={at: composed.paragraphs[int(at)].text for at in draft.edits},
        )
        draft.state, draft.issued, draft.changed_at = ISSUED, issued, timezone.now()
        draft.save()
    return issued


def issue_composed(
    period: Period, place: str, signed: Signature, *, correction: str = ""
) -> IssuedBulletin:
    """Issue a bulletin as it is composed now, on the command line.

    Args:
        period: The month or day.
        place: Key or name of the place.
        signed: Number, day and names; drafted and approved by different persons.
        correction: What is corrected, where the period was issued already.

    Returns:
        What was issued. The same number and day again give the same version.

    Raises:
        UsageError: It contradicts itself, or it cannot be issued.
    """
    key = find_place(place)
    if signed.drafted_by == signed.approved_by:
        raise UsageError("own_draft", "起草人和审定人应是两个人。")
    document, as_of = compose_bulletin(period, key), timezone.now()
    with transaction.atomic():
        bulletins.lock()
        before = latest_version(key, period.key)
        if before and (before.number, before.signed_on) == (
            signed.number.strip(),
            signed.signed_on,
        ):
            return before
        if before and not correction.strip():
            raise UsageError(
                "issued",
                f"{period.title}的通报已印发（{before.number}，第 {before.version} 版），"
                "不能重开；要改请用 --corrects 写明更正什么。",
            )
        if before is None and correction.strip():
            raise UsageError(
                "no_issue", f"{period.title}的通报还没有印发，没有可更正的。"
            )
        whole = with_correction(
            document, BulletinDraft(corrects=before, correction=correction.strip())
        )
        _refuse_contradictions(whole)
        return _keep(
            whole,
            period,
            signed,
            place=key,
            as_of=as_of,
            corrects=before,
            correction=correction.strip(),
            edits={},
        )


def _keep(
    document: Document,
    period: Period,
    signed: Signature,
    *,
    place: str,
    as_of: datetime,
    corrects: IssuedBulletin | None,
    correction: str,
    edits: Mapping[str, str],
) -> IssuedBulletin:
    number = signed.number.strip()
    before = latest_version(place, period.key)
    if before != corrects:
        raise UsageError(
            "issued", f"{period.title}的通报已有新的一版，请照它重新起草更正。"
        )
    _refuse_odd(place, period, number, signed.signed_on, before)
    final = replace(document, number=number, signed_on=signed.signed_on)
    issued = bulletins.keep_version(
        IssuedBulletin(
            place=place,
            period=period.key,
            number=number,
            signed_on=signed.signed_on,
            drafted_by=signed.drafted_by,
            approved_by=signed.approved_by,
            issued_by=signed.issued_by,
            issued_at=timezone.now(),
            as_of=as_of,
            policy=document.policy,
            rulebook=document.rulebook,
            document=freeze(final),
            edits=dict(edits),
            corrects=corrects,
            correction=correction,
        )
    )
    audit.record(
        "bulletin.issue",
        actor=signed.issued_by,
        target=f"{place}:{period.key}:{issued.version}",
        detail={"number": number, "sm3": issued.document_hash},
    )
    _tell_units(issued, final, period)
    return issued


def _tell_units(issued: IssuedBulletin, document: Document, period: Period) -> None:
    """Tell the units of which the tables speak."""
    cells = {
        plain(cell) for table in document.tables for row in table.rows for cell in row
    }
    for unit in Unit.objects.all():
        if cells.isdisjoint([unit.name, *unit.aliases]):
            continue
        notify(
            kind="bulletin",
            text=_TOLD.format(
                period=period.title, number=issued.number, day=issued.signed_on
            ),
            key=f"bulletin:{issued.pk}:{unit.pk}",
            unit=unit,
        )


def _refuse_odd(
    place: str, period: Period, number: str, day: date, before: IssuedBulletin | None
) -> None:
    """Refuse a number that was given already, and a day on which it cannot be signed."""
    if not number or len(number) > 100 or not number.isprintable():
        raise UsageError(
            "no_number", "请写发文字号，如 示信用办〔2024〕1号，100 字以内。"
        )
    given = IssuedBulletin.objects.filter(place=place, number=number).first()
    if given:
        raise UsageError(
            "number_given", f"{number} 已给了 {given.period} 的通报，请换一个字号。"
        )
    first, today = period.last_day, local_day(timezone.now())
    if before:
        first = max(first, before.signed_on)
    if timezone.now() < period.end:
        raise UsageError("running", f"{period.title}还没有过完，不能印发。")
    if not first <= day <= today:
        raise UsageError(
            "bad_day", f"成文日期 {day} 应在 {first} 和今天（{today}）之间。"
        )


def _refuse_contradictions(document: Document) -> None:
    if found := audit_draft(document):
        told = "；".join(f"{each.place}，{each.message}" for each in found[:3])
        raise UsageError(
            "contradicted", f"通报有 {len(found)} 处对不上，没有印发：{told}。"
        )
