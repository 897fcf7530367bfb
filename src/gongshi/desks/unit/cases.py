"""`/my-cases/`: what the office asks a unit about, and its answers and appeals."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from gongshi.actions import cases as acting
from gongshi.actions.cases_fit import appeal_until, terms_today
from gongshi.actions.cases_listed import title_of
from gongshi.actions.cases_seen import STATES, find_case, suspected, unit_of
from gongshi.desks import masking
from gongshi.desks.case_file import seen_steps, signals_shown, steps_shown
from gongshi.desks.case_forms import me_of, once, papers_of
from gongshi.desks.gate import sight
from gongshi.desks.showing import Desk, desk, show
from gongshi.errors import FileFault, UsageError
from gongshi.ledger.case_models import Case
from gongshi.ledger.caseload import rows_of
from gongshi.ledger.models import Entry, Unit
from gongshi.ledger.pages import tree_of
from gongshi.ledger.units import load_register
from gongshi.people.models import Person

#: Cases listed that need no answer any more.
_LISTED = 100


@dataclass(frozen=True)
class Asked:
    """One case as a unit lists it."""

    case: Case
    title: str
    state: str
    verdict: str
    #: Days until the last day; None where none is set.
    left: int | None
    #: Class of its colour.
    look: str


def my_cases_page(request: HttpRequest) -> HttpResponse:
    """List what waits for an answer, and what was asked before."""
    here = desk()
    cases = sight(request).of(Case.objects.select_related("unit", "state"))
    waiting = cases.filter(state__state="waiting").order_by("state__due_on", "pk")
    others = cases.exclude(state__state="waiting").order_by("-state__changed_at")
    return show(
        request,
        "unit/cases.html",
        here,
        waiting=_asked(waiting, here),
        others=_asked(others[:_LISTED], here),
        count=others.count(),
        most=_LISTED,
    )


def my_case_page(request: HttpRequest, case_number: str) -> HttpResponse:
    """Show one case to the unit, or take its answer, its appeal, or whom it hands it to."""
    case = find_case(case_number, sight(request).of(Case.objects.all()))
    if request.method != "POST":
        return _showing(request, case)
    try:
        _take(request, case)
    except (UsageError, FileFault) as error:
        return _showing(request, case, wrong=error.text)
    address = reverse("my_case", args=[case.number])
    return HttpResponseRedirect(f"{address}?done={request.POST['do']}")


def _take(request: HttpRequest, case: Case) -> None:
    post, me, papers = request.POST, me_of(request), papers_of(request)
    do, text = post.get("do", ""), post.get("text", "")
    if do == "answer":
        row = post.get("row", "").strip()
        entry = acting.row_named(row, sight(request)) if row else None
        given = acting.Answer(post.get("reason", ""), text, entry, papers)
        once(request, papers, lambda: acting.answer(case, given, me))
    elif do == "appeal":
        once(request, papers, lambda: acting.appeal(case, text, me, papers))
    elif do == "hand":
        to = load_register().find(post.get("to", ""))
        once(request, papers, lambda: acting.dispatch(case, to, text, me))
    else:
        raise UsageError("no_deed", "请从线索页面上的表单办理。")


def _asked(cases: Iterable[Case], here: Desk) -> list[Asked]:
    verdicts = terms_today().verdicts
    return [
        Asked(
            case=each,
            title=suspected(each),
            state=STATES[each.state.state],
            verdict=title_of(verdicts, each.state.verdict),
            left=(left := _left(each, here)),
            look=_look(left, here),
        )
        for each in cases
    ]


def _left(case: Case, here: Desk) -> int | None:
    return (case.state.due_on - here.today).days if case.state.due_on else None


def _look(left: int | None, here: Desk) -> str:
    if left is None:
        return ""
    if left <= 0:
        return "bad"
    soon = here.policy.reminder
    return "soon" if soon and left <= soon.days else ""


def _showing(request: HttpRequest, case: Case, wrong: str = "") -> HttpResponse:
    here, me, state = desk(), me_of(request), case.state.state
    rows = sight(request).of(Entry.objects.filter(pk__in=[e.pk for e in rows_of(case)]))
    until = appeal_until(case)
    left = _left(case, here)
    response = show(
        request,
        "unit/case.html",
        here,
        case=case,
        title=suspected(case),
        party=masking.party(case.subject_name),
        unit=unit_of(case),
        state=STATES[state],
        verdict=title_of(terms_today().verdicts, case.state.verdict),
        left=left,
        look=_look(left, here),
        signals=signals_shown(case, request),
        steps=steps_shown(seen_steps(case, request)),
        rows=rows.select_related("batch", "unit").order_by("pk"),
        may_answer=state in ("waiting", "answered"),
        may_appeal=until is not None and here.today <= until,
        until=until,
        below=_below(me) if state == "waiting" else [],
        reasons=terms_today().reasons,
        key=secrets.token_urlsafe(12),
        most=acting.MOST_CHARS,
        most_files=acting.MOST_FILES,
        typed=request.POST,
        done=request.GET.get("done", ""),
        wrong=wrong,
    )
    response.status_code = 422 if wrong else 200
    return response


def _below(me: Person) -> list[Unit]:
    """List the units to which a person of a unit may hand on."""
    if me.unit_id is None:
        return []
    ids = tree_of(me.unit_id)
    return list(Unit.objects.filter(pk__in=ids - {me.unit_id}))
