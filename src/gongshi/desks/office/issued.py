"""`/bulletins/issued/`: what was issued, as it was, with its files and its amendments."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from gongshi.clocks.periods import period as read_period
from gongshi.desks.office.papers import paper, paper_file
from gongshi.desks.showing import desk, show
from gongshi.errors import UnknownName
from gongshi.ledger.bulletins import OPEN, document_of, latest_version
from gongshi.ledger.models import BulletinDraft, IssuedBulletin
from gongshi.people.models import Person

_MOST = 200


def issued_list(request: HttpRequest) -> HttpResponse:
    """List the bulletins on their way, and those issued."""
    issued = IssuedBulletin.objects.select_related("corrects")
    issued = issued.defer("document", "edits").order_by("-signed_on", "-pk")
    drafts = BulletinDraft.objects.filter(state__in=OPEN).defer("document", "edits")
    return show(
        request,
        "office/bulletins.html",
        desk(),
        issued=issued[:_MOST],
        drafts=drafts[:_MOST],
        count=issued.count(),
        names=dict(Person.objects.values_list("login", "name")),
    )


def issued_page(request: HttpRequest, bulletin_id: int) -> HttpResponse:
    """Show an issued bulletin, word for word."""
    issued = _found(bulletin_id)
    period = read_period(issued.period)
    versions = IssuedBulletin.objects.filter(place=issued.place, period=issued.period)
    return show(
        request,
        "office/issued.html",
        desk(period.last_day),
        issued=issued,
        period=period,
        paper=paper(document_of(issued)),
        versions=versions.defer("document", "edits").order_by("version"),
        latest=latest_version(issued.place, issued.period),
        edited=[int(at) + 1 + bool(issued.corrects_id) for at in issued.edits],
        names=dict(Person.objects.values_list("login", "name")),
    )


def issued_file(request: HttpRequest, bulletin_id: int, form: str) -> HttpResponse:  # noqa: ARG001
    """Give an issued bulletin as a file: the same bytes every time."""
    issued = _found(bulletin_id)
    return paper_file(document_of(issued), form, f"{issued.number}通报")


def _found(bulletin_id: int) -> IssuedBulletin:
    found = IssuedBulletin.objects.select_related("corrects").filter(pk=bulletin_id)
    if (issued := found.first()) is None:
        raise UnknownName("unknown_bulletin", f"没有第 {bulletin_id} 号印发的通报。")
    return issued
