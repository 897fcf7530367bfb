"""`/mend/<id>/ask/`: a row that its unit cannot mend is laid before the office."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from gongshi.actions.telling import tell_holders
from gongshi.desks.gate import person_of, sight
from gongshi.desks.showing import desk, show
from gongshi.ledger import pages
from gongshi.ledger.known import reference
from gongshi.ledger.models import Entry
from gongshi.people import audit
from gongshi.people.rights import ANALYSE

_MOST_CHARS = 200
_TEXT = "{unit}请信用办看看 {row}（{faults} 处退回改不了）{why}。"


def mend_ask_page(request: HttpRequest, entry_id: int) -> HttpResponse:
    """Ask what the trouble is, or tell the office."""
    entry = pages.find_row(entry_id, sight(request).of(Entry.objects.all()))
    if request.method != "POST":
        return show(
            request,
            "unit/mend_ask.html",
            desk(),
            entry=entry,
            reference=reference(entry),
            most=_MOST_CHARS,
        )
    me = person_of(request)
    assert me is not None, "pages with data are not public"
    why = " ".join(request.POST.get("why", "").split())[:_MOST_CHARS]
    row = reference(entry)
    tell_holders(
        ANALYSE,
        kind="ask",
        text=_TEXT.format(
            unit=entry.unit.name if entry.unit else "",
            row=row,
            faults=len(pages.findings_of(entry)),
            why=f"：{why}" if why else "",
        ),
        key=f"ask:{entry.pk}:{me.login}:{desk().today}",
        link=reverse("row", args=[entry.pk]),
    )
    audit.record("mend.ask", actor=me.login, target=row)
    return HttpResponseRedirect(f"{reverse('mend_list')}?asked={row}")
