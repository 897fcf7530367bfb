"""The gate before every page: who is there, and whether he holds the page's right.

`site/urls.py` names the right of each address through `page`, `form` and `act`; what
names none is closed to everybody.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext, suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.sessions.backends.base import UpdateError
from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from gongshi.desks import failures
from gongshi.desks.entrance import late
from gongshi.desks.marks import refuse_nul
from gongshi.ledger.at_once import at_once
from gongshi.ledger.history import read_once
from gongshi.people import second_factor
from gongshi.people.models import Person
from gongshi.people.rights import ANYONE, PUBLIC, RIGHTS, ROLES, may
from gongshi.people.sight import Sight, sight_of

View = Callable[..., HttpResponseBase]
#: Requests that only read.
_READING = {"GET", "HEAD"}
#: Seconds after which a request prolongs its session; not every one writes.
_PROLONGED = 60
#: Names of the pages that stand before all others, and those they need.
_STEPS = {
    "second_factor": {"second_factor"},
    "enrol": {"enrol", "enrol_picture"},
    "password": {"password"},
}


@dataclass(frozen=True)
class Guarded:
    """A page and the rights of which any one opens it."""

    view: View
    rights: frozenset[str]

    def __call__(
        self, request: HttpRequest, *args: object, **kwargs: object
    ) -> HttpResponseBase:
        """Show the page; Django calls what the address leads to.

        What was kept over a log-in comes this way too, past all middleware.
        """
        refuse_nul(request)
        with read_once() if request.method in _READING else nullcontext():
            return self.view(request, *args, **kwargs)


def page(route: str, view: View, name: str, *rights: str) -> URLPattern:
    """Name an address that only reads."""
    return _named(route, require_safe(view), name, rights)


def form(route: str, view: View, name: str, *rights: str) -> URLPattern:
    """Name an address that shows a form and takes it."""
    both = require_http_methods(["GET", "HEAD", "POST"])
    return _named(route, both(view), name, rights)


def act(route: str, view: View, name: str, *rights: str) -> URLPattern:
    """Name an address that only takes what is sent to it."""
    return _named(route, require_POST(view), name, rights)


def _named(route: str, view: View, name: str, rights: Sequence[str]) -> URLPattern:
    assert rights, f"「{name}」 names no right"
    assert set(rights) <= RIGHTS, f"「{name}」 names a right that there is not"
    return path(route, Guarded(view, frozenset(rights)), name=name)


def person_of(request: HttpRequest) -> Person | None:
    """Tell who is logged in; None for a stranger."""
    user = getattr(request, "user", None)
    return user if isinstance(user, Person) or _is_person(user) else None


def sight(request: HttpRequest) -> Sight:
    """Tell what the person of a request sees; found once a request."""
    known = getattr(request, "gongshi_sight", None)
    if isinstance(known, Sight):
        return known
    person = person_of(request)
    assert person is not None, "pages with data are not public"
    found = sight_of(person)
    setattr(request, "gongshi_sight", found)  # noqa: B010
    return found


def person(request: HttpRequest) -> dict[str, object]:
    """Give templates the person and his rights."""
    try:
        me = person_of(request)
    except DatabaseError:
        # The page that says so must not fail for the same reason.
        me = None
    return {"me": me, "rights": ROLES[me.role].rights if me else frozenset()}


def refused(request: HttpRequest, view: View) -> HttpResponse | None:
    """Answer whoever may not open a page; None lets him in."""
    if not isinstance(view, Guarded):
        return failures.forbidden(request)
    if PUBLIC in view.rights:
        return None
    me = person_of(request)
    if me is None:
        # Passwords and codes are never stored: only forms that a right of work opens.
        return late.stranger(request, is_work=ANYONE not in view.rights)
    # For the log, which must not ask the database who it was.
    request.role = me.role  # type: ignore[attr-defined]
    if (step := _step(request, me)) and _name(request) not in _STEPS[step]:
        query = urlencode({"next": request.get_full_path()}, safe="/")
        return HttpResponseRedirect(f"{reverse(step)}?{query}")
    if not any(may(me.role, right) for right in view.rights):
        if request.path == "/":
            return HttpResponseRedirect(reverse(me.duty.home))
        return failures.forbidden(request)
    _prolong(request)
    return None


class Gate:
    """Django middleware; it needs state because Django asks for it so."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self._answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer a request."""
        return self._answer(request)

    def process_view(
        self,
        request: HttpRequest,
        view: View,
        args: Sequence[Any],  # noqa: ARG002
        kwargs: Mapping[str, Any],  # noqa: ARG002
    ) -> HttpResponse | None:
        """Let a request in, before anything of its body is read."""
        try:
            return refused(request, view)
        except (DatabaseError, InterfaceError) as error:
            if answer := failures.away(request, error):
                return answer
            raise


def _is_person(user: object) -> bool:
    # Django wraps the user lazily, which hides its type.
    return bool(getattr(user, "is_authenticated", False))


def _name(request: HttpRequest) -> str | None:
    return request.resolver_match.url_name if request.resolver_match else None


def _step(request: HttpRequest, me: Person) -> str | None:
    """Tell what has to be done before any other page opens."""
    factor = request.session.get("factor")
    if factor is None:
        factor = request.session["factor"] = _factor(me)
    if factor != "done" and not (factor == "enrol" and me.must_change_password):
        return str(factor)
    return "password" if me.must_change_password else None


def _factor(me: Person) -> str:
    if second_factor.device_of(me):
        return "second_factor"
    is_needed = me.duty.needs_second_factor and not settings.IS_DEMO
    return "enrol" if is_needed else "done"


def _prolong(request: HttpRequest) -> None:
    """Prolong a session where nobody else is writing; reading waits for no writer.

    Here and not with the answer: what was done must not be told as failed because the
    session could not be written.
    """
    now = int(time.time())
    if now - request.session.get("seen", 0) <= _PROLONGED:
        return
    request.session["seen"] = now
    with suppress(DatabaseError, UpdateError), at_once():
        request.session.save()
    request.session.modified = False
