"""`/series/`: every series of document numbers on one map, as the last search found it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from django.db.models import F, Max, QuerySet, Sum
from django.db.models.expressions import OrderBy
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone

from gongshi.desks import exports
from gongshi.desks.gate import person_of
from gongshi.desks.keys import asked_key
from gongshi.desks.links import with_query
from gongshi.desks.series_drawing import (
    STRIP,
    Stretches,
    runs_of_serials,
    strip,
)
from gongshi.desks.showing import desk, show
from gongshi.errors import UsageError
from gongshi.jobs.enqueue import enqueue
from gongshi.ledger.models import Unit
from gongshi.ledger.selecting import units_of
from gongshi.ledger.series_models import NumberSeries
from gongshi.oversight.telling import told_share
from gongshi.policy.standards import categories, load_standard

_PAGE = 50
#: Serials of one cell of a file.
_MOST_SERIALS = 2000
#: Key → how people call it, and the order.
_SORTS: Final[dict[str, tuple[str, tuple[str | OrderBy, ...]]]] = {
    "": ("缺号多的在前", ("-missing", "key")),
    "open": ("未说明的在前", ("-unexplained", "key")),
    "waiting": ("待审核的在前", ("-explained", "key")),
    "due": ("期限早的在前", (F("due_on").asc(nulls_last=True), "key")),
    "name": ("按机关代字", ("prefix", "-year", "key")),
}
_HEADER = ("机关", "类别", "机关代字", "年份", "首号", "末号", "有号", "密度", "缺号",
           "未说明", "待审核", "未认可", "已认可", "重号", "最早期限", "缺的序号",
           "说明")  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One series of the map."""

    series: NumberSeries
    categories: str
    strip: list[Stretches]


def series_map(request: HttpRequest) -> HttpResponse:
    """Show the map."""
    here = desk()
    asked = _asked(request)
    found = _found(asked)
    at = max(asked_key(request, "page") or 1, 1)
    first = (at - 1) * _PAGE
    rows = list(found[first : first + _PAGE + 1])
    whole = NumberSeries.objects.aggregate(at=Max("found_at"))
    told = found.order_by().aggregate(
        missing=Sum("missing"),
        unexplained=Sum("unexplained"),
        explained=Sum("explained"),
    )
    address = reverse("series_map")
    return show(
        request,
        "office/series_map.html",
        here,
        asked=asked,
        lines=[Line(each, _titles(each), _strip(each)) for each in rows[:_PAGE]],
        strip_width=STRIP,
        count=found.order_by().count(),
        told={key: value or 0 for key, value in told.items()},
        found_at=whole["at"],
        units=Unit.objects.values_list("name", flat=True),
        kinds=[(key, load_standard(key).title) for key in categories()],
        years=NumberSeries.objects.order_by("-year")
        .values_list("year", flat=True)
        .distinct(),
        sorts={key: title for key, (title, _) in _SORTS.items()},
        first=with_query(address, asked) if at > 1 else "",
        next=with_query(address, {**asked, "page": at + 1})
        if len(rows) > _PAGE
        else "",
        files={
            kind: with_query(reverse("series_file", args=[kind]), asked)
            for kind in ("csv", "xlsx")
        },
        begun="begun" in request.GET,
    )


def series_file(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Give the map as a file."""
    rows = _found(_asked(request)).iterator(chunk_size=1000)
    return exports.exported(kind, "文书号系列", _HEADER, _cells(rows))


def find_series_anew(request: HttpRequest) -> HttpResponse:
    """Have all series found anew; asked again in the same minute it is once."""
    me = person_of(request)
    assert me is not None, "pages with data are not public"
    enqueue("series_map", key=f"series_map:{timezone.now():%Y%m%d%H%M}")
    return HttpResponseRedirect(f"{reverse('series_map')}?begun=1")


def _asked(request: HttpRequest) -> dict[str, str]:
    get = request.GET
    asked = {
        key: get.get(key, "")[:200].replace("\0", "")
        for key in ("unit", "category", "year", "gaps", "sort")
    }
    if asked["sort"] not in _SORTS:
        raise UsageError("bad_sort", "地址里的排序不对，请从「编号」重新找起。")
    if asked["year"] and not (asked["year"].isdecimal() and len(asked["year"]) == 4):
        raise UsageError("bad_year", "年份请写四位数字，如 2023。")
    return asked


def _found(asked: Mapping[str, str]) -> QuerySet[NumberSeries]:
    found = NumberSeries.objects.order_by(*_SORTS[asked["sort"]][1]).defer("picture")
    if asked["unit"]:
        link = NumberSeries.units.through.objects
        mine = link.filter(unit__in=units_of(asked["unit"], None))
        found = found.filter(pk__in=mine.values("numberseries_id"))
    if asked["category"]:
        found = found.filter(categories__contains=f",{asked['category']},")
    if asked["year"]:
        found = found.filter(year=int(asked["year"]))
    return found.filter(missing__gt=0) if asked["gaps"] else found


def _titles(each: NumberSeries) -> str:
    keys = each.categories.strip(",").split(",")
    return "、".join(load_standard(key).title for key in keys if key in categories())


def _strip(each: NumberSeries) -> list[Stretches]:
    return strip(each.first, each.last, each.runs)


def _cells(rows: Iterable[NumberSeries]) -> Iterator[list[object]]:
    for each in rows:
        yield [
            each.authority_name,
            _titles(each),
            each.prefix,
            each.year,
            each.first,
            each.last,
            each.count,
            told_share(each.density),
            each.missing,
            each.unexplained,
            each.explained,
            each.refused,
            each.accepted,
            each.duplicates,
            each.due_on and each.due_on.isoformat(),
            _missing(each),
            " ".join(f"{flag['title']}：{flag['text']}" for flag in each.flags),
        ]


def _missing(each: NumberSeries) -> str:
    serials = [
        serial
        for first, last, state, *_ in each.runs
        if state not in ("accepted", "jump")
        for serial in range(first, last + 1)
    ]
    spelled = "、".join(runs_of_serials(serials))
    return spelled[:_MOST_SERIALS] + ("……" if len(spelled) > _MOST_SERIALS else "")
