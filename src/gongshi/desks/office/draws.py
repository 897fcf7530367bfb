"""`/draws/`: publishes the seed of a draw, draws from it, and repeats what was drawn."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from gongshi.actions.draws import making
from gongshi.actions.draws.making import TITLES, Wanted
from gongshi.actions.draws.replaying import as_told, verify
from gongshi.clocks.periods import local_day, month
from gongshi.desks.office.drafts import me_of
from gongshi.desks.office.scores import scoring
from gongshi.desks.showing import desk, show
from gongshi.errors import UnknownName, UsageError
from gongshi.ledger.models import Unit
from gongshi.ledger.register_models import DrawNotice
from gongshi.oversight.draws import UNITS
from gongshi.people.models import Person
from gongshi.policy.completeness import completeness_in_force
from gongshi.policy.policies import policy_in_force

_LISTED = 60


def draws_page(request: HttpRequest, wrong: str = "") -> HttpResponse:
    """Show the form for the next draw, a seed offered, and all draws before."""
    here = desk()
    last = month(f"{local_day(timezone.now()):%Y-%m}").previous()
    typed = request.POST
    terms = completeness_in_force(here.today)
    response = show(
        request,
        "office/draws.html",
        here,
        period=typed.get("period") or last.key,
        seed=typed.get("seed") or making.offered_seed(last),
        kinds=TITLES,
        chosen=typed.get("kind", ""),
        places=scoring(here.today),
        place=typed.get("policy") or here.policy.place,
        least=terms.limits["units_least"],
        most=terms.limits["units_most"],
        numbers=terms.numbers,
        most_chars=making.MOST_CHARS,
        draws=DrawNotice.objects.select_related("draw").order_by("-pk")[:_LISTED],
        wrong=wrong,
    )
    response.status_code = 422 if wrong else 200
    return response


def publish_draw(request: HttpRequest) -> HttpResponse:
    """Publish a seed with the lists that are drawn from."""
    post, me = request.POST, me_of(request)
    count = post.get("units", "").strip()
    try:
        if post.get("kind") not in TITLES:
            raise UsageError("kind", "请选择抽什么。")
        if count and not (count.isdecimal() and len(count) < len("999")):
            raise UsageError("units", "抽几个部门，请写整数。")
        notice = making.publish(
            Wanted(
                kind=post.get("kind", ""),
                period=month(post.get("period", "")),
                seed=post.get("seed", ""),
                made_by=me.login,
                reviewer=me.name,
                units=int(count) if count else None,
                place=post.get("policy", "") if post.get("kind") == UNITS else "",
            )
        )
    except UsageError as error:
        return draws_page(request, wrong=error.text)
    return HttpResponseRedirect(reverse("draw", args=[notice.pk]))


def make_draw(request: HttpRequest, draw_id: int) -> HttpResponse:
    """Draw from what was published."""
    notice, me = _found(draw_id), me_of(request)
    making.make(notice, made_by=me.login, reviewer=me.name)
    return HttpResponseRedirect(reverse("draw", args=[notice.pk]))


def draw_page(request: HttpRequest, draw_id: int) -> HttpResponse:
    """Show one draw: its seed, lists and rule, what was drawn, and whether it repeats."""
    notice = _found(draw_id)
    told = as_told(notice)
    period = month(notice.period)
    result = told["result"]
    policy = policy_in_force(notice.place, period.last_day)
    units = dict(Unit.objects.values_list("name", "pk"))
    return show(
        request,
        "office/draw.html",
        desk(period.last_day),
        notice=notice,
        names=dict(Person.objects.values_list("login", "name")),
        period=period,
        title=TITLES[notice.kind],
        is_units=notice.kind == UNITS,
        told=told,
        groups=_groups(told) if notice.kind == UNITS else [],
        missing=[
            each
            for each in (result or {}).get("numbers", ())
            if each["state"] == "missing"
        ],
        differences=verify(told) if result else [],
        units=units,
        letter=next((each for each in policy.letters if each.key == "drawn"), None),
    )


def _groups(told: dict[str, object]) -> list[dict[str, object]]:
    """Put what was drawn of each group beside the list."""
    given, result = told["given"], told["result"]
    assert isinstance(given, dict)
    drawn = {}
    if isinstance(result, dict):
        drawn = {each["group"]: each["drawn"] for each in result["groups"]}
    return [{**each, "drawn": drawn.get(each["group"], [])} for each in given["groups"]]


def _found(draw_id: int) -> DrawNotice:
    notice = DrawNotice.objects.select_related("draw").filter(pk=draw_id).first()
    if notice is None:
        raise UnknownName("unknown_draw", f"没有编号为 {draw_id} 的抽查。")
    return notice
