"""`/file/`: a unit brings a file; first a look at it, then it is received."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from gongshi.actions.foreseen import mark_of
from gongshi.actions.other_sources import in_file
from gongshi.actions.take import take
from gongshi.desks.gate import person_of, sight
from gongshi.desks.showing import Desk, desk, show
from gongshi.desks.unit.look import MOST_BYTES, Look, look_at
from gongshi.desks.unit.showing import is_part
from gongshi.desks.unit.templates import categories
from gongshi.errors import NotReceived, UsageError, UserError
from gongshi.ledger.history import read_once
from gongshi.ledger.models import Unit

#: A larger file is refused before it is read.
_MOST_TAKEN = 128 << 20
_KEY = re.compile("[A-Za-z0-9_-]{16,32}")


@dataclass(frozen=True)
class _Brought:
    """A file in a form."""

    content: bytes
    file_name: str
    category: str
    unit: Unit


def file_page(request: HttpRequest) -> HttpResponse:
    """Show the form, or take the file that is in it."""
    if request.method != "POST":
        return _form(request)
    try:
        key = request.POST.get("key", "")
        if not _KEY.fullmatch(key):
            raise UsageError("no_key", "这个表单不完整，请重新选择文件再报送。")
        brought = _brought(request)
        if error := _unconfirmed(request, brought):
            return error
        me = person_of(request)
        assert me is not None, "the gate lets nobody in who is not logged in"
        filing = take(
            brought.content,
            file_name=brought.file_name,
            category=brought.category,
            unit=brought.unit,
            brought_by=me.login,
            key=key,
            mark=request.POST.get("looked", ""),
        )
    except NotReceived:
        # Whatever refused the file may refuse the form as well.
        raise
    except UserError as error:
        return _form(request, error=error.text, status=422)
    response = HttpResponseRedirect(reverse("filing", args=[filing.number]))
    # The answer to the form is a page of its own: a reload files nothing again.
    response.status_code = 303
    return response


def _unconfirmed(request: HttpRequest, brought: _Brought) -> HttpResponse | None:
    """Ask again before rows of other units are filed; a large file is told of after.

    What was looked at just now is not read through again: a receipt comes at once.
    """
    if request.POST.get("others") or len(brought.content) > MOST_BYTES:
        return None
    mark = mark_of(brought.content, brought.unit, brought.category)
    if request.POST.get("looked") == mark:
        return None
    others = in_file(
        brought.content,
        file_name=brought.file_name,
        category=brought.category,
        reporter=brought.unit,
    )
    if others is None:
        return None
    error = (
        f"还没有收：{others.told}。确实由{others.unit}报送的，请勾选确认，"
        "文件没有了就再选一次，然后点「报送」。"
    )
    look = Look(brought.file_name, others=others)
    return _form(request, error=error, look=look, status=422)


def look_page(request: HttpRequest) -> HttpResponse:
    """Say what would become of the file in the form; nothing is stored."""
    here = desk()
    try:
        brought = _brought(request)
        with read_once():
            look = look_at(
                brought.content,
                file_name=brought.file_name,
                category=brought.category,
                unit=brought.unit,
                here=here,
                seen=sight(request),
            )
    except UserError as error:
        look = Look(file_name="", refusal=error.text)
    if is_part(request):
        return show(request, "unit/_look.html", here, look=look)
    return _form(request, look=look)


def _form(
    request: HttpRequest,
    *,
    error: str = "",
    look: Look | None = None,
    status: int = 200,
) -> HttpResponse:
    here = desk()
    units = list(_units(request))
    chosen = _chosen(request, units)
    own, others = _offered(here, chosen)
    response = show(
        request,
        "unit/file.html",
        here,
        units=units,
        unit=chosen,
        own=own,
        others=others,
        category=request.POST.get("category") or request.GET.get("category", ""),
        key=secrets.token_urlsafe(16),
        error=error,
        look=look,
        most_bytes=MOST_BYTES,
    )
    response.status_code = status
    return response


def _units(request: HttpRequest) -> list[Unit]:
    """List the units for which the person may file."""
    return list(sight(request).of(Unit.objects.all()))


def _chosen(request: HttpRequest, units: list[Unit]) -> Unit | None:
    asked = request.POST.get("unit") or request.GET.get("unit", "")
    me = person_of(request)
    own = me.unit_id if me else None
    wanted = int(asked) if re.fullmatch("[0-9]{1,18}", asked) else own
    return next((each for each in units if each.pk == wanted), None)


def _offered(
    here: Desk, unit: Unit | None
) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Part the categories: those that the unit has to file, and the others."""
    known = list(categories(here).items())
    functions = unit.functions if unit else []
    own = [each for each in known if each[0] in functions]
    return own, [each for each in known if each not in own]


def _brought(request: HttpRequest) -> _Brought:
    """Read the form.

    Raises:
        UsageError: Something is missing, or was not offered.
    """
    unit = _chosen(request, _units(request))
    if unit is None:
        raise UsageError("no_unit", "请选择报送单位。")
    category = request.POST.get("category", "")
    if category not in categories(desk()):
        raise UsageError("no_category", "请先选择类别，再选文件。")
    file = request.FILES.get("file")
    if not isinstance(file, UploadedFile):
        raise UsageError("no_file", "还没有选择文件。")
    if (file.size or 0) > _MOST_TAKEN:
        raise UsageError(
            "too_large", f"「{file.name}」超过 {_MOST_TAKEN >> 20} MB，请分成几个报送。"
        )
    return _Brought(file.read(), file.name or "未命名", category, unit)
