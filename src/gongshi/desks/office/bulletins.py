"""`/bulletins/<month>/`: the month's bulletin as paper; every figure opens its rows."""

from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from gongshi.actions.review_bulletin import drafts_for
from gongshi.clocks.periods import Period
from gongshi.clocks.periods import period as read_period
from gongshi.desks.exports import attached
from gongshi.desks.gate import person_of
from gongshi.desks.links import with_query
from gongshi.desks.office.papers import paper
from gongshi.desks.showing import asked_period, desk, show
from gongshi.ledger.bulletins import latest_version, open_draft
from gongshi.policy.policies import find_place, places, policy_in_force

#: Forms in which a draft may be had → the kind of file.
_FORMS = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}


def latest_bulletin(request: HttpRequest) -> HttpResponse:
    """Lead to the draft that waits for this person, else to the month or the latest."""
    me = person_of(request)
    draft = drafts_for(me).first() if me and not request.GET else None
    if draft:
        return HttpResponseRedirect(reverse("bulletin_draft", args=[draft.pk]))
    address = reverse("bulletin", args=[asked_period(request).key])
    query = {"policy": request.GET.get("policy", "")}
    return HttpResponseRedirect(with_query(address, query))


def bulletin_page(request: HttpRequest, period: str) -> HttpResponse:
    """Show the bulletin of a month or day: what was issued, else what would be."""
    from gongshi.actions.issue import draft_bulletin  # brings the renderers along

    asked = read_period(period)
    here = desk(asked.last_day)
    place = find_place(request.GET.get("policy") or here.policy.place)
    drafted = draft_bulletin(asked, place)
    form = request.GET.get("format", "")
    if form in _FORMS:
        from gongshi.bulletin.render import render

        content = render(drafted.document, form)
        answer = HttpResponse(content, content_type=_FORMS[form])
        return attached(answer, f"{asked.title}通报.{form}")
    return show(
        request,
        "office/bulletin.html",
        here,
        period=asked,
        before=asked.previous(),
        after=_after(asked, here.today),
        document=drafted.document,
        notes=drafted.notes,
        paper=paper(drafted.document),
        place=place,
        places=_with_bulletins(asked.last_day),
        issued=latest_version(place, asked.key),
        draft=open_draft(place, asked.key),
        is_over=asked.is_over(here.today),
    )


def _with_bulletins(on: date) -> dict[str, str]:
    return {
        key: name for key, name in places().items() if policy_in_force(key, on).bulletin
    }


def _after(asked: Period, today: date) -> Period | None:
    """Give the period after this one, once it has begun."""
    first = asked.last_day + timedelta(days=1)
    written = f"{first}" if asked.is_day else f"{first:%Y-%m}"
    return read_period(written) if first <= today else None
