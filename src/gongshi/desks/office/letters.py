"""`/letters/`: letters drafted from the facts, their numbers, and the register of them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from gongshi.actions.letters import Drafted, draft_letter, register_letter
from gongshi.clocks.periods import day, month
from gongshi.desks.gate import person_of
from gongshi.desks.links import with_query
from gongshi.desks.office.papers import paper, paper_file
from gongshi.desks.showing import asked_period, desk, show
from gongshi.errors import UnknownName, UsageError, UserError
from gongshi.ledger.letters import registered_letters
from gongshi.ledger.models import Letter, Unit
from gongshi.people import audit
from gongshi.policy.policies import policy_in_force

_MOST = 200


def letters_page(request: HttpRequest, wrong: str = "") -> HttpResponse:
    """Show the register; and the letter that is asked for, before it has a number."""
    asked = request.GET
    period = asked_period(request)
    here = desk(period.last_day)
    place = asked.get("policy") or here.policy.place
    policy = policy_in_force(place, period.last_day)
    drafted = None
    if asked.get("kind") and asked.get("unit") and not wrong:
        try:
            drafted = _drafted(asked.get("kind", ""), asked.get("unit", ""), asked)
        except UserError as error:
            wrong = error.text
    found = registered_letters(place=policy.place)
    response = show(
        request,
        "office/letters.html",
        here,
        period=period,
        place=policy.place,
        kinds=policy.letters,
        titles={each.key: each.title for each in policy.letters},
        units=Unit.objects.values_list("name", flat=True),
        asked=asked,
        drafted=drafted,
        paper=paper(drafted.document("")) if drafted else "",
        letters=found.order_by("-pk")[:_MOST],
        count=found.count(),
        registered=asked.get("registered", ""),
        wrong=wrong,
    )
    response.status_code = 422 if wrong else 200
    return response


def register_page(request: HttpRequest) -> HttpResponse:
    """Give a letter its number and enter it in the register."""
    post, me = request.POST, person_of(request)
    assert me is not None
    try:
        drafted = _drafted(post.get("kind", ""), post.get("unit", ""), post)
        with transaction.atomic():
            entered = register_letter(drafted, lambda _: None)
            audit.record(
                "letter.register",
                actor=me.login,
                target=f"{entered.place}:{entered.number}",
            )
    except UsageError as error:
        return letters_page(request, wrong=error.text)
    query = {"policy": entered.place, "registered": entered.number}
    return HttpResponseRedirect(with_query(reverse("letters"), query))


def letter_file(request: HttpRequest, letter_id: int, form: str) -> HttpResponse:  # noqa: ARG001
    """Give a registered letter as a file, if the facts still say what it said."""
    found = Letter.objects.select_related("unit").filter(pk=letter_id).first()
    if found is None:
        raise UnknownName("unknown_letter", f"登记簿里没有第 {letter_id} 号函。")
    if form == "xlsx":
        raise UsageError("unknown_format", "函只有 Word 和 PDF。")
    drafted = draft_letter(
        found.kind,
        found.unit.name,
        month(found.period),
        found.place,
        on=found.signed_on,
    )
    text = hashlib.new("sm3", drafted.draft.text.encode()).hexdigest()
    if text != found.text_hash:
        raise UsageError(
            "letter_differs",
            f"{found.number} 登记以后台账有变，现在写出来的和登记的不同，请用存档的那份。",
        )
    return paper_file(drafted.document(found.number), form, found.number)


def _drafted(kind: str, unit: str, asked: Mapping[str, str]) -> Drafted:
    period = month(asked.get("period", ""))
    place = asked.get("policy") or desk(period.last_day).policy.place
    on = asked.get("on", "")
    return draft_letter(kind, unit, period, place, on=day(on) if on else None)
