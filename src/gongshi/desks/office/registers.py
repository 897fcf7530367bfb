"""`/registers/`: all units' registers of a month, and who brought none."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from gongshi.actions.registers.listing import registers_of
from gongshi.clocks.periods import local_day, month
from gongshi.desks.showing import desk, show
from gongshi.people.models import Person


def registers_page(request: HttpRequest) -> HttpResponse:
    """Show who brought a register of a month, what came of it, and who said nothing."""
    last = month(f"{local_day(timezone.now()):%Y-%m}").previous()
    period = month(request.GET["period"]) if request.GET.get("period") else last
    here = desk(period.last_day)
    found = registers_of(period)
    tallies = [told for each in found for _, told in each.checks]
    return show(
        request,
        "office/registers.html",
        here,
        period=period,
        units=found,
        names=dict(Person.objects.values_list("login", "name")),
        given=[each for each in found if each.checks],
        silent=[each for each in found if each.state == "unanswered"],
        due=sum(each.due for each in tallies),
        missing=sum(each.missing for each in tallies),
        unconfirmed=sum(each.unconfirmed for each in tallies),
        is_scored=bool(here.policy.assessment),
    )
