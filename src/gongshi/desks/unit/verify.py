"""`/verify/`: anyone with a receipt learns whether it is genuine, and nothing else."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from gongshi.actions.receipts import DIGITS, verify
from gongshi.desks.showing import desk, show
from gongshi.policy.standards import load_standard


def verify_page(request: HttpRequest) -> HttpResponse:
    """Show the form, and the answer when number and seal are given."""
    number = request.GET.get("number", "").strip()[:64]
    seal = request.GET.get("seal", "").strip()[: 2 * DIGITS]
    is_asked = bool(number and seal)
    found = verify(number, seal) if is_asked else None
    standard = found and load_standard(found.filing.category)
    return show(
        request,
        "unit/verify.html",
        desk(),
        number=number,
        written=seal,
        is_asked=is_asked,
        found=found,
        standard=standard,
    )
