"""`/audit-log/`: what people did, latest first."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from gongshi.desks.keys import asked_key
from gongshi.ledger.models import Office
from gongshi.people.models import AuditEntry

_PAGE = 100


def audit_page(request: HttpRequest) -> HttpResponse:
    """List acts."""
    actor = request.GET.get("actor", "").strip()[:64]
    entries = AuditEntry.objects.order_by("-number")
    if actor:
        entries = entries.filter(actor=actor)
    if (before := asked_key(request, "before")) is not None:
        entries = entries.filter(number__lt=before)
    shown = list(entries[: _PAGE + 1])
    context = {
        "office": Office.objects.first(),
        "actor": actor,
        "entries": shown[:_PAGE],
        "before": shown[_PAGE - 1].number if len(shown) > _PAGE else None,
        "is_first": before is None,
    }
    return render(request, "keeping/audit_log.html", context)
