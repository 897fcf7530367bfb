"""`/series/own/`: a unit's document numbers, what is missing in them, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from gongshi.actions.gaps import MOST_CHARS, explain_gaps
from gongshi.actions.series import Numbered, list_series
from gongshi.desks.gate import person_of
from gongshi.desks.keys import asked_key
from gongshi.desks.links import with_query
from gongshi.desks.series_drawing import climb, runs, tens
from gongshi.desks.showing import desk, show
from gongshi.desks.unit.showing import asked_unit
from gongshi.errors import UsageError
from gongshi.jobs.enqueue import enqueue
from gongshi.ledger import pages
from gongshi.ledger.explained import STATES
from gongshi.ledger.models import Entry, Unit
from gongshi.people.models import Person
from gongshi.policy.casework import casework_in_force

#: Series that stand in the row of tabs; the others are in a list behind it.
_TABS = 8
#: Years that can be chosen.
_YEARS = 6


@dataclass(frozen=True)
class Tab:
    """One series to choose."""

    numbered: Numbered
    address: str
    is_chosen: bool

    @property
    def told(self) -> str:
        """Say in some letters how it stands."""
        open_ = len(self.numbered.missing("unexplained", "refused"))
        if open_:
            return f"缺 {open_}"
        waiting = len(self.numbered.missing("explained"))
        if waiting:
            return f"{waiting} 个在审"
        return "连号" if self.numbered.series.density == 1 else "没有缺号"


def series_page(
    request: HttpRequest, wrong: str = "", status: int = 200
) -> HttpResponse:
    """Show the series of a unit in a year, one of them whole."""
    unit = _unit(request)
    here = desk()
    years = _years(unit, here.today)
    year = _year(request) or (years[0] if years else here.today.year)
    listed = list_series(unit=unit.name, year=year)
    found = sorted(
        listed.numbered,
        key=lambda each: (
            -len(each.missing("unexplained", "refused")),
            -each.series.count,
        ),
    )
    wanted = request.GET.get("s", "")
    chosen = next((each for each in found if each.key == wanted), None)
    chosen = chosen or (found[0] if found else None)
    terms = casework_in_force(here.today)
    uses = listed.uses(chosen) if chosen else []
    tabs = _tabs(request, unit, found, chosen)
    response = show(
        request,
        "unit/series.html",
        here,
        unit=unit,
        year=year,
        years=[(each, _address(request, unit, year=each)) for each in years],
        tabs=tabs[:_TABS],
        more=tabs[_TABS:],
        chosen=chosen,
        title=title_of(chosen) if chosen else "",
        serials=tens(chosen, uses, terms, here.today) if chosen else None,
        climb=climb(chosen, uses) if chosen else None,
        runs=runs(chosen.gaps, terms) if chosen else [],
        counts=counts_of(chosen),
        due_on=_due_on(chosen),
        category=chosen.series.members[0].kind if chosen else "",
        terms=terms,
        names=names_of(chosen),
        done=request.GET.get("done", "")[:20],
        decided=request.GET.get("decided", "")[:20],
        asked_numbers=set(request.GET.getlist("n")),
        typed=request.POST,
        wrong=wrong,
        most=MOST_CHARS,
    )
    response.status_code = status
    return response


def explain_page(request: HttpRequest) -> HttpResponse:
    """Take the explanation of numbers."""
    unit, post = _unit(request), request.POST
    me = person_of(request)
    assert me is not None, "pages with data are not public"
    numbers = [number for each in post.getlist("number") for number in each.split()]
    try:
        done = explain_gaps(
            unit, numbers, post.get("reason", ""), post.get("text", ""), me.login
        )
    except UsageError as error:
        return series_page(request, wrong=error.text, status=422)
    year = _year(request)
    find_anew(unit, [year] if year else [])
    told = {"done": len(done.numbers), "decided": len(done.decided)}
    address = _address(request, unit, year=year, s=request.GET.get("s"), **told)
    return HttpResponseRedirect(address)


def find_anew(unit: Unit, years: Sequence[int]) -> None:
    """Have the map of the unit's series brought up to date."""
    if years:
        enqueue("series_map", unit=unit.pk, years=list(years))


def title_of(each: Numbered) -> str:
    """Write a series with its range: 示许〔2023〕1—186 号."""
    series = each.series
    return f"{series.prefix}〔{series.year}〕{each.first}—{each.last} 号"


def counts_of(each: Numbered | None) -> dict[str, int]:
    """Count the gaps by state."""
    return {state: len(each.missing(state)) if each else 0 for state in STATES}


def names_of(each: Numbered | None) -> dict[str, str]:
    """Look up who explained."""
    standings = (gap.standing for gap in (each.gaps if each else ()))
    logins = {standing.by for standing in standings if standing}
    return dict(Person.objects.filter(login__in=logins).values_list("login", "name"))


def _unit(request: HttpRequest) -> Unit:
    unit = asked_unit(request)
    if unit is None:
        raise UsageError("no_unit", "请先从单位页选一家单位，再看它的文书号。")
    return unit


def _address(request: HttpRequest, unit: Unit, **query: object) -> str:
    me = person_of(request)
    other = unit.pk if me is None or me.unit_id != unit.pk else None
    return with_query(reverse("unit_series"), {"unit": other, **query})


def _years(unit: Unit, today: date) -> list[int]:
    below = pages.units_below(unit.pk, Unit.objects.only("pk", "parent_id"))
    found = Entry.objects.filter(unit__in=below, series_year__lte=today.year)
    years = found.order_by().values_list("series_year", flat=True).distinct()
    return sorted((year for year in years if year), reverse=True)[:_YEARS]


def _year(request: HttpRequest) -> int | None:
    asked = asked_key(request, "year")
    return asked if asked is not None and 1900 < asked < 2100 else None


def _tabs(
    request: HttpRequest,
    unit: Unit,
    found: Sequence[Numbered],
    chosen: Numbered | None,
) -> list[Tab]:
    return [
        Tab(
            each,
            _address(request, unit, year=each.series.year, s=each.key),
            each is chosen,
        )
        for each in found
    ]


def _due_on(each: Numbered | None) -> date | None:
    open_ = each.missing("unexplained") if each else []
    return min((gap.due_on for gap in open_ if gap.due_on), default=None)
