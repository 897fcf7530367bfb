"""`/rows/new/<category>/`: one record typed into a form, checked while it is typed."""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from gongshi.actions.enter_typed import Looked, Sheet, look
from gongshi.actions.mend import Actor, StillWrong
from gongshi.actions.type_row import sheet_of, type_row
from gongshi.desks.gate import person_of
from gongshi.desks.links import with_query
from gongshi.desks.showing import Desk, desk, show
from gongshi.desks.unit.boxes import Box, Filled, Said, boxes, typed
from gongshi.desks.unit.showing import asked_unit, is_part
from gongshi.errors import FileFault, UsageError
from gongshi.ledger.models import Unit
from gongshi.people.drafts import find_draft, forget_draft, keep_draft
from gongshi.people.models import Person
from gongshi.policy.standards import Standard, load_standard

#: Heading → the roles whose fields stand below it; the others follow the field before.
_GROUPS = {
    "相对人": ("name", "kind", "code", "person_document_kind", "person_document"),
    "决定": ("document_title", "document_number", "category", "facts", "content"),
    "机关": ("authority", "authority_code"),
    "状态与来源": ("state", "source", "source_code", "remark"),
}


@dataclass(frozen=True)
class Group:
    """Boxes under one heading."""

    title: str
    boxes: tuple[Box, ...]


@dataclass(frozen=True)
class Foreseen:
    """What would become of the record if it were filed now."""

    outcome: str
    due_on: date | None
    is_late: bool
    #: Boxes that must still be filled in, and those that are filled in wrongly.
    blank: int
    wrong: int
    #: What is said of the record as a whole.
    said: tuple[Said, ...]

    @property
    def is_ready(self) -> bool:
        """Tell whether it would be taken."""
        return self.outcome not in ("faulty", "duplicate", "")


@dataclass(frozen=True)
class _Desk:
    """Who types what."""

    here: Desk
    standard: Standard
    unit: Unit
    me: Person

    @property
    def draft(self) -> str:
        return f"new:{self.standard.key}"


def choose_page(request: HttpRequest) -> HttpResponse:
    """Let the category be chosen."""
    here = desk()
    unit = _unit(request)
    listed = [each.key for each in here.policy.categories]
    known = [load_standard(key, here.today) for key in listed]
    own = [each for each in known if each.key in unit.functions]
    others = [each for each in known if each not in own]
    return show(
        request,
        "unit/form_choose.html",
        here,
        own=own or known,
        others=others if own else [],
    )


def form_page(request: HttpRequest, category: str) -> HttpResponse:
    """Show the form with what was typed so far, or file the record."""
    at = _desk(request, category)
    if request.method == "POST":
        return _filed(request, at)
    if "empty" in request.GET:
        forget_draft(at.me, at.draft)
        return HttpResponseRedirect(reverse("row_new", args=[category]))
    kept = find_draft(at.me, at.draft)
    texts = _known_beforehand(at) | kept
    looked = _look(_sheet(at, texts)) if kept else None
    visited = {code for code, text in kept.items() if text}
    return _page(request, at, texts, looked, visited, is_kept=bool(kept))


def check_page(request: HttpRequest, category: str) -> HttpResponse:
    """Look at a form that is still being typed, and keep it as a draft."""
    at = _desk(request, category)
    if request.method != "POST":
        return HttpResponseRedirect(reverse("row_new", args=[category]))
    texts = _texts(request, at)
    before = find_draft(at.me, at.draft)
    keep_draft(at.me, at.draft, texts)
    if not is_part(request):
        return HttpResponseRedirect(reverse("row_new", args=[category]))
    looked = _look(_sheet(at, texts))
    # A box that was emptied again was visited as well.
    visited = {code for code in texts if texts[code] or before.get(code)}
    return show(
        request,
        "unit/form_checked.html",
        at.here,
        boxes=_boxes(at, texts, looked, visited),
        foreseen=_foreseen(at, looked),
        standard=at.standard,
    )


def _filed(request: HttpRequest, at: _Desk) -> HttpResponse:
    texts = _texts(request, at)
    if code := request.POST.get("adopt"):
        return _adopted(request, at, texts, code)
    key = request.POST.get("key", "")[:60] or None
    sheet = sheet_of(at.standard.key, at.unit, texts, Actor(at.me.login, key))
    try:
        done = type_row(sheet)
    except FileFault as fault:
        keep_draft(at.me, at.draft, texts)
        return _page(request, at, texts, None, set(), remark=fault.text)
    if isinstance(done, StillWrong):
        keep_draft(at.me, at.draft, texts)
        everything = {each.code for each in at.standard.fields}
        return _page(request, at, texts, done.looked, everything, remark="wrong")
    forget_draft(at.me, at.draft)
    address = reverse("row_new", args=[at.standard.key])
    query = {"done": done.batch.number, "unit": request.GET.get("unit")}
    return HttpResponseRedirect(with_query(address, query))


def _adopted(
    request: HttpRequest, at: _Desk, texts: dict[str, str], code: str
) -> HttpResponse:
    """Put a suggestion into its box; nothing is filed yet."""
    looked = _look(_sheet(at, texts))
    offers = _offers(looked)
    if code in offers:
        texts[code] = offers[code]
        looked = _look(_sheet(at, texts))
    keep_draft(at.me, at.draft, texts)
    visited = {each for each, text in texts.items() if text} | {code}
    return _page(request, at, texts, looked, visited, adopted=code)


def _page(
    request: HttpRequest,
    at: _Desk,
    texts: Mapping[str, str],
    looked: Looked | None,
    visited: set[str],
    *,
    remark: str = "",
    adopted: str = "",
    is_kept: bool = False,
) -> HttpResponse:
    made = _boxes(at, texts, looked, visited, adopted)
    response = show(
        request,
        "unit/form.html",
        at.here,
        standard=at.standard,
        unit=at.unit,
        groups=list(_groups(made, at.standard)),
        foreseen=_foreseen(at, looked),
        key=secrets.token_urlsafe(12),
        remark="" if remark == "wrong" else remark,
        is_tried=remark == "wrong",
        is_kept=is_kept,
        done=request.GET.get("done", "")[:40],
    )
    response.status_code = 422 if remark else 200
    return response


def _desk(request: HttpRequest, category: str) -> _Desk:
    me = person_of(request)
    assert me is not None, "pages with data are not public"
    here = desk()
    return _Desk(here, load_standard(category, here.today), _unit(request), me)


def _unit(request: HttpRequest) -> Unit:
    unit = asked_unit(request)
    if unit is None:
        raise UsageError("no_unit", "单条填报要用报送单位的账号；信用办请代收文件。")
    return unit


def _known_beforehand(at: _Desk) -> dict[str, str]:
    """Fill in who reports and who decided; nearly always it is the unit itself."""
    told = {
        "source": at.unit.name,
        "source_code": at.unit.code,
        "authority": at.unit.name,
        "authority_code": at.unit.code,
    }
    roles = at.standard.roles
    return {roles[role]: text for role, text in told.items() if role in roles and text}


def _texts(request: HttpRequest, at: _Desk) -> dict[str, str]:
    blank = {each.code: "" for each in at.standard.fields}
    return blank | typed(request, at.standard)


def _sheet(at: _Desk, texts: Mapping[str, str]) -> Sheet:
    blank = {each.code: "" for each in at.standard.fields}
    return sheet_of(at.standard.key, at.unit, blank | dict(texts), Actor(at.me.login))


def _look(sheet: Sheet) -> Looked | None:
    try:
        return look(sheet)
    except FileFault:
        # Nothing is filled in yet.
        return None


def _boxes(
    at: _Desk,
    texts: Mapping[str, str],
    looked: Looked | None,
    visited: set[str],
    adopted: str = "",
) -> list[Box]:
    said: dict[str, tuple[Said, ...]] = {}
    found: dict[str, list[Said]] = defaultdict(list)
    for each in looked.findings if looked else ():
        if each.field in visited:
            found[each.field].append(
                Said(each.rule, each.severity, each.message, each.source)
            )
    said = {code: tuple(each) for code, each in found.items()}
    offers = {code: text for code, text in _offers(looked).items() if code in visited}
    return boxes(at.standard, at.here.today, Filled(texts, said, offers, {}, adopted))


def _offers(looked: Looked | None) -> dict[str, str]:
    found: dict[str, str] = {}
    for each in looked.findings if looked else ():
        if each.suggestion is not None:
            found.setdefault(each.field, each.suggestion)
    return found


def _foreseen(at: _Desk, looked: Looked | None) -> Foreseen:
    if looked is None:
        return Foreseen("", None, False, 0, 0, ())
    entry = looked.foretold.entries[0]
    graves = [each for each in looked.findings if each.severity == "return"]
    blank = {each.field for each in graves if not each.value}
    codes = {each.code for each in at.standard.fields}
    due_on = entry["due_on"]
    return Foreseen(
        outcome=looked.outcomes[0],
        due_on=date.fromisoformat(due_on) if due_on else None,
        is_late=bool(entry["days_late"]),
        blank=len(blank),
        wrong=len({each.field for each in graves} - blank),
        said=tuple(
            Said(each.rule, each.severity, each.message, each.source)
            for each in looked.findings
            if each.field not in codes
            or each.severity in ("duplicate", "exclude", "hold")
        ),
    )


def _groups(made: list[Box], standard: Standard) -> Iterator[Group]:
    """Part the boxes where another heading begins."""
    heading_by_code = {
        standard.roles[role]: title
        for title, roles in _GROUPS.items()
        for role in roles
        if role in standard.roles
    }
    title, held = "", list[Box]()
    for box in made:
        now = heading_by_code.get(box.code, title)
        if held and now != title:
            yield Group(title or "基本信息", tuple(held))
            held = []
        title = now
        held.append(box)
    if held:
        yield Group(title or "基本信息", tuple(held))
