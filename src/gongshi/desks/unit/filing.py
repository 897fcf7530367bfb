"""`/filings/<number>/`: one filing: received, being judged, its verdict or its refusal."""

from __future__ import annotations

import re
from io import BytesIO

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from gongshi.actions import receipts
from gongshi.actions.other_sources import in_batch
from gongshi.clocks.periods import local_day
from gongshi.desks.showing import Desk, desk, show
from gongshi.desks.unit.filed import Filed, Look, Work, filed, find_filing, work_on
from gongshi.desks.unit.showing import is_part
from gongshi.desks.verdict import policy_told, verdict_on
from gongshi.ledger.models import Filing
from gongshi.policy.standards import load_standard


def filing_page(request: HttpRequest, number: str) -> HttpResponse:
    """Show a filing, whatever has become of it so far."""
    return _shown(request, find_filing(request, number), "unit/filing.html")


def filing_state(request: HttpRequest, number: str) -> HttpResponse:
    """Show the part of its page that changes; without a script, all of it."""
    template = "unit/_filing.html" if is_part(request) else "unit/filing.html"
    return _shown(request, find_filing(request, number), template)


def receipt_page(request: HttpRequest, number: str) -> HttpResponse:
    """Show the receipt of a filing, for one sheet of A4."""
    (one,) = filed([find_filing(request, number)])
    on = local_day(one.filing.received_at)
    outcome, common = one.batch or one.refusal, _common(one)
    return show(
        request,
        "unit/receipt.html",
        desk(on),
        **common,
        seal=receipts.receipt_seal(one.filing),
        verdict_seal=outcome and receipts.verdict_seal(one.filing, outcome),
        texts=[
            receipts.receipt_text(one.filing),
            *([receipts.verdict_text(one.filing, outcome)] if outcome else []),
        ],
        others=one.batch and in_batch(one.batch),
        judged_by=one.batch and policy_told(one.batch.policy),
        verify_address=request.build_absolute_uri(reverse("verify")),
    )


def receipt_code(request: HttpRequest, number: str) -> HttpResponse:
    """Draw the address at which the receipt is verified, for a phone to read."""
    import segno  # only receipts draw codes

    filing = find_filing(request, number)
    query = f"?number={filing.number}&seal={receipts.receipt_seal(filing)}"
    address = request.build_absolute_uri(reverse("verify")) + query
    drawn = BytesIO()
    segno.make(address, error="m").save(drawn, kind="svg", scale=4, light="#fff")
    return HttpResponse(drawn.getvalue(), content_type="image/svg+xml")


def _shown(request: HttpRequest, filing: Filing, template: str) -> HttpResponse:
    earlier = _earlier(request)
    # A page that waited when it looked before most likely waits still.
    work = work_on(filing, earlier) if earlier else None
    one = Filed(filing) if work and work.is_due else filed([filing])[0]
    here = desk(local_day(filing.received_at))
    context = _common(one) | _outcome(one, here, work)
    return show(request, template, here, **context)


def _earlier(request: HttpRequest) -> Look | None:
    """Read from the address what the page saw before; a page tells it, not a person."""
    told = [request.GET.get(each, "") for each in ("before", "at")]
    if not all(re.fullmatch("[0-9]{1,15}", each) for each in told):
        return None
    before, at = map(int, told)
    return Look(before, at)


def _common(one: Filed) -> dict[str, object]:
    on = local_day(one.filing.received_at)
    if one.batch:
        # The batch is of the same unit, which is loaded already.
        one.batch.unit = one.filing.unit
    return {
        "filing": one.filing,
        "filed": one,
        "batch": one.batch,
        "refusal": one.refusal,
        "on": on,
        "standard": load_standard(one.filing.category, on),
    }


def _outcome(one: Filed, here: Desk, work: Work | None) -> dict[str, object]:
    if one.batch:
        seconds = (one.batch.finished_at - one.batch.received_at).total_seconds()
        return {"verdict": verdict_on(one.batch, here.policy), "seconds": seconds}
    return {} if one.refusal else {"work": work or work_on(one.filing)}
