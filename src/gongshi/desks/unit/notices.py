"""`/notices/`: what a person was told, with the marks of what he has read."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from gongshi.desks.gate import person_of
from gongshi.desks.keys import asked_key
from gongshi.desks.showing import desk, show
from gongshi.people.models import Notice, Person
from gongshi.people.notices import mark_read, unread
from gongshi.people.sight import notices_of

_PAGE = 50


@dataclass(frozen=True)
class _Stretch:
    items: list[Notice]
    #: Key of the last one when more follow.
    after: int | None


def told_to(person: Person) -> QuerySet[Notice]:
    """Select what a person was told, newest first; each knows whether he `has_read` it."""
    read = Person.read_notices.through.objects.filter(
        notice=OuterRef("pk"), person=person
    )
    return notices_of(person).annotate(has_read=Exists(read)).order_by("-pk")


def notices_page(request: HttpRequest) -> HttpResponse:
    """List the notices of a person."""
    me = _me(request)
    told = told_to(me)
    if (after := asked_key(request, "after")) is not None:
        told = told.filter(pk__lt=after)
    items = list(told[: _PAGE + 1])
    more = len(items) > _PAGE
    page = _Stretch(items[:_PAGE], items[_PAGE - 1].pk if more else None)
    return show(
        request,
        "unit/notices.html",
        desk(),
        page=page,
        unread=unread(me).count(),
        is_first=after is None,
    )


def read_notices(request: HttpRequest) -> HttpResponse:
    """Mark notices as read: those that are named, or all; then go where one leads."""
    me = _me(request)
    keys = [int(key) for key in request.POST.getlist("notice") if key.isdecimal()]
    if request.POST.get("all"):
        keys = list(unread(me).values_list("pk", flat=True))
    mark_read(me, keys)
    return HttpResponseRedirect(_following(request, me, keys))


def _following(request: HttpRequest, me: Person, keys: list[int]) -> str:
    told = notices_of(me).filter(pk__in=keys).first() if len(keys) == 1 else None
    link = told.link if told else ""
    if link and url_has_allowed_host_and_scheme(link, {request.get_host()}):
        return link
    return reverse("notices")


def _me(request: HttpRequest) -> Person:
    me = person_of(request)
    assert me is not None, "the gate lets nobody in who is not logged in"
    return me
