"""`/password/`: a person chooses his own password."""

from __future__ import annotations

from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.password_validation import (
    password_validators_help_texts,
    validate_password,
)
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from gongshi.desks.entrance.following import asked_next, go_on
from gongshi.desks.entrance.login import MOST_CHARS
from gongshi.desks.gate import person_of
from gongshi.people import audit
from gongshi.people.models import Person
from gongshi.people.passwords import change_password


def password_page(request: HttpRequest) -> HttpResponse:
    """Ask for the new password, or take it."""
    me = person_of(request)
    assert me is not None
    faults = _faults(request, me) if request.method == "POST" else []
    if request.method != "POST" or faults:
        return _asking(request, me, faults)
    change_password(me, _typed(request, "new"))
    update_session_auth_hash(request, me)
    audit.record("password.change", actor=me.login, target=me.login)
    return go_on(request, me)


def _faults(request: HttpRequest, me: Person) -> list[str]:
    new = _typed(request, "new")
    if not me.check_password(_typed(request, "old")):
        return ["现在的密码不对。"]
    if new != _typed(request, "again"):
        return ["两次输入的新密码不一样。"]
    try:
        validate_password(new, me)
    except ValidationError as error:
        return [_polite(each) for each in error.messages]
    return []


def _polite(text: str) -> str:
    """Say 您, as every page does; the words of some rules are Django's own."""
    return text.replace("你", "您")


def _typed(request: HttpRequest, name: str) -> str:
    return request.POST.get(name, "")[:MOST_CHARS]


def _asking(request: HttpRequest, me: Person, faults: list[str]) -> HttpResponse:
    context = {
        "faults": faults,
        "rules": [_polite(each) for each in password_validators_help_texts()],
        "is_first": me.must_change_password,
        "next": asked_next(request),
    }
    status = 422 if faults else 200
    return render(request, "entrance/password.html", context, status=status)
