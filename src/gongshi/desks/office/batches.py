"""`/batches/`: what was received, and the verdict on one file."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from gongshi.actions.return_faulty import return_faulty
from gongshi.clocks.periods import local_day
from gongshi.desks import exports
from gongshi.desks.gate import sight
from gongshi.desks.keys import asked_key
from gongshi.desks.showing import desk, show
from gongshi.desks.verdict import verdict_on
from gongshi.ledger import pages
from gongshi.ledger.models import Batch

_PAGE = 50


def batch_list(request: HttpRequest) -> HttpResponse:
    """List all batches, latest first."""
    seen = sight(request).of(Batch.objects.all())
    page = pages.batches(asked_key(request, "after"), _PAGE, seen)
    return show(
        request,
        "office/batches.html",
        desk(),
        batches=page.items,
        after=page.after,
        is_first="after" not in request.GET,
    )


def batch_page(request: HttpRequest, number: str) -> HttpResponse:
    """Show the verdict on one file and its receipt."""
    batch = _seen(request, number)
    here = desk(local_day(batch.received_at))
    verdict = verdict_on(batch, here.policy)
    return show(request, "office/batch.html", here, batch=batch, verdict=verdict)


def returned_file(request: HttpRequest, number: str) -> HttpResponse:
    """Give the unit its own workbook with the rows that are still to mend."""
    made = return_faulty(_seen(request, number).number)
    response = HttpResponse(made.content, content_type=exports.XLSX)
    return exports.attached(response, f"退回件 {made.batch.number}.xlsx")


def _seen(request: HttpRequest, number: str) -> Batch:
    return pages.find_batch(number, sight(request).of(Batch.objects.all()))
