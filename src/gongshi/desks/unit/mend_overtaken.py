"""What somebody sees whose row another has mended or withdrawn meanwhile."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse

from gongshi.actions.mend import row_of
from gongshi.clocks.periods import local_day
from gongshi.desks import masking
from gongshi.desks.showing import desk, show
from gongshi.ledger.known import reference
from gongshi.ledger.models import Entry, Filing, Withdrawal
from gongshi.people.models import Person
from gongshi.policy.standards import load_standard


@dataclass(frozen=True)
class Both:
    """One field: what he typed, what the other one saved, what stood there before."""

    title: str
    before: str
    mine: str
    theirs: str


@dataclass(frozen=True)
class Other:
    """Who was first, and when."""

    name: str
    at: datetime


def overtaken_page(
    request: HttpRequest,
    entry: Entry,
    later: Entry | None,
    cells: Mapping[str, str],
) -> HttpResponse:
    """Say who was first, with both values; nothing is overwritten.

    Args:
        request: The request.
        entry: The row that was to be mended.
        later: What took its place; None when it was withdrawn, or needs no mending.
        cells: What was typed: field code → text.
    """
    withdrawal = Withdrawal.objects.filter(entry=entry).first()
    response = show(
        request,
        "unit/mend_overtaken.html",
        desk(),
        entry=entry,
        reference=reference(entry),
        later=later,
        withdrawal=withdrawal,
        other=_other(later, withdrawal),
        both=_both(entry, later, cells),
        is_typed=bool(cells),
    )
    response.status_code = 409 if cells else 200
    return response


def _other(later: Entry | None, withdrawal: Withdrawal | None) -> Other | None:
    if withdrawal:
        return Other(_name(withdrawal.withdrawn_by), withdrawal.withdrawn_at)
    if later is None:
        return None
    filing = Filing.objects.filter(number=later.batch.number).first()
    return Other(_name(filing.brought_by if filing else ""), later.received_at)


def _name(login: str) -> str:
    person = Person.objects.filter(login=login).first() if login else None
    return person.name if person else "报送文件"


def _both(entry: Entry, later: Entry | None, cells: Mapping[str, str]) -> list[Both]:
    before, after = row_of(entry), row_of(later) if later else {}
    standard = load_standard(entry.category, local_day(entry.received_at))
    found = []
    for field in standard.fields:
        texts = before.get(field.code, ""), after.get(field.code, "")
        mine = cells.get(field.code, "" if not cells else texts[0])
        if field.code in cells or (later and texts[0] != texts[1]):
            told = [
                masking.shown(standard, field.code, each) for each in (*texts, mine)
            ]
            found.append(
                Both(field.title, before=told[0], theirs=told[1], mine=told[2])
            )
    return found
