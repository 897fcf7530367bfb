"""Requests of nobody who is logged in: to the log-in page, with what was sent kept."""

from __future__ import annotations

from contextlib import suppress
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.core.signing import BadSignature
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    UnreadablePostError,
)
from django.urls import reverse

from gongshi.people import held
from gongshi.people.models import Person

#: Cookie that tells whose session it was, signed.
_WHO = "gongshi_who"
#: Cookie with the word that finds what was kept.
HELD = "gongshi_held"
_SALT = "gongshi.who"
#: Bytes read at once from an upload that is not kept.
_PIECE = 1 << 16


def stranger(request: HttpRequest, *, is_work: bool) -> HttpResponse:
    """Lead to the log-in page; what someone sent with a session just ended is kept.

    Args:
        request: Of nobody who is logged in.
        is_work: Whether the page is one of somebody's work, not of the entrance; only
            what was meant for such a page is kept.
    """
    is_reading = request.method in ("GET", "HEAD")
    word = None if is_reading else _hold(request, is_work=is_work)
    query = {"next": request.get_full_path()} if is_reading else {}
    if not is_reading:
        query["sent"] = "kept" if word else "lost"
    response = _leading(
        request, f"{reverse(settings.LOGIN_URL)}?{urlencode(query, safe='/')}"
    )
    if word:
        _set(response, HELD, word, int(held.KEPT.total_seconds()))
    return response


def remember(response: HttpResponse, me: Person) -> None:
    """Let the browser tell whose session this is, after it has ended too."""
    response.set_signed_cookie(
        _WHO, str(me.pk), salt=_SALT, httponly=True, samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )  # fmt: skip


def forget(response: HttpResponse) -> None:
    """Take from the browser what tells of a person."""
    for cookie in (_WHO, HELD):
        response.delete_cookie(cookie, samesite="Lax")


def _leading(request: HttpRequest, address: str) -> HttpResponse:
    if request.headers.get("HX-Request") != "true":
        return HttpResponseRedirect(address)
    # A part of a page asked: the whole page goes to the log-in.
    return HttpResponse(headers={"HX-Redirect": address}, status=401)


def _hold(request: HttpRequest, *, is_work: bool) -> str | None:
    written = str(request.META.get("CONTENT_LENGTH", ""))
    if not written.isdigit():
        # Nobody knows how long it would be, so nobody could tell that it is whole.
        return None
    length, who = int(written), _who(request) if is_work else None
    if who is None or length > held.MOST_BYTES or not _is_ours(request):
        _drain(request, length)
        return None
    try:
        body = request.read(length)
    except UnreadablePostError:
        return None
    if len(body) < length:
        return None
    sent = held.Sent(
        path=request.path[:500],
        query=str(request.META.get("QUERY_STRING", ""))[:2000],
        content_type=str(request.META.get("CONTENT_TYPE", ""))[:300],
        body=body,
    )
    return held.hold(who, sent)


def _who(request: HttpRequest) -> int | None:
    try:
        who = int(request.get_signed_cookie(_WHO, salt=_SALT) or 0)
    except (KeyError, BadSignature, ValueError):
        return None
    return who if Person.objects.filter(pk=who, is_active=True).exists() else None


def _is_ours(request: HttpRequest) -> bool:
    """Tell whether the form was one of our pages; browsers say where it stood."""
    origin = request.headers.get("Origin")
    return origin is None or urlsplit(origin).netloc == request.get_host()


def _drain(request: HttpRequest, length: int) -> None:
    """Read what is not kept: a browser that may not finish sending shows no answer."""
    left = min(length, 4 * held.MOST_BYTES)
    with suppress(UnreadablePostError):
        while left > 0 and (piece := request.read(min(left, _PIECE))):
            left -= len(piece)


def _set(response: HttpResponse, name: str, value: str, seconds: int) -> None:
    response.set_cookie(
        name, value, max_age=seconds, httponly=True, samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )  # fmt: skip
