"""`/series/<id>/`: one series of document numbers, and what is said of its gaps."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from gongshi.actions.gaps import MOST_CHARS, accept_gaps, refuse_gaps
from gongshi.actions.kept_series import behind, keep, renewed
from gongshi.desks.gate import person_of
from gongshi.desks.showing import desk, show
from gongshi.desks.unit.series import find_anew, shown
from gongshi.errors import UnknownName, UsageError
from gongshi.ledger.series_models import NumberSeries
from gongshi.policy.casework import casework_in_force
from gongshi.policy.standards import load_standard


def one_series(request: HttpRequest, series_id: int, wrong: str = "") -> HttpResponse:
    """Show a series as it was found last, with what was said of it since."""
    row = _row(series_id)
    here = desk()
    terms = casework_in_force(here.today)
    (kept,) = keep([row], terms)
    units = list(row.units.order_by("pk"))
    later = behind([unit.pk for unit in units], row.year, [row]) if units else None
    if later and renewed(units[0], row.year, later):
        later = None
    response = show(
        request,
        "office/series.html",
        here,
        units=units,
        later=later,
        # Of one authority some rows may bear its code, and some its name alone.
        members=dict.fromkeys(
            (name, load_standard(kind).title, prefix)
            for _, name, kind, prefix in row.members
        ),
        refusals={
            "again": "退回，请单位再说明",
            "omitted": f"判为{terms.verdicts['omitted'].title}",
            "concealed": f"判为{terms.verdicts['concealed'].title}",
        },
        done=request.GET.get("done", "")[:20],
        typed=request.POST,
        wrong=wrong,
        most=MOST_CHARS,
        **shown(request, kept, terms, here.today),
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
