"""`/rulebook/windows/`: the windows of a place, the office's own, and what waits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from gongshi.actions import windows as asking
from gongshi.desks import links
from gongshi.desks.gate import person_of
from gongshi.desks.office.rows import ALL
from gongshi.desks.office.rulebook import SURE
from gongshi.desks.showing import Desk, desk, show
from gongshi.ledger.models import Office, WindowDecision, WindowRequest
from gongshi.ledger.pages import exempted
from gongshi.ledger.windows import windows_at
from gongshi.people.models import Person
from gongshi.policy.policies import (
    Policy,
    find_place,
    first_edition,
    places,
    policy_in_force,
)
from gongshi.policy.terms import Window


@dataclass(frozen=True)
class Opened:
    """One window, and the rows that came through it."""

    window: Window
    categories: str
    is_open: bool
    rows: int
    link: str
    sure: str
    #: Of the request that opened it; None where the policy has it.
    number: int | None
    #: Why the office opened it.
    reason: str = ""
    #: What the closing that was granted says; "" where it runs to its end.
    closing: str = ""


@dataclass(frozen=True)
class Waiting:
    """A request that waits for a second person."""

    asked: WindowRequest
    categories: str
    #: Late and returned rows that were decided in these days; None for a closing.
    touched: asking.Touched | None
    #: Whether the reader asked for it himself.
    is_own: bool


def windows_page(request: HttpRequest, wrong: str = "") -> HttpResponse:
    """Show the windows for overdue records, with the rows that each one exempted."""
    here = desk()
    place = find_place(request.GET.get("place") or here.policy.place)
    policy = policy_in_force(place, max(here.today, first_edition(place)))
    is_own = place == Office.objects.get().place
    response = show(
        request,
        "office/windows.html",
        here,
        places=places(),
        place=place,
        policy=policy,
        windows=_opened(policy, here),
        is_own=is_own,
        waiting=_waiting(request, policy) if is_own else [],
        refused=_refused() if is_own else [],
        names=dict(Person.objects.values_list("login", "name")),
        wrong=wrong,
    )
    response.status_code = 422 if wrong else 200
    return response


def titles_of(policy: Policy, keys: Iterable[str]) -> str:
    """Name categories; all of them in one word."""
    titles = {each.key: each.title for each in policy.categories}
    chosen = list(keys)
    if len(titles) > 1 and titles.keys() <= set(chosen):
        return "全部类别"
    return "、".join(titles.get(key, key) for key in chosen)


def _opened(policy: Policy, here: Desk) -> list[Opened]:
    own = windows_at(policy.place, timezone.now())
    asked = WindowRequest.objects.in_bulk(own)
    closings = {
        each.closes_id: each
        for each in WindowRequest.objects.filter(
            closes__in=own, decision__is_granted=True
        ).select_related("decision")
    }
    rows = exempted()
    both = [*((None, each) for each in policy.windows), *own.items()]
    return [
        Opened(
            each,
            titles_of(policy, each.categories),
            each.submit_by >= here.today,
            rows.get(each.name, 0),
            links.rows({"period": ALL, "exempt": True}),
            SURE[each.sure],
            number,
            asked[number].reason if number else "",
            _closing(closings, number),
        )
        for number, each in sorted(both, key=lambda it: it[1].submit_by, reverse=True)
    ]


def _closing(closings: Mapping[int | None, WindowRequest], number: int | None) -> str:
    closing = closings.get(number) if number else None
    if closing is None:
        return ""
    by = f"{closing.decision.decided_name} {timezone.localdate(closing.decision.decided_at)}"
    return f"提前关闭，{by} 批准：{closing.reason}（{closing.paper}）"


def _waiting(request: HttpRequest, policy: Policy) -> list[Waiting]:
    me = person_of(request)
    return [
        Waiting(
            each,
            titles_of(policy, each.categories),
            None if each.closes_id else asking.touched(each),
            is_own=me is not None and each.asked_by == me.login,
        )
        for each in asking.waiting()
    ]


def _refused() -> list[WindowDecision]:
    found = WindowDecision.objects.filter(is_granted=False).select_related("request")
    return list(found.order_by("-pk")[:10])
