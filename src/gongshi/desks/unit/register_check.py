"""`/registers/<n>/`: what came of a register; rows that are near are confirmed here."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse

from gongshi.actions.registers.confirming import Said, confirm
from gongshi.actions.registers.keeping import latest
from gongshi.actions.registers.listing import records_of, told_of
from gongshi.clocks.periods import month
from gongshi.desks.gate import sight
from gongshi.desks.masking import party
from gongshi.desks.showing import desk, show
from gongshi.desks.unit.registers import MOST_ROWS, me_of, shown
from gongshi.errors import UnknownName, UsageError
from gongshi.ledger.models import Entry
from gongshi.ledger.register_models import RegisterCheck
from gongshi.people.models import Person
from gongshi.policy.completeness import completeness_in_force

_NONE = "none"


def check_page(request: HttpRequest, check_id: int, wrong: str = "") -> HttpResponse:
    """Show a check: what is joined, near, missing, excused, and no row at all."""
    check = _seen(request, check_id)
    told = told_of(check)
    offered = {each["entry"] for row in told["rows"] for each in row["candidates"]}
    records = {key: _beside(each) for key, each in records_of(offered).items()}
    titles = completeness_in_force(desk().today).columns
    holds = latest(check.unit, check.category, check.period)
    response = show(
        request,
        "unit/register_check.html",
        desk(),
        check=check,
        period=month(check.period),
        told=shown(told),
        names=dict(Person.objects.values_list("login", "name")),
        columns=[(name, titles[key].title) for name, key in check.columns.items()],
        records=records,
        holds=holds,
        is_latest=holds is not None and holds.pk == check.pk,
        most=MOST_ROWS,
        wrong=wrong,
    )
    response.status_code = 422 if wrong else 200
    return response


def confirm_check(request: HttpRequest, check_id: int) -> HttpResponse:
    """Take what a person says of the rows that are near."""
    check, me = _seen(request, check_id), me_of(request)
    try:
        confirm(check.pk, _said(request.POST), made_by=me.login, reviewer=me.name)
    except UsageError as error:
        return check_page(request, check_id, wrong=error.text)
    return HttpResponseRedirect(reverse("register_check", args=[check.pk]))


def _seen(request: HttpRequest, check_id: int) -> RegisterCheck:
    checks = sight(request).of(RegisterCheck.objects.filter(pk=check_id))
    check = checks.select_related("unit").first()
    if check is None:
        raise UnknownName("unknown_check", f"没有第 {check_id} 号台账核对。")
    return check


def _said(post: QueryDict) -> list[Said]:
    said = []
    for name in post:
        row, value = name.removeprefix("row-"), str(post.get(name, ""))
        if row == name or not row.isdecimal() or not value:
            continue
        if value != _NONE and not (value.isdecimal() and len(value) < len("9" * 19)):
            raise UsageError("entry", "没有这条记录，请重新打开这一页再选。")
        said.append(Said(int(row), None if value == _NONE else int(value)))
    if not said:
        raise UsageError("nothing", "还没有选，什么都没有改。")
    return said


def _beside(entry: Entry) -> dict[str, object]:
    return {
        "pk": entry.pk,
        "number": entry.document_number,
        "subject": party(entry.subject_name),
        "decided": entry.decided_on,
    }
