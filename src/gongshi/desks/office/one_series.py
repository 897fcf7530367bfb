"""`/series/<id>/`: one series of document numbers, and what is said of its gaps."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from gongshi.actions.gaps import MOST_CHARS, accept_gaps, refuse_gaps
from gongshi.actions.series import Listed, Numbered, list_series
from gongshi.desks.gate import person_of
from gongshi.desks.series_drawing import climb, runs, strip, tens
from gongshi.desks.showing import desk, show
from gongshi.desks.unit.series import counts_of, find_anew, names_of, title_of
from gongshi.errors import UnknownName, UsageError
from gongshi.ledger.models import Unit
from gongshi.ledger.numbers import prefixes_of
from gongshi.ledger.series_models import NumberSeries
from gongshi.policy.casework import casework_in_force
from gongshi.policy.standards import load_standard


def one_series(request: HttpRequest, series_id: int, wrong: str = "") -> HttpResponse:
    """Show a series as it is now."""
    row = _row(series_id)
    here = desk()
    terms = casework_in_force(here.today)
    listed, found = _now(row)
    uses = listed.uses(found)
    response = show(
        request,
        "office/series.html",
        here,
        row=row,
        chosen=found,
        title=title_of(found),
        units=Unit.objects.filter(pk__in=found.units),
        members=[
            (each, load_standard(each.kind).title) for each in found.series.members
        ],
        counts=counts_of(found),
        serials=tens(found, uses, terms, here.today),
        strip=strip(found.first, found.last, row.runs),
        climb=climb(found, uses),
        runs=runs(found.gaps, terms),
        terms=terms,
        names=names_of(found),
        refusals={
            "again": "退回，请单位再说明",
            "omitted": f"判为{terms.verdicts['omitted'].title}",
            "concealed": f"判为{terms.verdicts['concealed'].title}",
        },
        done=request.GET.get("done", "")[:20],
        typed=request.POST,
        wrong=wrong,
        most=MOST_CHARS,
    )
    response.status_code = 422 if wrong else 200
    return response


def decide_gaps(request: HttpRequest, series_id: int) -> HttpResponse:
    """Accept or refuse what was said of some numbers."""
    row, post = _row(series_id), request.POST
    me = person_of(request)
    assert me is not None, "pages with data are not public"
    cases = [
        int(pk) for each in post.getlist("case") for pk in each.split() if _is_key(pk)
    ]
    try:
        if not cases:
            raise UsageError("no_number", "请至少选一个待审核的号。")
        if post.get("answer") == "accept":
            done = accept_gaps(cases, me.login, post.get("text", ""))
        else:
            done = refuse_gaps(
                cases, me.login, post.get("how", ""), post.get("text", "")
            )
    except UsageError as error:
        return one_series(request, series_id, wrong=error.text)
    if unit := row.units.first():
        find_anew(unit, [row.year])
    return HttpResponseRedirect(f"{reverse('one_series', args=[row.pk])}?done={done}")


def _is_key(written: str) -> bool:
    return written.isdecimal() and len(written) <= 18


def _row(series_id: int) -> NumberSeries:
    row = NumberSeries.objects.filter(pk=series_id).first()
    if row is None:
        raise UnknownName("unknown_series", f"没有编号为 {series_id} 的文书号系列。")
    return row


def _now(row: NumberSeries) -> tuple[Listed, Numbered]:
    """Find a series anew, from the numbers of its units and year alone."""
    units = list(row.units.values_list("pk", flat=True))
    prefixes = prefixes_of(units) | {row.prefix}
    listed = list_series(year=row.year, prefixes=prefixes)
    found = next((each for each in listed.numbered if each.key == row.key), None)
    if found is None:
        raise UnknownName(
            "gone_series",
            f"「{row.prefix}〔{row.year}〕」这个系列已经并入别的系列，或者号都撤回了，"
            "请回到「编号」重新计算。",
        )
    return listed, found
