"""`/login/code/` and `/login/phone/`: the code from a phone, asked for and set up."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone

from gongshi.desks.entrance.following import asked_next, go_on
from gongshi.desks.gate import person_of
from gongshi.people import audit, second_factor
from gongshi.people.models import Person

_WRONG = "验证码不对或已用过，请等手机上的下一个。"


def code_page(request: HttpRequest) -> HttpResponse:
    """Ask for the code, or check it."""
    me = _me(request)
    if request.method != "POST":
        return _asking(request, "entrance/code.html")
    if not second_factor.prove(me, _code(request)):
        return _asking(request, "entrance/code.html", wrong=_why(me))
    return _proved(request, me, "login.second_factor")


def enrol_page(request: HttpRequest) -> HttpResponse:
    """Show how to set a phone up, or finish that with its first code."""
    me = _me(request)
    if request.session.get("factor") != "enrol":
        return go_on(request, me)
    if second_factor.device_of(me):
        # Another session of his was quicker; this one asks for the code of that phone.
        request.session["factor"] = "second_factor"
        return go_on(request, me)
    if request.method == "POST" and second_factor.confirm(me, _code(request)):
        return _proved(request, me, "second_factor.enrol")
    wrong = _WRONG if request.method == "POST" else ""
    spelled = second_factor.spelled(second_factor.enrolment(me))
    return _asking(request, "entrance/phone.html", wrong=wrong, spelled=spelled)


def enrol_picture(request: HttpRequest) -> HttpResponse:
    """Give the QR code of an enrolment that is not finished; later nobody gets it."""
    me = _me(request)
    if request.session.get("factor") != "enrol":
        return HttpResponseRedirect("/")
    picture = second_factor.picture(second_factor.enrolment(me))
    return HttpResponse(picture, content_type="image/svg+xml")


def _me(request: HttpRequest) -> Person:
    me = person_of(request)
    assert me is not None
    return me


def _code(request: HttpRequest) -> str:
    return "".join(request.POST.get("code", "").split())[:10]


def _proved(request: HttpRequest, me: Person, act: str) -> HttpResponse:
    request.session["factor"] = "done"
    audit.record(act, actor=me.login, target=me.login)
    return go_on(request, me)


def _why(me: Person) -> str:
    """Say why a code was not taken: wrong, or tried too often."""
    device = second_factor.device_of(me)
    is_allowed, told = device.verify_is_allowed() if device else (True, None)
    if is_allowed or not told or "locked_until" not in told:
        return _WRONG
    until = timezone.localtime(told["locked_until"])
    return f"{_WRONG[:-1]}；试得太快，请在 {until:%H:%M:%S} 以后再试。"


def _asking(
    request: HttpRequest, template: str, *, wrong: str = "", spelled: str = ""
) -> HttpResponse:
    context = {"wrong": wrong, "spelled": spelled, "next": asked_next(request)}
    return render(request, template, context, status=422 if wrong else 200)
