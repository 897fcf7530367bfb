"""`/scores/`: the month's scores and ranking, every point opened, and what if."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from gongshi.actions.assess import Assessed, assess, assessment_in_force
from gongshi.actions.assess import issue as issue_them
from gongshi.actions.scorecards import as_json, of_unit
from gongshi.clocks.periods import month
from gongshi.desks import links
from gongshi.desks.gate import person_of
from gongshi.desks.showing import asked_period, desk, show
from gongshi.errors import UnknownName, UsageError
from gongshi.ledger.evidence import latest_issue
from gongshi.ledger.models import Unit
from gongshi.policy.policies import places, policy_in_force

#: What may be supposed of a unit's rows, beside the kinds of evidence.
_SUPPOSED = {
    "mended": "改好的问题行",
    "late": "迟报行",
    "due": "台账应报",
    "concealed": "台账漏报",
}


@dataclass(frozen=True)
class Ranking:
    """One group with its units, the best first."""

    title: str
    units: list[dict[str, Any]]


@dataclass(frozen=True)
class Supposed:
    """One number that may be supposed."""

    key: str
    title: str
    value: str


def scores_page(request: HttpRequest, wrong: str = "") -> HttpResponse:
    """Show the scores of a month, group by group."""
    period = asked_period(request)
    if period.is_day:
        period = month(f"{period.first_day:%Y-%m}")
    here = desk(period.last_day)
    place = request.GET.get("policy") or here.policy.place
    try:
        assessment_in_force(period, place)
    except UsageError as error:
        if "policy" in request.GET:
            raise
        return show(
            request, "office/scores_none.html", here,
            period=period, why=error.text, places=scoring(period.last_day),
        )  # fmt: skip
    assessed = assess(period, place)
    groups = {each.key: each.title for each in assessed.policy.groups}
    units = _units(as_json(assessed))
    issued = latest_issue(assessed.policy.place, period.key)
    differs = issued is not None and _units(json.loads(issued.content)) != units
    for each, ranked in zip(units, assessed.ranked, strict=True):
        each["pk"] = ranked.card.facts.key
    response = show(
        request,
        "office/scores.html",
        here,
        period=period,
        before=period.previous(),
        place=assessed.policy.place,
        assessed=assessed,
        notes=assessed.notes,
        items=assessed.assessment.items,
        rankings=[
            Ranking(groups[key], [each for each in units if each["group"] == key])
            for key in dict.fromkeys(each["group"] for each in units)
        ],
        issued=issued,
        differs=differs,
        places=scoring(period.last_day),
        wrong=wrong,
    )
    response.status_code = 422 if wrong else 200
    return response


def score_page(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Open every point of one unit; the address may suppose something."""
    unit = Unit.objects.filter(pk=unit_id).first()
    if unit is None:
        raise UnknownName("unknown_unit", f"名录里没有编号为 {unit_id} 的单位。")
    period = asked_period(request)
    here = desk(period.last_day)
    place = request.GET.get("policy") or here.policy.place
    now = assess(period, place)
    now.of(unit.name)
    supposing, wrong = _supposing(request)
    supposed = None
    if supposing:
        try:
            supposed = assess(period, place, unit=unit.name, supposing=supposing)
        except UsageError as error:
            wrong = error.text
    response = show(
        request,
        "office/score.html",
        here,
        unit=unit,
        period=period,
        place=now.policy.place,
        card=_card(now, unit.name),
        supposed=_card(supposed, unit.name) if supposed else None,
        choices=list(_choices(now, request)),
        is_provisional=now.is_provisional,
        wrong=wrong,
    )
    response.status_code = 422 if wrong else 200
    return response


def issue_scores(request: HttpRequest) -> HttpResponse:
    """Freeze the scores of a month; a correction is a further version."""
    me, post = person_of(request), request.POST
    assert me is not None
    period = month(post.get("period", ""))
    place = post.get("policy", "")
    try:
        issue_them(assess(period, place), me.login)
    except UsageError as error:
        return scores_page(request, wrong=error.text)
    query = {"period": period.key, "policy": place}
    return HttpResponseRedirect(links.with_query(reverse("scores"), query))


def scoring(on: date) -> dict[str, str]:
    """Name the places that score their units on a day."""
    return {
        key: name
        for key, name in places().items()
        if policy_in_force(key, on).assessment
    }


def _units(answer: Mapping[str, object]) -> list[dict[str, Any]]:
    units = answer["units"]
    assert isinstance(units, list)
    return units


def _card(assessed: Assessed, name: str) -> dict[str, Any]:
    card: dict[str, Any] = of_unit(assessed, assessed.of(name))
    for item in card["items"]:
        for loss in item["losses"]:
            loss["link"] = links.behind(loss["query"]) if loss["query"] else ""
    return card


def _choices(assessed: Assessed, request: HttpRequest) -> Iterator[Supposed]:
    assessment = assessed.assessment
    titles = dict(_SUPPOSED)
    titles |= {key: each.title for key, each in assessment.parts().items()}
    titles |= {each.key: each.title for each in assessment.adjustments}
    titles |= {
        key: each.title for key, each in assessment.papers.items() if key != "register"
    }
    for key, title in titles.items():
        yield Supposed(key, title, request.GET.get(f"if-{key}", "")[:12])


def _supposing(request: HttpRequest) -> tuple[dict[str, int], str]:
    """Read what is supposed from the address; and what is wrong with it."""
    changes: dict[str, int] = {}
    for name in request.GET:
        value = request.GET.get(name, "").strip()
        if not name.startswith("if-") or not value:
            continue
        if not (value.isascii() and value.isdigit() and len(value) < len("9" * 8)):
            return {}, f"假设的数「{value[:12]}」应是整数。"
        changes[name.removeprefix("if-")] = int(value)
    return changes, ""
