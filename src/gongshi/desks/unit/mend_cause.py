"""`/mend/cause/`: all rows with one error, and their suggestions taken at once."""

from __future__ import annotations

import secrets

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from gongshi.actions.mend import MOST_AT_ONCE, Actor, adopt_all
from gongshi.desks.gate import person_of, sight
from gongshi.desks.links import with_query
from gongshi.desks.showing import desk, show
from gongshi.desks.telling import Told, told
from gongshi.desks.unit.mend import asked_batch, card
from gongshi.errors import UnknownName
from gongshi.ledger.models import Finding
from gongshi.ledger.to_mend import (
    CauseKey,
    Waiting,
    causes_to_mend,
    count_coverable,
    coverable,
    first_to_mend,
)
from gongshi.policy.standards import load_standard

#: Rows listed; the others are only counted.
_LISTED = 50


def mend_cause_page(request: HttpRequest) -> HttpResponse:
    """Show the rows of a cause, or take their suggestions."""
    key = CauseKey(
        *(request.GET.get(name, "") for name in ("category", "rule", "field"))
    )
    units, batch = sight(request).units, asked_batch(request)
    causes = causes_to_mend(units, batch, having=key)
    others = [each for each in causes if each.key != key and each.is_suggested]
    chosen = _chosen(request, others)
    if request.method == "POST" and "adopt" in request.POST:
        return _adopted(request, key, chosen)
    waiting = next((each for each in causes if each.key == key), None)
    if waiting is None:
        raise UnknownName("no_cause", "这一类错误已经没有要改的行了，请回到待改清单。")
    covered = count_coverable(units, [key, *chosen], batch)
    return show(
        request,
        "unit/mend_cause.html",
        desk(),
        card=card(waiting),
        lines=[_told(each) for each in first_to_mend(units, key, batch, _LISTED)],
        left_out=max(waiting.rows - _LISTED, 0),
        others=[(each, card(each), each.key in chosen) for each in others],
        covered=covered,
        batch=batch,
        is_long=covered > MOST_AT_ONCE,
        key=secrets.token_urlsafe(12),
    )


def _chosen(request: HttpRequest, others: list[Waiting]) -> list[CauseKey]:
    """Read which of the rows' other causes are mended along."""
    asked = (request.POST if request.method == "POST" else request.GET).getlist("also")
    return [each.key for each in others if f"{each.key.rule}:{each.key.field}" in asked]


def _told(finding: Finding) -> tuple[Finding, Told]:
    standard = load_standard(finding.entry.category)
    return finding, told(finding, standard)


def _adopted(
    request: HttpRequest, key: CauseKey, chosen: list[CauseKey]
) -> HttpResponse:
    me = person_of(request)
    assert me is not None, "pages with data are not public"
    units, batch = sight(request).units, asked_batch(request)
    rows = list(coverable(units, [key, *chosen], batch).select_related("batch", "unit"))
    act = request.POST.get("key", "")[:40] or None
    done = adopt_all(rows, Actor(me.login, act))
    query: dict[str, object] = {"adopted": done.rows, "left": done.left}
    if batch:
        query["batch"] = batch
    if done.filings and not done.is_waiting:
        query["done"] = done.filings[0].number
    if done.is_waiting:
        query["waiting"] = done.filings[0].number
    return HttpResponseRedirect(with_query(reverse("mend_list"), query))
