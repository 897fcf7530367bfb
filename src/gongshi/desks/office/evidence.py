"""`/evidence/`: the reviewed papers behind a figure of a bulletin, or of a month."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse

from gongshi.actions import adjust
from gongshi.actions.list_evidence import listed_evidence, said
from gongshi.actions.taken_papers import Taken, taken_in_force
from gongshi.desks.gate import person_of
from gongshi.desks.keys import asked_key
from gongshi.desks.showing import asked_period, desk, show
from gongshi.errors import UsageError
from gongshi.ledger.models import AdjustmentRequest, Evidence, Unit
from gongshi.people.models import Person


@dataclass(frozen=True)
class Shown:
    """One paper as the page shows it."""

    paper: Evidence
    kind: str
    content: str


@dataclass(frozen=True)
class Waiting:
    """An adjustment that waits for a second person."""

    asked: AdjustmentRequest
    kind: str
    points: int
    #: Whether the reader asked for it himself.
    is_own: bool


def evidence_page(request: HttpRequest, wrong: str = "") -> HttpResponse:
    """List papers; the address asks in the words of `gongshi evidence list`."""
    asked = request.GET
    period = asked_period(request)
    here = desk(period.last_day)
    place = asked.get("policy") or here.policy.place
    try:
        taken_in_force(period, place)
    except UsageError as error:
        if "policy" in asked:
            raise
        return show(
            request, "office/evidence_none.html", here, period=period, why=error.text
        )
    found, taken = listed_evidence(
        period,
        place,
        so_far=bool(asked.get("so_far")),
        unit=asked.get("unit") or None,
        group=asked.get("group") or None,
        kind=asked.get("kind") or None,
        decision=asked.get("decision") or None,
        number=asked_key(request, "number"),
    )
    kind = asked.get("kind")
    response = show(
        request,
        "office/evidence.html",
        here,
        period=period,
        place=place,
        is_so_far=bool(asked.get("so_far")),
        kind=taken.titles[taken.find_kind(kind)] if kind else "证据",
        unit=asked.get("unit", ""),
        papers=[
            Shown(each, taken.titles.get(each.kind, each.kind), said(each, taken))
            for each in found
        ],
        asked=asked,
        titles=taken.titles,
        units=Unit.objects.values_list("name", flat=True),
        waiting=list(_waiting(request, taken, period.key)),
        names=dict(Person.objects.values_list("login", "name")),
        wrong=wrong,
    )
    response.status_code = 422 if wrong else 200
    return response


def _waiting(request: HttpRequest, taken: Taken, period: str) -> list[Waiting]:
    me = person_of(request)
    adjustments = taken.assessment.adjustments if taken.assessment else ()
    points = {each.key: each.points for each in adjustments}
    return [
        Waiting(
            each,
            taken.titles.get(each.kind, each.kind),
            points.get(each.kind, 0),
            is_own=me is not None and each.asked_by == me.login,
        )
        for each in adjust.waiting(taken.policy.place, period)
    ]
