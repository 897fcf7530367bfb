"""`/rulebook/policy/` and `/rulebook/windows/`: what holds in a place on a day, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count
from django.http import HttpRequest, HttpResponse

from gongshi.actions.holding import Holding, holdings
from gongshi.actions.holding_scores import assessment_holdings, list_holdings
from gongshi.clocks.periods import day
from gongshi.desks import links
from gongshi.desks.office.rows import ALL
from gongshi.desks.office.rulebook import SURE, changes
from gongshi.desks.showing import desk, show
from gongshi.ledger.models import Entry
from gongshi.policy.policies import (
    Policy,
    find_place,
    first_edition,
    places,
    policy_in_force,
)
from gongshi.policy.terms import Window
from gongshi.policy.toml import RULEBOOK, editions


@dataclass(frozen=True)
class Held:
    """One value of a policy as the page shows it."""

    matter: str
    value: str
    source: str
    #: The place it is taken over from; "" where it is the place's own.
    inherited: str
    sure: str


@dataclass(frozen=True)
class Opened:
    """One window, and the rows that came through it."""

    window: Window
    categories: str
    is_open: bool
    rows: int
    link: str
    sure: str


def policy_page(request: HttpRequest) -> HttpResponse:
    """Show what holds; and what changed since another day."""
    asked, here = request.GET, desk()
    place = find_place(asked.get("place") or here.policy.place)
    on = day(asked["on"]) if asked.get("on") else max(here.today, first_edition(place))
    policy = policy_in_force(place, on)
    since = asked.get("since", "")
    older = policy_in_force(place, day(since)) if since else None
    return show(
        request,
        "office/policy.html",
        here,
        places=places(),
        place=place,
        policy=policy,
        on=on,
        since=since,
        turns=sorted(editions(RULEBOOK / "policies" / place), reverse=True),
        changes=changes(_told(older), _told(policy)) if older else None,
        held=[_held(policy, each) for each in _holdings(policy)],
    )


def windows_page(request: HttpRequest) -> HttpResponse:
    """Show the windows for overdue records, with the rows that each one exempted."""
    asked, here = request.GET, desk()
    place = find_place(asked.get("place") or here.policy.place)
    policy = policy_in_force(place, max(here.today, first_edition(place)))
    counted = Entry.objects.exclude(exempt="").order_by().values_list("exempt")
    rows = dict(counted.annotate(rows=Count("pk")))
    titles = {each.key: each.title for each in policy.categories}
    return show(
        request,
        "office/windows.html",
        here,
        places=places(),
        place=place,
        policy=policy,
        windows=[
            Opened(
                each,
                "、".join(titles.get(key, key) for key in each.categories),
                each.submit_by >= here.today,
                rows.get(each.name, 0),
                links.rows({"period": ALL, "exempt": True}),
                SURE[each.sure],
            )
            for each in sorted(policy.windows, key=_last_day, reverse=True)
        ],
    )


def _last_day(window: Window) -> date:
    return window.submit_by


def _holdings(policy: Policy) -> list[Holding]:
    return [*holdings(policy), *assessment_holdings(policy), *list_holdings(policy)]


def _told(policy: Policy) -> dict[str, str]:
    """Put everything a policy says into lines; what has one matter is joined."""
    told: dict[str, str] = {}
    for each in _holdings(policy):
        value = each.told or each.value
        before = told.get(each.matter)
        told[each.matter] = f"{before}；{value}" if before else value
    return told


def _held(policy: Policy, each: Holding) -> Held:
    source = each.source
    words = f"{source.title}{source.number and '（' + source.number + '）'}"
    _, origin, edition = each.file.removesuffix(".toml").split("/")
    inherited = ""
    if origin != policy.place:
        inherited = f"{places()[origin]} {edition} 版"
    elif edition != str(policy.edition):
        inherited = f"本地 {edition} 版"
    return Held(
        each.matter,
        each.told or each.value,
        f"{words}，{source.article}" if source.article else words,
        inherited,
        SURE[each.sure],
    )
