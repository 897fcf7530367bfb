"""`/evidence/`: the reviewed papers behind a figure of a bulletin, or of a month."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse

from gongshi.actions.list_evidence import listed_evidence, said
from gongshi.desks.keys import asked_key
from gongshi.desks.showing import asked_period, desk, show
from gongshi.ledger.models import Evidence


@dataclass(frozen=True)
class Shown:
    """One paper as the page shows it."""

    paper: Evidence
    kind: str
    content: str


def evidence_page(request: HttpRequest) -> HttpResponse:
    """List papers; the address asks in the words of `gongshi evidence list`."""
    asked = request.GET
    period = asked_period(request)
    here = desk(period.last_day)
    found, taken = listed_evidence(
        period,
        asked.get("policy") or here.policy.place,
        so_far=bool(asked.get("so_far")),
        unit=asked.get("unit"),
        group=asked.get("group"),
        kind=asked.get("kind"),
        decision=asked.get("decision"),
        number=asked_key(request, "number"),
    )
    kind = asked.get("kind")
    return show(
        request,
        "office/evidence.html",
        here,
        period=period,
        is_so_far=bool(asked.get("so_far")),
        kind=taken.titles[taken.find_kind(kind)] if kind else "证据",
        unit=asked.get("unit", ""),
        papers=[
            Shown(each, taken.titles.get(each.kind, each.kind), said(each, taken))
            for each in found
        ],
    )
