"""`/rows/`: the rows behind any figure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.http import HttpRequest, HttpResponse, QueryDict, StreamingHttpResponse

from gongshi.checks.outcomes import OUTCOMES, TITLES
from gongshi.clocks.periods import CHINA, Period
from gongshi.desks import exports, links
from gongshi.desks.gate import sight
from gongshi.desks.keys import asked_key
from gongshi.desks.showing import Desk, asked_period, desk, show
from gongshi.errors import UsageError
from gongshi.ledger import pages
from gongshi.ledger.known import reference
from gongshi.ledger.models import Batch, Entry, Unit
from gongshi.ledger.pages import RowsAsked
from gongshi.ledger.selecting import UNKNOWN_UNIT, Selection
from gongshi.ledger.units import load_register, unknown_unit
from gongshi.people.sight import Sight
from gongshi.policy.standards import load_standard

_PAGE = 50
#: Rows that one workbook takes; a csv has no limit.
_MOST_IN_WORKBOOK = 100_000
ALL = "all"
_HEADER = (
    "编号", "报送单位", "类别", "行政相对人", "文书号", "决定日期", "收到时间",
    "应报日", "结果", "迟报", "迟报天数",
)  # fmt: skip


@dataclass(frozen=True)
class _Asked:
    """The question in the address, read."""

    rows: RowsAsked
    period: Period | None
    #: The parameters that ask the same again, without paging.
    query: dict[str, object]


def rows_page(request: HttpRequest) -> HttpResponse:
    """List the rows behind a figure."""
    asked = _read(request)
    selection = asked.rows.selection
    after = asked_key(request, "after")
    page = pages.rows(asked.rows, after, _PAGE)
    here = desk(asked.period.last_day if asked.period else None)
    # A first page without a next one shows all there is.
    is_all = after is None and page.after is None
    count = len(page.items) if is_all else asked.rows.counted
    is_too_long = asked.rows.is_everything or (not is_all and asked.rows.is_too_long)
    return show(
        request,
        "office/rows.html",
        here,
        asked=asked,
        selection=selection,
        chosen=(selection.outcome or "").split(","),
        title=_title(asked, here),
        count=min(count, pages.MOST_SORTED),
        is_more=count > pages.MOST_SORTED,
        rows=page.items,
        next=page.after and links.rows({**asked.query, "after": page.after}),
        first=links.rows(asked.query) if "after" in request.GET else "",
        files={
            kind: links.with_query(f"/rows.{kind}", asked.query)
            for kind in ("csv", "xlsx")
        },
        units=sight(request).of(Unit.objects.all()).values_list("name", flat=True),
        knows_all=sight(request).units is None,
        outcomes=TITLES,
        is_too_long=is_too_long,
        sorts={"": pages.SORTS[""]} if is_too_long else pages.SORTS,
        searched=pages.SEARCHED if asked.rows.is_cut else 0,
        combined=_combined(selection),
        unknown_unit=UNKNOWN_UNIT,
        all=ALL,
    )


def rows_file(request: HttpRequest, kind: str) -> HttpResponse | StreamingHttpResponse:
    """Give the rows as a file.

    Raises:
        UsageError: They are more than a workbook takes.
    """
    asked = _read(request)
    if kind == "xlsx":
        _refuse_too_many(asked)
    name = f"{asked.period.title if asked.period else ''}报送明细"
    rows = pages.listed(asked.rows).iterator(chunk_size=2000)
    return exports.exported(kind, name, _HEADER, _lines(rows))


def _refuse_too_many(asked: _Asked) -> None:
    if pages.count_rows(asked.rows, _MOST_IN_WORKBOOK) > _MOST_IN_WORKBOOK:
        raise UsageError(
            "too_many_rows",
            "超过 10 万行，Excel 打不开这么大的表；请导出 CSV，或先缩小范围。",
        )


def _read(request: HttpRequest) -> _Asked:
    """Read the question; without month and batch it is about the latest month."""
    get = request.GET
    seen = sight(request)
    batch = None
    if get.get("batch"):
        batch = pages.find_batch(get["batch"], seen.of(Batch.objects.all()))
    if get.get("unit"):
        _refuse_unseen(get["unit"], seen)
    wants_all = get.get("period") == ALL or (batch and not get.get("period"))
    period = None if wants_all else asked_period(request)
    outcome = ",".join(each for each in get.getlist("outcome") if each)
    selection = Selection(
        period=period,
        unit=get.get("unit") or None,
        group=get.get("group") or None,
        category=get.get("category") or None,
        # All five together ask nothing.
        outcome=None if set(outcome.split(",")) >= set(OUTCOMES) else outcome or None,
        late=_yes_or_no(get, "late"),
        exempt=_yes_or_no(get, "exempt"),
    )
    words = get.get("q", "").strip()[:100].replace("\0", "")
    sort = get.get("sort", "")
    if sort not in pages.SORTS:
        raise UsageError("bad_sort", "地址里的排序不对，请从「明细」重新找起。")
    rows = RowsAsked(selection, batch, words, units=seen.units)
    if sort and not rows.is_too_long:
        rows = replace(rows, sort=sort)
    query = {**_query(selection, batch, words), "sort": rows.sort}
    return _Asked(rows, period, query)


def _refuse_unseen(written: str, seen: Sight) -> None:
    """Answer the name of a unit that is not seen as one that there is not."""
    if seen.units is None:
        return
    if written == UNKNOWN_UNIT or not seen.holds(load_register().find(written).pk):
        raise unknown_unit(written)


def _query(selection: Selection, batch: Batch | None, words: str) -> dict[str, object]:
    return {
        "period": selection.period.key if selection.period else ALL,
        "unit": selection.unit,
        "group": selection.group,
        "batch": batch and batch.number,
        "category": selection.category,
        "outcome": selection.outcome,
        "late": _flag(selection.late),
        "exempt": _flag(selection.exempt),
        "q": words,
    }


def _flag(value: bool | None) -> str:
    return "" if value is None else str(int(value))


def _yes_or_no(get: QueryDict, name: str) -> bool | None:
    written = get.get(name, "").lower()
    if written not in ("", "0", "1", "true", "false"):
        raise UsageError("bad_flag", f"地址里的 {name} 只能是 1 或 0。")
    return written in ("1", "true") if written else None


def _combined(selection: Selection) -> str:
    """Give the outcome of the form's choice when it is several at once."""
    return selection.outcome if selection.outcome and "," in selection.outcome else ""


def _title(asked: _Asked, here: Desk) -> str:
    """Say in words which rows these are."""
    selection = asked.rows.selection
    groups = {group.key: group.title for group in here.policy.groups}
    kinds = {each.key: each.title for each in here.policy.categories}
    parts = [
        asked.period.title if asked.period else "",
        asked.rows.batch.number if asked.rows.batch else "",
        "、".join(
            groups.get(each, each) for each in (selection.group or "").split(",")
        ),
        selection.unit or "",
        "、".join(
            kinds.get(each, each) for each in (selection.category or "").split(",")
        ),
        "＋".join(TITLES.get(key, key) for key in (selection.outcome or "").split(",")),
        {True: "迟报", False: "不迟", None: ""}[selection.late],
        {True: "免计迟报", False: "", None: ""}[selection.exempt],
        f"含「{asked.rows.words}」" if asked.rows.words else "",
    ]
    if selection.late:
        parts.remove(parts[5])
    return " ".join(part for part in parts if part) or "全部"


def _lines(rows: Iterator[Entry]) -> Iterator[list[object]]:
    for row in rows:
        yield [
            reference(row),
            row.unit.name if row.unit else UNKNOWN_UNIT,
            load_standard(row.category).title,
            row.subject_name,
            row.document_number,
            row.decided_on and row.decided_on.isoformat(),
            f"{row.received_at.astimezone(CHINA):%Y-%m-%d %H:%M:%S}",
            row.due_on and row.due_on.isoformat(),
            TITLES[row.outcome],
            "是" if row.late else "",
            row.days_late if row.late else None,
        ]
