"""`/login/resume/`: offers to send again what was sent when the session had ended."""

from __future__ import annotations

from io import BytesIO

from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import Resolver404, resolve, reverse

from gongshi.desks import gate
from gongshi.desks.entrance import late
from gongshi.people import audit, held
from gongshi.people.held import Sent
from gongshi.people.models import Person


def resume_page(request: HttpRequest) -> HttpResponseBase:
    """Show what is kept, or send it on, or throw it away."""
    me = gate.person_of(request)
    assert me is not None
    word = request.COOKIES.get(late.HELD, "")
    if request.method != "POST":
        return _offer(request, me, word)
    sent = held.take(word, me)
    if sent is None:
        return _offer(request, me, "")
    response: HttpResponseBase = HttpResponseRedirect(reverse(me.duty.home))
    if request.POST.get("choice") != "drop":
        audit.record("login.resume", actor=me.login, target=sent.path)
        response = _send(request, sent)
    response.delete_cookie(late.HELD, samesite="Lax")
    return response


def _offer(request: HttpRequest, me: Person, word: str) -> HttpResponse:
    kept = held.find(word, me) if word else None
    if kept is None:
        return render(request, "entrance/resume.html", {"kept": None}, status=404)
    context = {"kept": kept, "size": len(kept.body)}
    return render(request, "entrance/resume.html", context)


def _send(request: HttpRequest, sent: Sent) -> HttpResponseBase:
    """Call the page that it was meant for, as if it had arrived now."""
    again = WSGIRequest(
        {
            **request.META,
            "REQUEST_METHOD": "POST",
            "PATH_INFO": sent.path,
            "QUERY_STRING": sent.query,
            "CONTENT_TYPE": sent.content_type,
            "CONTENT_LENGTH": str(len(sent.body)),
            "wsgi.input": BytesIO(sent.body),
        }
    )
    again.user, again.session = request.user, request.session
    try:
        match = again.resolver_match = resolve(sent.path)
    except Resolver404:
        return HttpResponseRedirect("/")
    # The offer's own token was checked; that of the old form ended with its session.
    again._dont_enforce_csrf_checks = True  # type: ignore[attr-defined]
    refused = gate.refused(again, match.func)
    return refused or match.func(again, *match.args, **match.kwargs)
