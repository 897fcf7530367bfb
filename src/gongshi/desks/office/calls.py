"""`/silence/calls/`: who is to be called up today, and the log of a month's calls."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from gongshi.actions.calls import MOST_CHARS, Call, log_call
from gongshi.actions.silence import calls_due, cases_of, silent_units
from gongshi.clocks.periods import local_day, month
from gongshi.desks.office.drafts import me_of
from gongshi.desks.showing import desk, show
from gongshi.errors import UserError
from gongshi.ledger.case_models import CaseStep
from gongshi.people.models import Person


def calls_page(request: HttpRequest, wrong: str = "") -> HttpResponse:
    """Show who is to be called up, with a form each, and the log of a month."""
    here = desk()
    silent = silent_units(here.today)
    written = request.GET.get("period") or f"{local_day(timezone.now()):%Y-%m}"
    period = month(written)
    logged = CaseStep.objects.filter(
        act="called", made_at__gte=period.start, made_at__lt=period.end
    )
    response = show(
        request,
        "office/calls.html",
        here,
        due=calls_due(silent, cases_of(silent), here.today),
        period=period,
        before=period.previous(),
        logged=logged.select_related("case__unit").order_by("-made_at", "-pk"),
        names=dict(Person.objects.values_list("login", "name")),
        typed=request.POST,
        most=MOST_CHARS,
        wrong=wrong,
    )
    response.status_code = 422 if wrong else 200
    return response


def log_page(request: HttpRequest) -> HttpResponse:
    """Note a call."""
    post = request.POST
    call = Call(post.get("case", ""), post.get("called", ""), post.get("said", ""))
    try:
        log_call(call, me_of(request))
    except UserError as error:
        return calls_page(request, wrong=error.text)
    return HttpResponseRedirect(reverse("calls"))
