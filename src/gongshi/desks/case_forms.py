"""Forms of cases: files that come with them, and a second click that does nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from django.db import transaction
from django.http import HttpRequest

from gongshi.actions.attachments import MOST_BYTES, Attachment
from gongshi.desks.gate import person_of
from gongshi.errors import FileFault
from gongshi.people.models import Person
from gongshi.people.sent_forms import is_first


def me_of(request: HttpRequest) -> Person:
    """Tell who is logged in, where the gate lets nobody else in."""
    me = person_of(request)
    assert me is not None, "the gate lets nobody in who is not logged in"
    return me


def papers_of(request: HttpRequest) -> list[Attachment]:
    """Read the files that came with a form.

    Raises:
        FileFault: One is too large.
    """
    papers = []
    for sent in request.FILES.getlist("file"):
        if (sent.size or 0) > MOST_BYTES:
            raise FileFault(
                "attachment",
                f"附件「{sent.name}」超过 {MOST_BYTES >> 20} MB，什么都没有存。",
            )
        papers.append(Attachment(sent.read(), sent.name or "附件"))
    return papers


def once(
    request: HttpRequest, papers: list[Attachment], act: Callable[[], object]
) -> None:
    """Do what a form says, unless the same form has come before.

    Raises:
        UserError: As the act does; or the form was used for something else.
    """
    key = request.POST.get("key", "")[:48]
    told = {name: request.POST.getlist(name) for name in sorted(request.POST)}
    told.pop("csrfmiddlewaretoken", None)
    files = [hashlib.new("sm3", each.content).hexdigest() for each in papers]
    with transaction.atomic():
        if not key or is_first(
            me_of(request), f"case:{key}", repr((told, files)).encode()
        ):
            act()
