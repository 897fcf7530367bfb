"""`/mend/<id>/`: one returned row, only what is wrong with it, and the clock beside it."""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from gongshi.actions.mend import (
    Actor,
    Change,
    Overtaken,
    Saved,
    StillWrong,
    adopt_all,
    mend_row,
    row_of,
)
from gongshi.clocks.judge import excusing
from gongshi.clocks.periods import local_day
from gongshi.desks import masking
from gongshi.desks.gate import person_of, sight
from gongshi.desks.links import with_query
from gongshi.desks.showing import Desk, desk, show
from gongshi.desks.telling import Told, told
from gongshi.desks.unit.boxes import Box, Filled, Said, boxes, emptied, typed
from gongshi.desks.unit.mend import asked_batch, done_batch
from gongshi.desks.unit.mend_beside import beside, first_known
from gongshi.desks.unit.mend_days import day_cells
from gongshi.desks.unit.mend_overtaken import overtaken_page
from gongshi.desks.unit.showing import is_part
from gongshi.errors import FileFault
from gongshi.ledger import pages
from gongshi.ledger.known import latest_of, reference
from gongshi.ledger.models import Batch, Entry, Filing, Finding, Withdrawal
from gongshi.ledger.to_mend import equal_errors, rows_to_mend
from gongshi.ledger.windows import widened
from gongshi.policy.policies import Window
from gongshi.policy.standards import Standard, load_standard

#: Rows that are drawn as marks above the title; more are only counted.
_MOST_PIPS = 12


class _Spoken(Protocol):
    """What the ledger and the checks say of a cell alike."""

    @property
    def field(self) -> str: ...
    @property
    def rule(self) -> str: ...
    @property
    def severity(self) -> str: ...
    @property
    def message(self) -> str: ...
    @property
    def suggestion(self) -> str | None: ...
    @property
    def source(self) -> str: ...


@dataclass(frozen=True)
class _Form:
    """The state of the form: what is typed, and what is said of it."""

    texts: Mapping[str, str]
    spoken: Iterable[_Spoken]
    adopted: str = ""
    #: A sentence about the whole row.
    remark: str = ""
    key: str = field(default_factory=lambda: secrets.token_urlsafe(12))


def mend_row_page(request: HttpRequest, entry_id: int) -> HttpResponse:
    """Show a row to mend, or take what was typed."""
    entry = pages.find_row(entry_id, sight(request).of(Entry.objects.all()))
    standard = load_standard(entry.category, desk().today)
    if is_over(entry):
        return _over(request, entry, standard)
    if request.method != "POST":
        return _shown(request, entry, standard, _first(entry))
    return _taken(request, entry, standard)


def is_over(entry: Entry) -> bool:
    """Tell whether nothing is to be done with a row any more."""
    is_gone = Withdrawal.objects.filter(entry=entry).exists()
    return entry.outcome != "faulty" or is_gone or pages.replacing(entry) is not None


def _over(request: HttpRequest, entry: Entry, standard: Standard) -> HttpResponse:
    """Answer about a row with which nothing is to be done any more."""
    change = _change(request, entry, standard)
    saved = _saved_by_this_act(request, entry)
    if saved is not None:
        return saved
    if is_part(request):
        # There is no form any more to put into the page: the whole page is asked for.
        return HttpResponse(headers={"HX-Redirect": request.path}, status=409)
    later = pages.replacing(entry)
    latest = latest_of(later) if later else None
    typed_now = change.cells if request.method == "POST" else {}
    return overtaken_page(request, entry, latest, typed_now)


def _saved_by_this_act(request: HttpRequest, entry: Entry) -> HttpResponse | None:
    """Answer the second click on the same form as the first."""
    key = request.POST.get("key", "")
    filing = (
        Filing.objects.filter(key=f"{_login(request)}:{key}").first() if key else None
    )
    batch = Batch.objects.filter(number=filing.number).first() if filing else None
    return _onward(request, entry, batch.number) if batch else None


def _taken(request: HttpRequest, entry: Entry, standard: Standard) -> HttpResponse:
    change = _change(request, entry, standard)
    if code := request.POST.get("adopt"):
        return _adopted(request, entry, standard, change, code)
    actor = Actor(_login(request), request.POST.get("key", "")[:60] or None)
    equal = _equal_asked(request, entry)
    try:
        done = mend_row(change, actor)
    except Overtaken as error:
        return overtaken_page(request, entry, error.later, change.cells)
    except FileFault as fault:
        form = _Form(
            _typed_texts(request, standard), pages.findings_of(entry), remark=fault.text
        )
        return _shown(request, entry, standard, form, status=422)
    if isinstance(done, StillWrong):
        return _still_wrong(request, entry, standard, done, change)
    assert isinstance(done, Saved)
    if equal:
        adopt_all(
            equal, Actor(actor.login, f"{actor.key}:equal" if actor.key else None)
        )
    return _onward(request, entry, done.batch.number)


def _equal_asked(request: HttpRequest, entry: Entry) -> list[Entry]:
    """Find the rows with equal errors that are to be mended along with this one."""
    ids = set(request.POST.getlist("equal"))
    found: dict[int, Entry] = {}
    for each in pages.findings_of(entry):
        if f"{each.pk}" in ids and each.suggestion is not None:
            rows = equal_errors(entry, each).select_related("batch", "unit")
            found |= {row.pk: row for row in rows}
    return list(found.values())


def _change(request: HttpRequest, entry: Entry, standard: Standard) -> Change:
    """Tell what was typed from what stood there; unread cells stay when left blank."""
    now = row_of(entry)
    hidden = [each.code for each in standard.fields if each.publication == "never"]
    cleared = emptied(request, hidden)
    cells = {
        code: text
        for code, text in typed(request, standard).items()
        if text != now.get(code, "") and not (code in hidden and not text)
    }
    return Change(entry, cells | {code: "" for code in cleared if now.get(code)})


def _typed_texts(request: HttpRequest, standard: Standard) -> dict[str, str]:
    return typed(request, standard)


def _first(entry: Entry) -> _Form:
    return _Form(row_of(entry), pages.findings_of(entry))


def _adopted(
    request: HttpRequest, entry: Entry, standard: Standard, change: Change, code: str
) -> HttpResponse:
    """Put a suggestion into its box; nothing is saved yet."""
    told_before = pages.findings_of(entry)
    offers = _offers(told_before)
    texts = row_of(entry) | dict(change.cells)
    if code in offers:
        texts[code] = offers[code]
    # What a suggestion was put in for is not told as wrong any more; saving checks it.
    settled = {field for field, text in offers.items() if texts.get(field) == text}
    spoken = [each for each in told_before if each.field not in settled]
    form = _Form(texts, spoken, adopted=code, key=request.POST.get("key", ""))
    return _shown(request, entry, standard, form)


def _still_wrong(
    request: HttpRequest,
    entry: Entry,
    standard: Standard,
    done: StillWrong,
    change: Change,
) -> HttpResponse:
    spoken: Iterable[_Spoken] = done.looked.findings
    remark = "" if change.cells else "什么都没有改，要改的还在。"
    if done.looked.outcomes[0] == "duplicate":
        remark = "还没有保存：改好后的这一行，台账里已经有了。多余的这一行请撤回。"
    elif done.against:
        remark += f"这一行和 {reference(done.against)} 还是同一条记录，只能留一行。"
        spoken = pages.findings_of(entry)
    texts = row_of(entry) | dict(change.cells)
    form = _Form(texts, spoken, remark=remark)
    return _shown(request, entry, standard, form, status=422, is_tried=True)


def _shown(
    request: HttpRequest,
    entry: Entry,
    standard: Standard,
    form: _Form,
    *,
    status: int = 200,
    is_tried: bool = False,
) -> HttpResponse:
    here = desk()
    days = day_cells(here.policy, entry.category, entry.decided_on, here.today)
    all_boxes = _boxes(entry, standard, form)
    spoken = [each for each in form.spoken if each.severity == "return"]
    stored = pages.findings_of(entry)
    other = beside(entry, form.texts, standard, sight(request))
    codes = {each.field for each in spoken}
    codes |= {each.code for each in other.fields} if other else set()
    if form.adopted:
        codes |= {each.field for each in stored if each.severity == "return"}
    wrong = [each for each in all_boxes if each.code in codes]
    response = show(
        request,
        "unit/mend_row.html",
        here,
        entry=entry,
        standard=standard,
        reference=reference(entry),
        wrong=wrong,
        others=[each for each in all_boxes if each.code not in codes],
        whole=[each for each in spoken if each.field.startswith("#")],
        faults=len([each for each in wrong if each.said]),
        is_tried=is_tried,
        remark=form.remark,
        key=form.key,
        beside=other,
        first_known=first_known(entry, here.policy),
        original=_original(stored, standard),
        equal=_equal(entry, stored, codes),
        days=days,
        window=_window(entry, here) if days and days.left < 0 else None,
        clock=pages.clock_sentence(entry, here.policy),
        done=done_batch(request),
        batch=asked_batch(request),
        **_place(request, entry),
    )
    response.status_code = status
    return response


def _window(entry: Entry, here: Desk) -> Window | None:
    """Find the window in which an overdue row may still be mended in time."""
    if entry.decided_on is None:
        return None
    policy = widened(here.policy, timezone.now())
    return excusing(policy, entry.category, entry.decided_on, here.today)


def _boxes(entry: Entry, standard: Standard, form: _Form) -> list[Box]:
    said: dict[str, list[Said]] = defaultdict(list)
    for each in form.spoken:
        message = masking.sentence(standard, each.field, each.message)
        said[each.field].append(Said(each.rule, each.severity, message, each.source))
    row = row_of(entry)
    hidden = [each.code for each in standard.fields if each.publication == "never"]
    # What he has typed himself he may see again.
    texts = {
        code: "" if code in hidden and text == row.get(code) else text
        for code, text in form.texts.items()
    }
    masked = {code: masking.masked(row[code]) for code in hidden if row.get(code)}
    filled = Filled(
        texts=texts,
        said={code: tuple(each) for code, each in said.items()},
        offers=_offers(form.spoken),
        masked=masked,
        adopted=form.adopted,
    )
    return boxes(standard, local_day(entry.received_at), filled)


def _offers(spoken: Iterable[_Spoken]) -> dict[str, str]:
    found: dict[str, str] = {}
    for each in spoken:
        if each.suggestion is not None:
            found.setdefault(each.field, each.suggestion)
    return found


@dataclass(frozen=True)
class _Equal:
    """Other rows with the very same error."""

    finding: Finding
    code: str
    rows: list[Entry]
    count: int


def _equal(entry: Entry, stored: Iterable[Finding], codes: set[str]) -> list[_Equal]:
    """Look for equal errors of what has a suggestion, each field once."""
    found: dict[str, _Equal] = {}
    for each in stored:
        if each.suggestion is None or each.severity != "return" or each.field in found:
            continue
        rows = equal_errors(entry, each).select_related("batch")
        count = rows.count() if each.field in codes else 0
        if count:
            found[each.field] = _Equal(each, each.field, list(rows[:3]), count)
    return list(found.values())


def _original(stored: Iterable[Finding], standard: Standard) -> list[Told]:
    """Give the cells as they were filed, each once; unread ones with stars."""
    found: dict[str, Told] = {}
    for each in stored:
        if not each.field.startswith("#"):
            found.setdefault(each.field, told(_masked(each, standard), standard))
    return list(found.values())


def _masked(finding: Finding, standard: Standard) -> Finding:
    finding.value = masking.shown(standard, finding.field, finding.value)
    return finding


def _place(request: HttpRequest, entry: Entry) -> dict[str, object]:
    """Tell where the row stands among those that wait, and which one is next."""
    waiting = rows_to_mend(sight(request).units, asked_batch(request))
    ids = list(waiting.values_list("pk", flat=True))
    at = ids.index(entry.pk) if entry.pk in ids else 0
    following = ids[at + 1] if at + 1 < len(ids) else (ids[0] if at else None)
    pips = [
        "done" if place < at else "now" if place == at else ""
        for place in range(len(ids))
    ]
    return {
        "place": at + 1,
        "total": len(ids),
        "pips": pips if 1 < len(ids) <= _MOST_PIPS else [],
        "following": following,
    }


def _onward(request: HttpRequest, entry: Entry, number: str) -> HttpResponse:
    """Lead to the row that is due next, or to the list when none is left."""
    batch = asked_batch(request)
    waiting = rows_to_mend(sight(request).units, batch).exclude(pk=entry.pk)
    ids = waiting.values_list("pk", flat=True)
    after = ids.filter(_is_behind(entry)).first() or ids.first()
    address = reverse("mend_row", args=[after]) if after else reverse("mend_list")
    query = {"done": number, "batch": batch} if batch else {"done": number}
    return HttpResponseRedirect(with_query(address, query))


def _is_behind(entry: Entry) -> Q:
    """Select what `rows_to_mend` lists after a row."""
    if entry.due_on is None:
        return Q(due_on=None, pk__gt=entry.pk)
    same_day = Q(due_on=entry.due_on, pk__gt=entry.pk)
    return Q(due_on__gt=entry.due_on) | same_day | Q(due_on=None)


def _login(request: HttpRequest) -> str:
    me = person_of(request)
    assert me is not None, "pages with data are not public"
    return me.login
