"""`/rows/<id>/`: one row, its clock, what is wrong with it, and what replaced it."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse

from gongshi.clocks.periods import local_day
from gongshi.desks import masking
from gongshi.desks.gate import sight
from gongshi.desks.showing import desk, show
from gongshi.desks.telling import Told, told
from gongshi.ledger import pages
from gongshi.ledger.known import entry_row, reference
from gongshi.ledger.models import Entry
from gongshi.ledger.windows import widened
from gongshi.people.sight import Sight
from gongshi.policy.standards import Standard, load_standard


@dataclass(frozen=True)
class FieldShown:
    """One field of the row, as anyone at the desk may see it."""

    code: str
    title: str
    text: str
    is_hidden: bool
    findings: list[Told]


def row_page(request: HttpRequest, entry_id: int) -> HttpResponse:
    """Show one row."""
    seen = sight(request)
    entry = pages.find_row(entry_id, seen.of(Entry.objects.all()))
    on = local_day(entry.received_at)
    here = desk(on)
    standard = load_standard(entry.category, on)
    findings = [told(each, standard) for each in pages.findings_of(entry)]
    return show(
        request,
        "office/row.html",
        here,
        entry=entry,
        standard=standard,
        reference=reference(entry),
        fields=_fields(entry, standard, findings),
        findings=findings,
        clock=pages.clock_sentence(entry, widened(here.policy, entry.received_at)),
        replaced=_if_seen(entry.replaces, seen),
        replacing=_if_seen(pages.replacing(entry), seen),
        withdrawal=getattr(entry, "withdrawal", None),
        has_hidden=any(field.publication == "never" for field in standard.fields),
    )


def _if_seen(entry: Entry | None, seen: Sight) -> Entry | None:
    return entry if entry and seen.holds(entry.unit_id) else None


def _fields(entry: Entry, standard: Standard, findings: list[Told]) -> list[FieldShown]:
    """Give every field of the standard, blank ones too when they are wrong."""
    row = entry_row(entry, standard)
    return [
        FieldShown(
            code=field.code,
            title=field.title,
            text=masking.shown(standard, field.code, row.get(field.code)),
            is_hidden=field.publication == "never",
            findings=found,
        )
        for field in standard.fields
        if (found := [each for each in findings if each.finding.field == field.code])
        or row.get(field.code)
    ]
