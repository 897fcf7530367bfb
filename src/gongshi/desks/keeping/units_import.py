"""`/units/import/`: a register from a file; what it changes is shown before it does."""

from __future__ import annotations

import base64
import binascii

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from gongshi.actions.import_units import import_units, plan_import
from gongshi.actions.units_file import COLUMNS
from gongshi.clocks.periods import day
from gongshi.desks.gate import person_of
from gongshi.desks.showing import desk, show
from gongshi.errors import FileFault, UsageError, UserError
from gongshi.people.history import Order

#: The file goes to the browser and back, since nothing is kept before it is agreed to.
_MOST_BYTES = 1 << 20


def import_page(request: HttpRequest) -> HttpResponse:
    """Take a file, tell what it would change, and change it."""
    if request.method != "POST":
        return _asking(request)
    try:
        content, name = _sent(request)
        if request.POST.get("step") != "send":
            return _looked(request, content, name)
        try:
            _import(request, content, name)
        except UsageError as error:
            return _looked(request, content, name, wrong=error.text)
    except UserError as error:
        return _asking(request, wrong=error.text)
    return HttpResponseRedirect(reverse("register"))


def _import(request: HttpRequest, content: bytes, name: str) -> None:
    post, me = request.POST, person_of(request)
    assert me is not None
    on = post.get("on", "")
    order = Order(day(on), post.get("reason", "")[:1000], me.login) if on else None
    import_units(
        content,
        file_name=name,
        order=order,
        actor=me.login,
        looked_at=post.get("digest", ""),
    )


def _looked(
    request: HttpRequest, content: bytes, name: str, *, wrong: str = ""
) -> HttpResponse:
    plan = plan_import(content, file_name=name)
    response = show(
        request,
        "keeping/units_look.html",
        desk(),
        plan=plan,
        name=name,
        content=base64.b64encode(content).decode(),
        typed=request.POST,
        wrong=wrong,
    )
    response.status_code = 422 if wrong else 200
    return response


def _sent(request: HttpRequest) -> tuple[bytes, str]:
    """Read the file from the form, or the one that was looked at."""
    sent = request.FILES.get("file")
    if sent is not None:
        if (sent.size or 0) > _MOST_BYTES:
            raise FileFault("too_large", f"「{sent.name}」超过 1 MB，请用命令行导入。")
        return sent.read(), sent.name or "units.csv"
    try:
        content = base64.b64decode(request.POST.get("content", ""), validate=True)
    except binascii.Error:
        content = b""
    if not content:
        raise FileFault("no_file", "请选一个文件。")
    return content, request.POST.get("name", "")[:255]


def _asking(request: HttpRequest, *, wrong: str = "") -> HttpResponse:
    response = show(
        request, "keeping/units_import.html", desk(), columns=COLUMNS, wrong=wrong
    )
    response.status_code = 422 if wrong else 200
    return response
