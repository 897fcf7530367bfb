"""`/cases/`: the suspicions there are, found by what people ask for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone

from gongshi.actions import cases_listed
from gongshi.actions.cases_fit import terms_today
from gongshi.actions.cases_seen import STATES
from gongshi.clocks.periods import Period, local_day, period
from gongshi.desks import exports, links
from gongshi.desks.keys import asked_key
from gongshi.desks.showing import desk, show
from gongshi.errors import UsageError
from gongshi.ledger.caseload import SORTS, CasesAsked, select_cases
from gongshi.ledger.models import Unit
from gongshi.ledger.pages import tree_of
from gongshi.ledger.units import load_register

_PAGE = 50
#: Cases that one workbook takes; a csv has no limit.
_MOST_IN_WORKBOOK = 100_000


@dataclass(frozen=True)
class _Asked:
    """The question in the address, read."""

    cases: CasesAsked
    #: Parameters that ask the same again, without the page.
    query: dict[str, str]


def cases_page(request: HttpRequest) -> HttpResponse:
    """List cases."""
    here = desk()
    asked = _read(request, here.today)
    pages = Paginator(select_cases(asked.cases), _PAGE)
    page = pages.get_page(asked_key(request, "page") or 1)
    terms = terms_today()
    return show(
        request,
        "office/cases.html",
        here,
        asked=asked.cases,
        query=asked.query,
        is_filtered=any(value for key, value in asked.query.items() if key != "sort"),
        page=page,
        count=pages.count,
        cases=cases_listed.listed(page.object_list, here.today),
        before=_page(asked, page.number - 1) if page.has_previous() else "",
        after=_page(asked, page.number + 1) if page.has_next() else "",
        files={
            kind: links.with_query(reverse("cases_file", args=[kind]), asked.query)
            for kind in ("csv", "xlsx")
        },
        states=STATES,
        kinds=terms.signals,
        verdicts=terms.verdicts,
        sorts=SORTS,
        units=Unit.objects.values_list("name", flat=True),
    )


def cases_file(request: HttpRequest, kind: str) -> HttpResponse | StreamingHttpResponse:
    """Give the list as a file.

    Raises:
        UsageError: They are more than a workbook takes.
    """
    today = local_day(timezone.now())
    found = select_cases(_read(request, today).cases)
    if kind == "xlsx" and found.count() > _MOST_IN_WORKBOOK:
        raise UsageError("too_many_rows", "超过 10 万条，请导出 CSV，或先缩小范围。")
    lines = map(cases_listed.cells, cases_listed.listed(found, today))
    return exports.exported(kind, "漏报瞒报线索", cases_listed.HEADER, lines)


def _page(asked: _Asked, number: int) -> str:
    return links.with_query(reverse("cases"), {**asked.query, "page": number})


def _read(request: HttpRequest, today: date) -> _Asked:
    get, terms = request.GET, terms_today()
    names = ("unit", "state", "kind", "verdict", "period", "q", "sort", "overdue")
    query = {name: get.get(name, "").strip()[:100] for name in names}
    for name, allowed in (("state", STATES), ("sort", SORTS)):
        if query[name] and query[name] not in allowed:
            raise UsageError(f"bad_{name}", "地址里的筛选不对，请从「线索」重新找起。")
    return _Asked(
        CasesAsked(
            units=_units(query["unit"]),
            state=query["state"],
            kind=cases_listed.key_of(terms.signals, query["kind"], "kind"),
            verdict=cases_listed.key_of(terms.verdicts, query["verdict"], "verdict"),
            period=_period(query["period"]),
            words=query["q"].replace("\0", ""),
            overdue_on=today if query["overdue"] else None,
            sort=query["sort"],
        ),
        query,
    )


def _period(written: str) -> Period | None:
    return period(written) if written else None


def _units(written: str) -> set[int] | None:
    if not written:
        return None
    unit = load_register().find(written)
    return tree_of(unit.pk)
