"""`/nil/`: a unit says that it decided nothing in a week or month, and why."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from gongshi.actions.nil import MOST_CHARS, Word, declare_nil, terms_in_force
from gongshi.clocks.periods import local_day
from gongshi.clocks.spans import Span, read_span, spans_until
from gongshi.desks.gate import person_of
from gongshi.desks.links import with_query
from gongshi.desks.nil_lines import NilLine, nil_lines
from gongshi.desks.showing import Desk, desk, show
from gongshi.desks.unit.showing import asked_unit
from gongshi.errors import UsageError
from gongshi.ledger.models import NilReturn, Unit
from gongshi.ledger.nil_returns import owed_by_category
from gongshi.policy.standards import categories
from gongshi.policy.terms import Category

#: Weeks or months that can still be chosen, and nil returns that are listed.
_SPANS, _LISTED = 8, 60


@dataclass(frozen=True)
class Chance:
    """One category in the latest span: what is known of it."""

    category: Category
    rows: int
    nil: NilReturn | None
    #: Whether the unit has to file it, or say that there is nothing.
    is_due: bool

    @property
    def is_silent(self) -> bool:
        """Tell whether something is still to be said."""
        return self.is_due and not self.rows and self.nil is None


def nil_page(request: HttpRequest) -> HttpResponse:
    """Show the form and what was declared, or take a declaration."""
    unit = asked_unit(request)
    if unit is None:
        raise UsageError("no_unit", "请先从单位页选一家单位，再看它的零报告。")
    if request.method != "POST":
        return _page(request, unit)
    try:
        nil = _declared(request, unit)
    except UsageError as error:
        return _page(request, unit, wrong=error.text)
    query = {"unit": unit.pk if unit != _own(request) else None, "done": nil.pk}
    return HttpResponseRedirect(with_query(reverse("nil"), query))


def _declared(request: HttpRequest, unit: Unit) -> NilReturn:
    me = person_of(request)
    assert me is not None, "pages with data are not public"
    _, terms = terms_in_force(timezone.now())
    reason = request.POST.get("reason", "")
    return declare_nil(
        Word(
            unit=unit,
            category=request.POST.get("category", ""),
            span=read_span(request.POST.get("span", ""), terms.every),
            reason="" if reason == "other" else reason[:32],
            written=request.POST.get("written", ""),
            by=me.login,
        )
    )


def _own(request: HttpRequest) -> Unit | None:
    me = person_of(request)
    return me.unit if me else None


def _page(request: HttpRequest, unit: Unit, wrong: str = "") -> HttpResponse:
    here = desk()
    _, terms = terms_in_force(timezone.now())
    spans = list(spans_until(local_day(timezone.now()), terms.every, _SPANS))
    chances = _chances(unit, here, spans[0])
    lines = nil_lines(NilReturn.objects.filter(unit=unit)[:_LISTED])
    response = show(
        request,
        "unit/nil.html",
        here,
        unit=unit,
        is_own=unit == _own(request),
        spans=spans,
        every={"week": "周", "month": "月"}[terms.every],
        reasons=terms.reasons,
        chances=chances,
        silent=[each for each in chances if each.is_silent],
        lines=lines,
        broken=[each for each in lines if each.declared.is_contradicted],
        done=None if wrong else _done(request, lines),
        wrong=wrong,
        sent=request.POST,
        chosen=_chosen(request, chances),
        most=MOST_CHARS,
    )
    response.status_code = 422 if wrong else 200
    return response


def _done(request: HttpRequest, lines: list[NilLine]) -> NilLine | None:
    """Find what the form before has just declared."""
    asked = request.GET.get("done")
    return next((each for each in lines if f"{each.declared.nil.pk}" == asked), None)


def _chosen(request: HttpRequest, chances: list[Chance]) -> str:
    """Choose what was asked for, else the first category of which nothing is known."""
    asked = request.POST.get("category") or request.GET.get("category", "")
    return asked or next((x.category.key for x in chances if x.is_silent), "")


def _chances(unit: Unit, here: Desk, span: Span) -> list[Chance]:
    """List the categories that a unit may have to file, with what came of the span."""
    filed = set(categories())
    listed = [each for each in here.policy.categories if each.key in filed]
    timed = {each.category for each in here.policy.deadlines}
    # Who has said nothing of its functions answers for what has a deadline.
    due = set(unit.functions) & {each.key for each in listed} or timed
    said = NilReturn.objects.filter(unit=unit, first_day=span.first_day)
    known = {each.category: each for each in said}
    rows = owed_by_category(unit, span)
    found = [
        Chance(each, rows.get(each.key, 0), known.get(each.key), each.key in due)
        for each in listed
    ]
    return sorted(found, key=lambda each: not each.is_due)
