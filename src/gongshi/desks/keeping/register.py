"""`/units/register/`: the register of units, and what becomes of a unit."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from gongshi.actions.change_unit import (
    KINDS,
    Wanted,
    change_unit,
    changes_of,
    foretell,
)
from gongshi.clocks.periods import day
from gongshi.desks.gate import person_of
from gongshi.desks.office.units import changes_told
from gongshi.desks.showing import desk, show
from gongshi.errors import UnknownName, UsageError
from gongshi.ledger.models import Unit, UnitChange
from gongshi.people.history import Order

#: Kind → what its box is called.
_ASKED = {
    "rename": "新名称",
    "merge": "并入哪个单位",
    "split": "分出的新单位叫什么",
    "transfer": "划到哪个单位之下",
    "alias": "加哪个别名",
    "unalias": "去掉哪个别名",
}
_SHOWN = 20


def register_page(request: HttpRequest) -> HttpResponse:
    """List the units, and what changed last."""
    recent = UnitChange.objects.select_related("unit", "old_parent", "new_parent")
    here = desk()
    return show(
        request,
        "keeping/register.html",
        here,
        units=Unit.objects.select_related("parent"),
        groups={each.key: each.title for each in here.policy.groups},
        changes=changes_told(recent.order_by("-pk")[:_SHOWN]),
    )


def change_page(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Ask what becomes of a unit, tell what will hold, and make it so."""
    unit = Unit.objects.select_related("parent").filter(pk=unit_id).first()
    if unit is None:
        raise UnknownName("unknown_unit", f"名录里没有编号为 {unit_id} 的单位。")
    post = request.POST
    if request.method != "POST" or post.get("step") == "edit":
        return _asking(request, unit)
    try:
        wanted = _wanted(request, unit)
        if post.get("step") != "send":
            return _asking(request, unit, sentence=foretell(wanted))
        change_unit(wanted)
    except UsageError as error:
        return _asking(request, unit, wrong=error.text)
    return HttpResponseRedirect(reverse("unit_change", args=[unit.pk]))


def _wanted(request: HttpRequest, unit: Unit) -> Wanted:
    post, me = request.POST, person_of(request)
    assert me is not None
    order = Order(day(post.get("on", "")), post.get("reason", "")[:1000], me.login)
    return Wanted(post.get("kind", ""), unit.pk, post.get("to", ""), order)


def _asking(
    request: HttpRequest, unit: Unit, *, sentence: str = "", wrong: str = ""
) -> HttpResponse:
    kind = request.POST.get("kind") or request.GET.get("kind", "")
    here = desk()
    response = show(
        request,
        "keeping/change.html",
        here,
        unit=unit,
        kinds=KINDS,
        kind=kind if kind in KINDS else "",
        title=KINDS.get(kind, ""),
        box=_ASKED.get(kind, ""),
        others=Unit.objects.exclude(pk=unit.pk),
        typed=request.POST,
        sentence=sentence,
        changes=changes_told(changes_of(unit)),
        wrong=wrong,
    )
    response.status_code = 422 if wrong else 200
    return response
