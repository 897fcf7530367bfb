"""`/cases/<number>/`: one case file, and the acts that may follow; and a new case."""

from __future__ import annotations

import secrets
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse

from gongshi.actions import cases as acting
from gongshi.actions.cases_fit import appeal_until, terms_today
from gongshi.actions.cases_listed import title_of
from gongshi.actions.cases_seen import STATES, find_case, suspected, unit_of
from gongshi.clocks.periods import day
from gongshi.desks import masking
from gongshi.desks.case_file import seen_steps, signals_shown, steps_shown
from gongshi.desks.case_forms import me_of, once
from gongshi.desks.showing import Desk, desk, show
from gongshi.errors import UnknownName, UsageError
from gongshi.ledger.case_models import Case
from gongshi.ledger.caseload import rows_of, suggested
from gongshi.ledger.cases import FOLLOWING
from gongshi.ledger.models import Unit
from gongshi.ledger.units import load_register
from gongshi.people.models import Person
from gongshi.people.rights import ANALYSE, REVIEW, may

#: Other cases of the same number that are offered for merging.
_ALIKE = 5


def case_page(request: HttpRequest, case_number: str, wrong: str = "") -> HttpResponse:
    """Show one case."""
    case, here = find_case(case_number), desk()
    rows, terms = rows_of(case), terms_today()
    alike = Case.objects.filter(number_key=case.number_key).exclude(pk=case.pk)
    response = show(
        request,
        "office/case.html",
        here,
        case=case,
        title=suspected(case),
        party=masking.party(case.subject_name),
        unit=unit_of(case),
        state=STATES[case.state.state],
        verdict=title_of(terms.verdicts, case.state.verdict),
        left=(case.state.due_on - here.today).days if case.state.due_on else None,
        signals=signals_shown(case, request),
        steps=steps_shown(seen_steps(case, request)),
        rows=rows,
        suggested=suggested(case, rows),
        suggestion=title_of(terms.verdicts, suggested(case, rows)),
        verdicts=terms.verdicts,
        acts=_acts(case, me_of(request), here),
        alike=alike[:_ALIKE] if case.number_key else (),
        units=Unit.objects.values_list("name", flat=True),
        key=secrets.token_urlsafe(12),
        most=acting.MOST_CHARS,
        typed=request.POST,
        wrong=wrong,
    )
    response.status_code = 422 if wrong else 200
    return response


def act_on_case(request: HttpRequest, case_number: str) -> HttpResponse:
    """Take one act of the office."""
    case, post, me = find_case(case_number), request.POST, me_of(request)
    deed = _DEEDS.get(post.get("do", ""))
    try:
        if deed is None:
            raise UsageError("no_deed", "请从线索页面上的表单办理。")
        once(request, [], lambda: deed(case, post, me))
    except UsageError as error:
        return case_page(request, case_number, wrong=error.text)
    return HttpResponseRedirect(reverse("case", args=[case.number]))


def new_case_page(request: HttpRequest) -> HttpResponse:
    """Ask what somebody told, or open a case of it."""
    wrong, post = "", request.POST
    if request.method == "POST":
        try:
            case = acting.open_case(_tip(post), me_of(request))
        except UsageError as error:
            wrong = error.text
        else:
            return HttpResponseRedirect(reverse("case", args=[case.number]))
    here = desk()
    response = show(
        request,
        "office/case_new.html",
        here,
        categories=here.policy.categories,
        units=Unit.objects.values_list("name", flat=True),
        most=acting.MOST_TOLD,
        typed=post,
        wrong=wrong,
    )
    response.status_code = 422 if wrong else 200
    return response


def _tip(post: QueryDict) -> acting.Tip:
    unit, category = post.get("unit", ""), post.get("category", "")
    decided_on = post.get("decided_on", "")
    known = {each.key for each in desk().policy.categories}
    if category and category not in known:
        raise UnknownName("unknown_category", f"没有「{category}」这个类别，请重选。")
    return acting.Tip(
        told=post.get("told", ""),
        unit=load_register().find(unit) if unit else None,
        category=category,
        document_number=post.get("document_number", ""),
        authority_name=post.get("authority_name", ""),
        subject_name=post.get("subject_name", ""),
        decided_on=day(decided_on) if decided_on else None,
    )


def _acts(case: Case, me: Person, here: Desk) -> set[str]:
    """Name the acts that may follow and that this person may do."""
    state = case.state.state
    if state == "appealed":
        judged = case.steps.filter(act="judged").last()
        is_own = judged is not None and judged.made_by == me.login
        decides = may(me.role, REVIEW) and not is_own
        return {"judged"} if decides else {"called"} if may(me.role, ANALYSE) else set()
    if not may(me.role, ANALYSE):
        return set()
    until = appeal_until(case)
    waits = until is not None and here.today <= until
    return FOLLOWING[state] - ({"closed"} if waits else set())


def _dispatch(case: Case, post: QueryDict, me: Person) -> None:
    to = post.get("to", "")
    unit = load_register().find(to) if to else None
    acting.dispatch(case, unit, post.get("text", ""), me)


def _merge(case: Case, post: QueryDict, me: Person) -> None:
    into = find_case(post.get("into", "").strip())
    acting.merge(case, into, post.get("text", ""), me)


_DEEDS: dict[str, Callable[[Case, QueryDict, Person], object]] = {
    "dispatch": _dispatch,
    "call": lambda case, post, me: acting.call(
        case, post.get("whom", ""), post.get("text", ""), me
    ),
    "judge": lambda case, post, me: acting.judge(
        case, post.get("verdict", ""), post.get("text", ""), me
    ),
    "close": lambda case, post, me: acting.close(case, post.get("text", ""), me),
    "reopen": lambda case, post, me: acting.reopen(case, post.get("text", ""), me),
    "merge": _merge,
}
