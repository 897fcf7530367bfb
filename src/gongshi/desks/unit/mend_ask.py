"""`/mend/<id>/ask/`: a row that its unit cannot mend is laid before the office."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from gongshi.actions.mend import Overtaken
from gongshi.actions.questions import MOST_ASKED, ask
from gongshi.desks.gate import person_of, sight
from gongshi.desks.showing import desk, show
from gongshi.desks.unit.mend_overtaken import overtaken_page
from gongshi.desks.unit.mend_row import is_over
from gongshi.ledger import pages
from gongshi.ledger.known import reference
from gongshi.ledger.models import Entry


def mend_ask_page(request: HttpRequest, entry_id: int) -> HttpResponse:
    """Ask what the trouble is, or tell the office."""
    entry = pages.find_row(entry_id, sight(request).of(Entry.objects.all()))
    if request.method != "POST":
        if is_over(entry):
            return overtaken_page(request, entry, pages.replacing(entry), {})
        return show(
            request,
            "unit/mend_ask.html",
            desk(),
            entry=entry,
            reference=reference(entry),
            most=MOST_ASKED,
        )
    me = person_of(request)
    assert me is not None, "pages with data are not public"
    try:
        ask(entry, request.POST.get("why", ""), me)
    except Overtaken as error:
        return overtaken_page(request, entry, error.later, {})
    return HttpResponseRedirect(f"{reverse('mend_list')}?asked={reference(entry)}")
