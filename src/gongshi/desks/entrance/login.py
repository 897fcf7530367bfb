"""`/login/`: one door for everybody."""

from __future__ import annotations

from datetime import datetime

from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth import authenticate
from django.contrib.auth import login as open_session
from django.contrib.auth import logout as end_session
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from gongshi.desks.entrance import late
from gongshi.desks.entrance.following import asked_next, go_on
from gongshi.errors import NotReady
from gongshi.ledger.models import Office
from gongshi.people import audit, held
from gongshi.people.models import Person, plain_login

#: Characters of a password that are looked at.
MOST_CHARS = 200
_WRONG = "登录名或密码不对，请再试一次。"


def login_page(request: HttpRequest) -> HttpResponse:
    """Show the door, or let somebody in."""
    if request.method != "POST":
        return _door(request)
    login = plain_login(request.POST.get("login", ""))
    if not login:
        return _door(request, wrong=_WRONG, status=422)
    password = request.POST.get("password", "")[:MOST_CHARS]
    found = authenticate(request, login=login, password=password)
    if not isinstance(found, Person):
        return _door(request, wrong=_WRONG, status=422)
    open_session(request, found)
    audit.record("login", actor=found.login, address=_address(request))
    response = _let_in(request, found)
    late.remember(response, found)
    return response


def logout(request: HttpRequest) -> HttpResponse:
    """End the session."""
    login = getattr(request.user, "login", "")
    end_session(request)
    if login:
        audit.record("logout", actor=login, address=_address(request))
    response = HttpResponseRedirect(reverse("login") + "?left=1")
    late.forget(response)
    return response


def locked_out(
    request: HttpRequest,
    response: HttpResponse | None,  # noqa: ARG001
    credentials: object,  # noqa: ARG001
) -> HttpResponse:
    """Say that the door is locked, and until when."""
    return _door(request, until=_locked_until(request), status=429)


def _locked_until(request: HttpRequest) -> datetime:
    tried = AccessAttempt.objects.filter(
        username=plain_login(request.POST.get("login", "")),
        ip_address=_address(request),
    ).order_by("-attempt_time")
    last = tried.values_list("attempt_time", flat=True).first() or timezone.now()
    return last + settings.AXES_COOLOFF_TIME


def _address(request: HttpRequest) -> str:
    from axes.helpers import get_client_ip_address

    return str(get_client_ip_address(request) or "")


def _let_in(request: HttpRequest, me: Person) -> HttpResponseRedirect:
    word = request.COOKIES.get(late.HELD, "")
    if word and held.find(word, me):
        return HttpResponseRedirect(reverse("resume"))
    return go_on(request, me)


def _door(
    request: HttpRequest,
    *,
    wrong: str = "",
    until: datetime | None = None,
    status: int = 200,
) -> HttpResponse:
    office = Office.objects.first()
    if office is None:
        raise NotReady(
            "not_ready", "这里还没有台账，请先运行 gongshi init --place 城市。"
        )
    context = {
        "office": office,
        "wrong": wrong,
        "until": until,
        "limit": settings.AXES_FAILURE_LIMIT,
        "minutes": int(settings.AXES_COOLOFF_TIME.total_seconds() // 60),
        "login": plain_login(request.POST.get("login", "")),
        "next": asked_next(request),
        "sent": request.GET.get("sent", ""),
        "left": "left" in request.GET,
        "is_demo": settings.IS_DEMO,
    }
    return render(request, "entrance/login.html", context, status=status)
