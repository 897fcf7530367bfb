"""`/signals/`: what came of each kind of signal, and turning weak kinds down."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from gongshi.actions.turn_signals import MOST_CHARS, turn
from gongshi.desks.gate import person_of
from gongshi.desks.keys import asked_key
from gongshi.desks.links import with_query
from gongshi.desks.showing import desk, show
from gongshi.errors import UnknownName, UsageError
from gongshi.ledger.case_models import Case, SignalSwitch
from gongshi.ledger.funnel import STAGES, Funnel, cases_at, funnels
from gongshi.ledger.switches import HOWS, switches
from gongshi.policy.casework import CaseTerms, Choice, casework_in_force

_PAGE = 50
_CHANGES = 30


@dataclass(frozen=True)
class Step:
    """One figure of a funnel."""

    title: str
    count: int
    #: Of the cases, in per cent.
    width: str
    address: str


@dataclass(frozen=True)
class Kind:
    """One kind of signal."""

    choice: Choice
    signals: int
    steps: list[Step]
    verdicts: list[Step]
    #: How many of the judged ones were right, in words; says so while they are few.
    precision: str
    is_weak: bool
    how: str
    switch: SignalSwitch | None


def signals_page(request: HttpRequest, wrong: str = "") -> HttpResponse:
    """Show what came of each kind."""
    here = desk()
    terms = casework_in_force(here.today)
    said = switches()
    kinds = [_kind(each, terms, said.get(each.kind)) for each in funnels(terms)]
    changes = SignalSwitch.objects.order_by("-pk")[:_CHANGES]
    response = show(
        request,
        "office/signals.html",
        here,
        kinds=kinds,
        weak=[each for each in kinds if each.is_weak],
        total=sum(each.signals for each in kinds),
        hows=HOWS,
        stages=STAGES,
        changes=[
            (each, terms.signals[each.kind].title, HOWS.get(each.how, each.how))
            for each in changes
            if each.kind in terms.signals
        ],
        limits={key: int(value) for key, value in terms.limits.items()},
        weak_below=f"{terms.limits['weak_below']:.0%}",
        typed=request.POST,
        wrong=wrong,
        most=MOST_CHARS,
    )
    response.status_code = 422 if wrong else 200
    return response


def switch_signal(request: HttpRequest) -> HttpResponse:
    """Turn a kind down, or up again."""
    post, me = request.POST, person_of(request)
    assert me is not None, "pages with data are not public"
    try:
        turn(post.get("kind", ""), post.get("how", ""), post.get("reason", ""), me)
    except UsageError as error:
        return signals_page(request, wrong=error.text)
    return HttpResponseRedirect(reverse("signals"))


def signal_cases(request: HttpRequest) -> HttpResponse:
    """List the cases behind a figure."""
    here = desk()
    terms = casework_in_force(here.today)
    kind = request.GET.get("kind") or next(iter(terms.signals))
    stage = request.GET.get("stage") or "cases"
    if kind not in terms.signals or stage not in {*STAGES, *terms.verdicts}:
        raise UnknownName("unknown_stage", "没有这样的线索，请从「线索分析」找起。")
    at = max(asked_key(request, "page") or 1, 1)
    found = cases_at(kind, stage, terms)
    first = (at - 1) * _PAGE
    cases = list(found[first : first + _PAGE + 1])
    verdict = terms.verdicts.get(stage)
    query = {"kind": kind, "stage": stage, "page": at + 1}
    return show(
        request,
        "office/signal_cases.html",
        here,
        title=f"{terms.signals[kind].title}：{verdict.title if verdict else STAGES[stage]}",
        count=found.order_by().count(),
        cases=[(each, _verdict(each, terms)) for each in cases[:_PAGE]],
        next=with_query(reverse("signal_cases"), query) if len(cases) > _PAGE else "",
    )


def _kind(each: Funnel, terms: CaseTerms, switch: SignalSwitch | None) -> Kind:
    judged, right = each.stages["judged"], each.stages["right"]
    is_told = judged >= terms.limits["judged_at_least"]
    few = f"判过 {judged} 件，不到 {terms.limits['judged_at_least']:.0f} 件，还说不准"
    whole = each.stages["cases"]
    return Kind(
        choice=terms.signals[each.kind],
        signals=each.signals,
        steps=[
            _step(each.kind, stage, title, each.stages[stage], whole)
            for stage, title in STAGES.items()
        ],
        verdicts=[
            _step(each.kind, key, verdict.title, each.verdicts[key], judged)
            for key, verdict in terms.verdicts.items()
        ],
        precision=f"{right / judged:.0%}（{right} / {judged}）" if is_told else few,
        is_weak=is_told and right < terms.limits["weak_below"] * judged,
        how=switch.how if switch else "on",
        switch=switch,
    )


def _step(kind: str, stage: str, title: str, count: int, whole: int) -> Step:
    address = with_query(reverse("signal_cases"), {"kind": kind, "stage": stage})
    width = f"{count * 100 / whole:.1f}%" if whole else "0%"
    return Step(title, count, width, address)


def _verdict(case: Case, terms: CaseTerms) -> str:
    verdict = terms.verdicts.get(case.state.verdict)
    return verdict.title if verdict else ""
