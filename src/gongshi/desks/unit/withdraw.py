"""`/withdraw/<id>/` and `/withdrawals/`: rows that a unit takes back, and why."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from gongshi.actions.withdraw import answer, needs_head, withdraw
from gongshi.desks.gate import person_of, sight
from gongshi.desks.showing import desk, show
from gongshi.errors import UsageError
from gongshi.ledger import pages
from gongshi.ledger.known import reference
from gongshi.ledger.models import Entry, Withdrawal, WithdrawalRequest
from gongshi.ledger.withdrawals import MOST_CHARS, refuse_gone
from gongshi.people.models import Person
from gongshi.people.rights import CONFIRM, may

_LISTED = 100


def withdraw_page(request: HttpRequest, entry_id: int) -> HttpResponse:
    """Ask why a row is to be withdrawn, or take the answer."""
    entry = pages.find_row(entry_id, sight(request).of(Entry.objects.all()))
    me = person_of(request)
    assert me is not None, "pages with data are not public"
    if request.method != "POST":
        return _asking(request, entry, me)
    try:
        _decide(request, entry, me)
    except UsageError as error:
        return _asking(request, entry, me, wrong=error.text)
    return HttpResponseRedirect(f"{reverse('withdrawals')}?row={reference(entry)}")


def withdrawals_page(request: HttpRequest) -> HttpResponse:
    """List what was withdrawn, and what waits for the head of the unit."""
    seen = sight(request)
    gone = seen.of(Withdrawal.objects.all()).select_related("entry__batch")
    asked = seen.of(WithdrawalRequest.objects.filter(is_granted=None))
    listed = list(gone.order_by("-pk")[:_LISTED])
    waiting = list(asked.select_related("entry__batch")[:_LISTED])
    logins = {each.asked_by for each in waiting}
    logins |= {each.withdrawn_by for each in listed}
    names = dict(Person.objects.filter(login__in=logins).values_list("login", "name"))
    return show(
        request,
        "unit/withdrawals.html",
        desk(),
        gone=[(each, names.get(each.withdrawn_by, "命令行")) for each in listed],
        count=gone.count(),
        waiting=[(each, names.get(each.asked_by, "")) for each in waiting],
        row=request.GET.get("row", ""),
    )


def _decide(request: HttpRequest, entry: Entry, me: Person) -> None:
    if "answer" not in request.POST:
        withdraw(entry, request.POST.get("reason", ""), me)
        return
    asked = _asked(entry)
    if asked is None:
        raise UsageError("answered", "这一项已经答复过了，请看撤回清单。")
    answer(asked, me, is_granted=request.POST["answer"] == "yes")


def _asked(entry: Entry) -> WithdrawalRequest | None:
    return WithdrawalRequest.objects.filter(entry=entry, is_granted=None).first()


def _asking(
    request: HttpRequest, entry: Entry, me: Person, wrong: str = ""
) -> HttpResponse:
    gone = ""
    try:
        refuse_gone(entry)
    except UsageError as error:
        gone = error.text
    asked = _asked(entry)
    asker = Person.objects.filter(login=asked.asked_by).first() if asked else None
    response = show(
        request,
        "unit/withdraw.html",
        desk(),
        entry=entry,
        reference=reference(entry),
        gone=gone,
        asked=asked,
        asker=asker,
        needs_head=needs_head(entry),
        is_head=may(me.role, CONFIRM),
        wrong="" if gone else wrong,
        reason=request.POST.get("reason", "")[:MOST_CHARS],
        most=MOST_CHARS,
    )
    response.status_code = 422 if wrong else 200
    return response
