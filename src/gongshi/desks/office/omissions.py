"""`/omissions/`: the month's list of what was found not to be reported."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from gongshi.actions import cases_omitted
from gongshi.actions.cases_fit import terms_today
from gongshi.bulletin.render import render
from gongshi.clocks.periods import Period, month
from gongshi.desks import exports, links
from gongshi.desks.showing import desk, show
from gongshi.ledger.models import Unit
from gongshi.ledger.units import load_register


def omissions_page(request: HttpRequest) -> HttpResponse:
    """Show the list of a month."""
    period, unit = _asked(request)
    found = cases_omitted.omissions(period, unit)
    query = {"period": period.key, "unit": unit.name if unit else ""}
    return show(
        request,
        "office/omissions.html",
        desk(period.last_day),
        period=period,
        before=period.previous(),
        unit=unit,
        found=found,
        units_met=len({each.head.pk for each in found}),
        verdicts=terms_today().verdicts,
        units=Unit.objects.values_list("name", flat=True),
        files={
            form: links.with_query(reverse("omissions_file", args=[form]), query)
            for form in ("docx", "xlsx")
        },
    )


def omissions_file(request: HttpRequest, form: str) -> HttpResponse:
    """Give the list as a paper or a workbook."""
    period, unit = _asked(request)
    found = cases_omitted.omissions(period, unit)
    content = render(cases_omitted.as_document(period, found, unit), form)
    response = HttpResponse(content, content_type="application/octet-stream")
    return exports.attached(response, f"{period.title}漏报瞒报清单.{form}")


def _asked(request: HttpRequest) -> tuple[Period, Unit | None]:
    written, unit = request.GET.get("period", ""), request.GET.get("unit", "")
    period = month(written or f"{desk().today:%Y-%m}")
    return period, load_register().find(unit) if unit else None
