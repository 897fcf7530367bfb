"""`/series/own/`: a unit's document numbers, what is missing in them, and why."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from gongshi.actions.gaps import MOST_CHARS, explain_gaps
from gongshi.actions.kept_series import (
    DEFERRED,
    Kept,
    behind,
    keep,
    renewed,
    series_of,
)
from gongshi.actions.series import Gap
from gongshi.desks.gate import person_of
from gongshi.desks.keys import asked_key
from gongshi.desks.links import with_query
from gongshi.desks.series_drawing import climb, runs, tens
from gongshi.desks.showing import desk, show
from gongshi.desks.unit.showing import asked_unit
from gongshi.errors import UsageError
from gongshi.jobs.enqueue import enqueue
from gongshi.ledger.models import Unit
from gongshi.ledger.selecting import units_of
from gongshi.ledger.series_models import NumberSeries
from gongshi.people.models import Person
from gongshi.policy.casework import CaseTerms, casework_in_force

#: Series that stand in the row of tabs; the others are in a list behind it.
_TABS = 8
#: Years that can be chosen.
_YEARS = 6


@dataclass(frozen=True)
class Tab:
    """One series to choose."""

    kept: Kept
    address: str
    is_chosen: bool

    @property
    def told(self) -> str:
        """Say in some letters how it stands."""
        if self.kept.open:
            return f"缺 {self.kept.open}"
        if waiting := self.kept.counts["explained"]:
            return f"{waiting} 个在审"
        return "连号" if self.kept.row.density == 1 else "没有缺号"


def series_page(
    request: HttpRequest, wrong: str = "", status: int = 200
) -> HttpResponse:
    """Show the series of a unit in a year, one of them whole."""
    unit = _unit(request)
    here = desk()
    units = units_of(unit.name, None)
    years = _years(units, here.today)
    year = _year(request) or (years[0] if years else here.today.year)
    terms = casework_in_force(here.today)
    rows = series_of(units, year)
    found = sorted(keep(rows, terms), key=lambda each: (-each.open, -each.row.count))
    wanted = request.GET.get("s", "")
    chosen = next((each for each in found if each.row.key == wanted), None)
    chosen = chosen or (found[0] if found else None)
    if chosen:
        chosen.row.refresh_from_db(fields=DEFERRED)
    later = behind(units, year, rows)
    if later and renewed(unit, year, later):
        later = None
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
        later=later,
        category=chosen.row.members[0][2] if chosen else "",
        done=request.GET.get("done", "")[:20],
        decided=request.GET.get("decided", "")[:20],
        asked_numbers=set(request.GET.getlist("n")),
        typed=request.POST,
        wrong=wrong,
        most=MOST_CHARS,
        **shown(request, chosen, terms, here.today),
    )
    response.status_code = status
    return response


def shown(
    request: HttpRequest, chosen: Kept | None, terms: CaseTerms, today: date
) -> dict[str, object]:
    """Give what both desks show of one series: a page of its gaps, and its pictures."""
    if chosen is None:
        return {"chosen": None, "terms": terms}
    pages = chosen.pages()
    at = min(max(asked_key(request, "page") or 1, 1), max(len(pages), 1))
    gaps = chosen.told(pages[at - 1], terms) if pages else []
    return {
        "chosen": chosen,
        "terms": terms,
        "serials": tens(chosen, gaps, terms, today),
        "climb": climb(chosen),
        "runs": runs(gaps, terms),
        "names": names_of(gaps),
        "at": at,
        "pages": len(pages),
        "before": _page(request, at - 1) if at > 1 else "",
        "behind": _page(request, at + 1) if at < len(pages) else "",
    }


def _page(request: HttpRequest, at: int) -> str:
    query = request.GET.copy()
    query["page"] = f"{at}"
    return f"?{query.urlencode()}"


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


def names_of(gaps: Iterable[Gap]) -> dict[str, str]:
    """Look up who explained."""
    logins = {gap.standing.by for gap in gaps if gap.standing}
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


def _years(units: Collection[int], today: date) -> list[int]:
    found = NumberSeries.objects.filter(units__in=units, year__lte=today.year)
    years = found.order_by().values_list("year", flat=True).distinct()
    return sorted(years, reverse=True)[:_YEARS]


def _year(request: HttpRequest) -> int | None:
    asked = asked_key(request, "year")
    return asked if asked is not None and 1900 < asked < 2100 else None


def _tabs(
    request: HttpRequest, unit: Unit, found: Sequence[Kept], chosen: Kept | None
) -> list[Tab]:
    return [
        Tab(
            each,
            _address(request, unit, year=each.row.year, s=each.row.key),
            each is chosen,
        )
        for each in found
    ]
