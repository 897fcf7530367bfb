"""`/rows/<id>/`: one row, its clock, what is wrong with it, and what replaced it."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from gongshi.actions.questions import MOST_ANSWERED, answer
from gongshi.clocks.periods import local_day
from gongshi.desks import masking
from gongshi.desks.gate import person_of, sight
from gongshi.desks.showing import desk, show
from gongshi.desks.telling import Told, told
from gongshi.ledger import pages
from gongshi.ledger.known import entry_row, reference
from gongshi.ledger.models import Entry
from gongshi.ledger.windows import widened
from gongshi.people.models import Person, Question
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
    questions = list(Question.objects.filter(entry=entry))
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
        questions=questions,
        names=_names(questions),
        most=MOST_ANSWERED,
        has_hidden=any(field.publication == "never" for field in standard.fields),
    )


def _names(questions: list[Question]) -> dict[str, str]:
    """Name those who asked and answered."""
    logins = {each.asked_by for each in questions}
    logins |= {each.answered_by for each in questions}
    people = Person.objects.filter(login__in=logins)
    return dict(people.values_list("login", "name"))


def answer_row(request: HttpRequest, entry_id: int) -> HttpResponse:
    """Answer what a unit asked about a row."""
    entry = pages.find_row(entry_id, sight(request).of(Entry.objects.all()))
    me = person_of(request)
    assert me is not None, "pages with data are not public"
    answer(entry, request.POST.get("answer", ""), me)
    return HttpResponseRedirect(reverse("row", args=[entry.pk]))


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
