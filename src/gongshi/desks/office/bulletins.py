"""`/bulletins/<month>/`: the month's bulletin as paper; every figure opens its rows."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.safestring import mark_safe

from gongshi.bulletin.document import Figure
from gongshi.bulletin.render.html import article
from gongshi.clocks.periods import month
from gongshi.desks import links
from gongshi.desks.exports import attached
from gongshi.desks.showing import asked_period, desk, show

#: Forms in which a draft may be had → the kind of file.
_FORMS = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}


def latest_bulletin(request: HttpRequest) -> HttpResponse:
    """Lead to the latest month."""
    address = reverse("bulletin", args=[asked_period(request).key])
    return HttpResponseRedirect(address)


def bulletin_page(request: HttpRequest, period: str) -> HttpResponse:
    """Show the bulletin of a month."""
    from gongshi.actions.issue import compose_bulletin  # brings the renderers along

    asked = month(period)
    here = desk(asked.last_day)
    document = compose_bulletin(asked, here.policy.place)
    form = request.GET.get("format", "")
    if form in _FORMS:
        from gongshi.bulletin.render import render

        answer = HttpResponse(render(document, form), content_type=_FORMS[form])
        return attached(answer, f"{asked.title}通报.{form}")
    following = month(f"{asked.last_day + timedelta(days=1):%Y-%m}")
    return show(
        request,
        "office/bulletin.html",
        here,
        period=asked,
        before=asked.previous(),
        after=following if following.first_day <= here.today else None,
        document=document,
        # The renderer escapes every text itself.
        paper=mark_safe(article(document, link=_link)),
    )


def _link(figure: Figure) -> str | None:
    return links.behind(figure.query) if figure.query else None
