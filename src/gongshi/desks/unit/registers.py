"""`/registers/new/`: a unit's register of a month is brought, looked at, and kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from gongshi.actions.registers.keeping import keep
from gongshi.actions.registers.listing import told_of
from gongshi.actions.registers.matching import Brought, Looked, look
from gongshi.actions.registers.reading import RegisterFile, names_of
from gongshi.clocks.periods import local_day, month
from gongshi.desks.gate import person_of, sight
from gongshi.desks.masking import party
from gongshi.desks.showing import Desk, desk, show
from gongshi.errors import FileFault, NotReceived, UsageError, UserError
from gongshi.ledger import archive
from gongshi.ledger.archive import digest
from gongshi.ledger.models import Unit
from gongshi.ledger.register_models import RegisterCheck
from gongshi.people.models import Person
from gongshi.policy.completeness import completeness_in_force
from gongshi.policy.standards import load_standard

#: A larger file is refused before it is read.
_MOST_BYTES = 32 << 20
#: Registers that were brought before, and rows of one kind that a page lists.
_LISTED, MOST_ROWS = 24, 200
_SALT = "gongshi.registers"


@dataclass(frozen=True)
class Form:
    """What stands in the form; no file where none was chosen yet."""

    units: tuple[Unit, ...]
    unit: Unit | None
    category: str
    period: str
    #: Leads back to the file that the archive has already; "" = none.
    token: str = ""
    name: str = ""
    #: Names of the columns, and what each is taken for; "" = nothing.
    columns: tuple[tuple[str, str], ...] = ()
    looked: Looked | None = None
    wrong: str = ""


def new_page(request: HttpRequest) -> HttpResponse:
    """Show the form, look at the file that is in it, or keep what came of it."""
    if request.method != "POST":
        return _page(request, _form(request))
    try:
        return _taken(request)
    except NotReceived:
        raise
    except UserError as error:
        return _page(request, _form(request, wrong=error.text))


def me_of(request: HttpRequest) -> Person:
    """Give the person; pages with data are not public."""
    me = person_of(request)
    assert me is not None
    return me


def _taken(request: HttpRequest) -> HttpResponse:
    post, me = request.POST, me_of(request)
    form = _form(request)
    if form.unit is None:
        raise UsageError("no_unit", "请选择是谁的台账。")
    if form.category not in _categories(desk()):
        raise UsageError("no_category", "请选择类别。")
    period = month(form.period)
    file, token = _file(request)
    brought = Brought(
        file=file,
        unit=form.unit,
        category=form.category,
        period=period,
        mapped=_mapped(request),
        made_by=me.login,
        reviewer=me.name,
    )
    try:
        looked = look(brought)
    except (FileFault, UsageError) as error:
        if error.code not in ("register_columns", "column"):
            raise
        return _page(request, _unread(form, brought, token, error.text))
    if post.get("step") == "keep":
        return HttpResponseRedirect(reverse("register_check", args=[keep(looked).pk]))
    known = dict(looked.read.columns)
    columns = tuple((name, known.get(name, "")) for name in looked.read.names)
    return _page(
        request,
        Form(form.units, form.unit, form.category, form.period, token=token,
             name=file.name, columns=columns, looked=looked),
    )  # fmt: skip


def _unread(form: Form, brought: Brought, token: str, wrong: str) -> Form:
    """Ask what the columns are; the file need not be chosen again."""
    day = min(brought.period.last_day, local_day(timezone.now()))
    names = names_of(brought.file, brought.category, day)
    columns = tuple((name, brought.mapped.get(name, "")) for name in names)
    return Form(
        form.units, form.unit, form.category, form.period, token=token,
        name=brought.file.name, columns=columns, wrong=wrong.split("；")[0] + "。",
    )  # fmt: skip


def _file(request: HttpRequest) -> tuple[RegisterFile, str]:
    """Give the file in the form, or the one that was brought a moment before."""
    sent = request.FILES.get("file")
    if sent is not None:
        if (sent.size or 0) > _MOST_BYTES:
            raise UsageError(
                "too_large", f"「{sent.name}」超过 {_MOST_BYTES >> 20} MB，请按月分开。"
            )
        file = RegisterFile(sent.read(), (sent.name or "台账")[:255])
        found = digest(file.content)
        archive.keep(file.content, found)
        return file, signing.dumps([found, file.name], salt=_SALT)
    token = request.POST.get("token", "")
    if not token:
        raise UsageError("no_file", "还没有选择文件。")
    try:
        found, name = signing.loads(token, salt=_SALT, max_age=24 * 3600)
    except signing.BadSignature as error:
        raise UsageError(
            "no_file", "刚才的文件已经放下太久，请再选一次文件。"
        ) from error
    return RegisterFile(archive.fetch(found), name), token


def _mapped(request: HttpRequest) -> dict[str, str]:
    """Read what each column is; without a choice they are known by their names."""
    post = request.POST
    names = post.getlist("name")
    chosen = post.getlist("column")
    if len(names) != len(chosen):
        return {}
    return {name: key for name, key in zip(names, chosen, strict=True) if key}


def _form(request: HttpRequest, *, wrong: str = "") -> Form:
    asked = request.POST if request.method == "POST" else request.GET
    units = tuple(sight(request).of(Unit.objects.all()))
    me = me_of(request)
    written = asked.get("unit", "")
    wanted = int(written) if written.isdecimal() and len(written) < 19 else me.unit_id
    last = month(f"{local_day(timezone.now()):%Y-%m}").previous()
    return Form(
        units=units,
        unit=next((each for each in units if each.pk == wanted), None),
        category=asked.get("category", "")[:32],
        period=asked.get("period", "")[:7] or last.key,
        token=asked.get("token", "") if request.method == "POST" else "",
        wrong=wrong,
    )


def _categories(here: Desk) -> dict[str, str]:
    """Give the categories whose decisions bear numbers: key → title."""
    return {
        each.key: each.title
        for each in here.policy.categories
        if each.key in completeness_in_force(here.today).numbers
        or "document_number" in load_standard(each.key).roles
    }


def _page(request: HttpRequest, form: Form) -> HttpResponse:
    here = desk()
    before = sight(request).of(RegisterCheck.objects.defer("result"))
    if form.unit and (form.unit.pk == me_of(request).unit_id or "unit" in request.GET):
        before = before.filter(unit=form.unit)
    response = show(
        request,
        "unit/register_new.html",
        here,
        form=form,
        categories=_categories(here),
        titles=[
            (key, each.title)
            for key, each in completeness_in_force(here.today).columns.items()
        ],
        before=before.select_related("unit").order_by("-pk")[:_LISTED],
        told=shown(told_of(form.looked.check)) if form.looked else None,
        most=MOST_ROWS,
    )
    response.status_code = 422 if form.wrong else 200
    return response


def shown(told: dict[str, object]) -> Mapping[str, object]:
    """Give a check as pages show it: parted by what came of rows, names masked."""
    rows = told["rows"]
    assert isinstance(rows, list)
    states: dict[str, list[dict[str, object]]] = {}
    for row in rows:
        named = {**row, "subject": party(row["subject"])}
        states.setdefault(row["state"], []).append(named)
    return {**told, "by_state": states, "rows": None}
