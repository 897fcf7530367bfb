"""`/rulebook/policy/`: what holds in a place on a day, and why."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse

from gongshi.actions.holding import Holding, holdings
from gongshi.actions.holding_scores import assessment_holdings, list_holdings
from gongshi.clocks.periods import day
from gongshi.desks.office.rulebook import SURE, changes
from gongshi.desks.showing import desk, show
from gongshi.ledger.windows import policy_on
from gongshi.policy.policies import Policy, find_place, first_edition, places
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


def policy_page(request: HttpRequest) -> HttpResponse:
    """Show what holds; and what changed since another day."""
    asked, here = request.GET, desk()
    place = find_place(asked.get("place") or here.policy.place)
    on = day(asked["on"]) if asked.get("on") else max(here.today, first_edition(place))
    policy = policy_on(place, on)
    since = asked.get("since", "")
    older = policy_on(place, day(since)) if since else None
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
    # What the office decided itself stands in no file.
    _, origin, edition = (
        each.file.removesuffix(".toml").split("/")
        if each.file
        else ("", policy.place, str(policy.edition))
    )
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
