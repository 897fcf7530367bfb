"""`/filings/`: what a unit has filed, with what became of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import reverse

from gongshi.checks.outcomes import OUTCOMES
from gongshi.clocks.periods import CHINA, Period, period
from gongshi.desks import exports, links
from gongshi.desks.gate import sight
from gongshi.desks.keys import asked_key
from gongshi.desks.showing import desk, show
from gongshi.desks.unit.filed import STATES, Filed, filed, in_state
from gongshi.errors import UsageError
from gongshi.ledger.models import Filing
from gongshi.policy.standards import load_standard

_PAGE = 30
#: Filings that a file of them holds at most.
_MOST = 20_000
#: Key of a sorting → what it is called, and by what it sorts.
_SORTS = {
    "": ("最近收到的在前", ("-received_at", "-pk")),
    "oldest": ("最早收到的在前", ("received_at", "pk")),
    "name": ("按文件名", ("file_name", "-pk")),
    "largest": ("文件大的在前", ("-size", "-pk")),
}
_HEADER = (
    "编号", "报送单位", "类别", "文件", "原件 SM3", "收到时间", "状态", "报送量", "正确",
    "问题", "重复", "待清洗", "不上报", "迟报",
)  # fmt: skip
_COUNTS = ("received", *OUTCOMES, "late")


@dataclass(frozen=True)
class _Asked:
    """The question in the address, read."""

    words: str
    state: str
    category: str
    period: Period | None
    sort: str

    @property
    def query(self) -> dict[str, object]:
        """Give the parameters that ask the same again."""
        return {
            "q": self.words,
            "state": self.state,
            "category": self.category,
            "period": self.period.key if self.period else "",
            "sort": self.sort,
        }


def filings_page(request: HttpRequest) -> HttpResponse:
    """List filings."""
    asked = _read(request)
    number = max(asked_key(request, "page") or 1, 1)
    found = _found(request, asked)
    count = found.count()
    last = max(-(-count // _PAGE), 1)
    number = min(number, last)
    page = filed(found[(number - 1) * _PAGE : number * _PAGE])
    here = desk()
    seen = sight(request).units
    address = reverse("filings")
    return show(
        request,
        "unit/filings.html",
        here,
        asked=asked,
        filings=page,
        count=count,
        number=number,
        last=last,
        before=_page(address, asked, number - 1) if number > 1 else "",
        after=_page(address, asked, number + 1) if number < last else "",
        files={
            kind: links.with_query(reverse("filings_file", args=[kind]), asked.query)
            for kind in ("csv", "xlsx")
        },
        states=STATES,
        many_units=seen is None or len(seen) > 1,
        sorts=_SORTS,
        is_filtered=any(value for key, value in asked.query.items() if key != "sort"),
    )


def filings_file(
    request: HttpRequest, kind: str
) -> HttpResponse | StreamingHttpResponse:
    """Give the list as a file."""
    found = _found(request, _read(request))[:_MOST]
    return exports.exported(kind, "报送记录", _HEADER, _lines(filed(found)))


def _read(request: HttpRequest) -> _Asked:
    get = request.GET
    state, sort = get.get("state", ""), get.get("sort", "")
    if state and state not in STATES:
        raise UsageError("bad_state", "地址里的状态不对，请从「报送记录」重新找起。")
    if sort not in _SORTS:
        raise UsageError("bad_sort", "地址里的排序不对，请从「报送记录」重新找起。")
    return _Asked(
        words=get.get("q", "").strip()[:100],
        state=state,
        category=get.get("category", "")[:64],
        period=period(get["period"]) if get.get("period") else None,
        sort=sort,
    )


def _found(request: HttpRequest, asked: _Asked) -> QuerySet[Filing]:
    found = sight(request).of(Filing.objects.select_related("unit"))
    if asked.words:
        found = found.filter(
            Q(number__icontains=asked.words) | Q(file_name__icontains=asked.words)
        )
    if asked.category:
        found = found.filter(category=asked.category)
    if asked.period:
        span = asked.period.start, asked.period.end
        found = found.filter(received_at__gte=span[0], received_at__lt=span[1])
    if asked.state:
        found = in_state(found, asked.state)
    return found.order_by(*_SORTS[asked.sort][1])


def _page(address: str, asked: _Asked, number: int) -> str:
    return links.with_query(address, {**asked.query, "page": number})


def _lines(filings: list[Filed]) -> Iterator[list[object]]:
    for each in filings:
        filing, batch = each.filing, each.batch
        yield [
            filing.number,
            filing.unit.name if filing.unit else "按行识别",
            load_standard(filing.category).title,
            filing.file_name,
            filing.file_hash,
            f"{filing.received_at.astimezone(CHINA):%Y-%m-%d %H:%M:%S}",
            each.told,
            *(getattr(batch, name) if batch else None for name in _COUNTS),
        ]
