"""`/people/`: who may log in. One administrator adds, another lets in."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from gongshi.desks.gate import person_of
from gongshi.errors import UnknownName, UserError
from gongshi.ledger.models import Office, Unit
from gongshi.people import accounts
from gongshi.people.accounts import NewPerson
from gongshi.people.models import Person
from gongshi.people.rights import ROLES


def people_page(request: HttpRequest) -> HttpResponse:
    """List the persons."""
    return _list(request)


def add_page(request: HttpRequest) -> HttpResponse:
    """Ask who is to be added, or add him."""
    if request.method != "POST":
        return _asking(request)
    try:
        added = accounts.add_person(
            _wanted(request),
            actor=_actor(request),
            is_approved=not accounts.needs_approval(),
        )
    except UserError as error:
        return _asking(request, wrong=error.text)
    return _list(request, told=added.person, password=added.password)


def disable(request: HttpRequest, person_id: int) -> HttpResponse:
    """Take a person's access away."""
    accounts.disable(_found(person_id), actor=_actor(request))
    return HttpResponseRedirect(reverse("people"))


def approve(request: HttpRequest, person_id: int) -> HttpResponse:
    """Let a person in."""
    accounts.approve(_found(person_id), actor=_actor(request))
    return HttpResponseRedirect(reverse("people"))


def reset(request: HttpRequest, person_id: int) -> HttpResponse:
    """Give a person a new first password, shown once."""
    found = _found(person_id)
    password = accounts.reset(found, actor=_actor(request))
    return _list(request, told=found, password=password)


def _found(person_id: int) -> Person:
    person = Person.objects.filter(pk=person_id).first()
    if person is None:
        raise UnknownName("unknown_person", f"没有编号为「{person_id}」的人员。")
    return person


def _actor(request: HttpRequest) -> str:
    me = person_of(request)
    assert me is not None
    return me.login


def _wanted(request: HttpRequest) -> NewPerson:
    post = request.POST
    unit = post.get("unit", "")
    return NewPerson(
        login=post.get("login", ""),
        name=post.get("name", ""),
        role=post.get("role", ""),
        unit=Unit.objects.filter(name=unit).first() if unit else None,
    )


def _list(
    request: HttpRequest, *, told: Person | None = None, password: str = ""
) -> HttpResponse:
    context = {
        "office": Office.objects.first(),
        "people": Person.objects.select_related("unit"),
        "told": told,
        "password": password,
    }
    return render(request, "keeping/people.html", context)


def _asking(request: HttpRequest, *, wrong: str = "") -> HttpResponse:
    context = {
        "office": Office.objects.first(),
        "wrong": wrong,
        "roles": ROLES,
        "units": Unit.objects.values_list("name", flat=True),
        "typed": request.POST,
        "needs_approval": accounts.needs_approval(),
    }
    status = 422 if wrong else 200
    return render(request, "keeping/person.html", context, status=status)
