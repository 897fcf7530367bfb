"""`/bulletins/drafts/<n>/`: a bulletin on its way, from its figures to its number."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from gongshi.actions.draft_bulletin import (
    Looked,
    drop,
    find_draft,
    look,
    renew,
    start,
)
from gongshi.actions.issue_bulletin import issue_draft
from gongshi.actions.review_bulletin import approve, send, send_back
from gongshi.clocks.periods import Period, day, local_day
from gongshi.clocks.periods import period as read_period
from gongshi.desks.gate import person_of
from gongshi.desks.office.papers import link, paper_file
from gongshi.desks.showing import desk, show
from gongshi.errors import UsageError
from gongshi.ledger.bulletins import APPROVED, REVIEW, WRITING
from gongshi.ledger.models import BulletinDraft, IssuedBulletin
from gongshi.people.models import Person
from gongshi.people.rights import ANALYSE, may

#: What is done, step by step, and the states in which a step is under way.
_STEPS = (
    ("取数", ()),
    ("核对", (WRITING,)),
    ("审定", (REVIEW,)),
    ("印发", (APPROVED,)),
)
_SERIAL = re.compile(r"^(.*〔)([0-9]{4})(〕第?)([0-9]+)(号)$")


@dataclass(frozen=True)
class Step:
    """One step of the way."""

    title: str
    #: done, now or "".
    state: str


def me_of(request: HttpRequest) -> Person:
    """Give who is logged in; these pages are never public."""
    me = person_of(request)
    assert me is not None
    return me


def start_draft(request: HttpRequest) -> HttpResponse:
    """Begin the draft of a month."""
    asked = read_period(request.POST.get("period", ""))
    here = desk(asked.last_day)
    place = request.POST.get("policy") or here.policy.place
    correction = request.POST.get("correction", "")[:500]
    draft = start(asked, place, me_of(request).login, correction=correction)
    return _to(draft)


def draft_page(request: HttpRequest, draft_id: int) -> HttpResponse:
    """Show a draft as paper, with what the audit says of it."""
    return shown(request, find_draft(draft_id))


def draft_file(request: HttpRequest, draft_id: int, form: str) -> HttpResponse:  # noqa: ARG001
    """Give a draft as a file, without number and day."""
    draft = find_draft(draft_id)
    name = f"{read_period(draft.period).title}通报（草稿）"
    return paper_file(look(draft).document, form, name)


def renew_draft(request: HttpRequest, draft_id: int) -> HttpResponse:
    """Take the figures anew."""
    period = read_period(find_draft(draft_id).period)
    return _done(request, draft_id, lambda who: renew(draft_id, period, who))


def drop_draft(request: HttpRequest, draft_id: int) -> HttpResponse:
    """Give a draft up."""
    return _done(request, draft_id, lambda who: drop(draft_id, who))


def send_draft(request: HttpRequest, draft_id: int) -> HttpResponse:
    """Send a draft to review."""
    remark = request.POST.get("remark", "")[:500]
    return _done(request, draft_id, lambda who: send(draft_id, who, remark=remark))


def approve_draft(request: HttpRequest, draft_id: int) -> HttpResponse:
    """Approve a draft."""
    return _done(request, draft_id, lambda who: approve(draft_id, who))


def return_draft(request: HttpRequest, draft_id: int) -> HttpResponse:
    """Send a draft back to its writers."""
    why = request.POST.get("why", "")[:500]
    return _done(request, draft_id, lambda who: send_back(draft_id, who, why))


def issue_page(request: HttpRequest, draft_id: int) -> HttpResponse:
    """Issue a draft under its number and day."""
    post = request.POST
    try:
        signed_on = day(post.get("signed_on", ""))
        issued = issue_draft(
            draft_id, me_of(request).login, post.get("number", ""), signed_on
        )
    except UsageError as error:
        return shown(request, find_draft(draft_id), wrong=error.text, typed=post)
    return HttpResponseRedirect(reverse("issued", args=[issued.pk]))


def shown(
    request: HttpRequest,
    draft: BulletinDraft,
    *,
    wrong: str = "",
    typed: Mapping[str, str] | None = None,
    trying: Mapping[int, str] | None = None,
    **more: object,
) -> HttpResponse:
    """Show a draft.

    Args:
        request: Who asks.
        draft: Which.
        wrong: What was wrong with what was sent.
        typed: What was sent, to stand in the form again.
        trying: Place of the paragraph that is being written → its text.
        more: What the form of a paragraph needs.
    """
    asked = read_period(draft.period)
    here, looked = desk(asked.last_day), look(draft, trying)
    is_writer = may(me_of(request).role, ANALYSE) and draft.state == WRITING
    response = show(
        request,
        "office/draft.html",
        here,
        draft=draft,
        period=asked,
        looked=looked,
        faults=len(looked.contradictions) + len(looked.doubts) + len(looked.stale),
        paper=_paper(draft, looked, is_writer=is_writer),
        steps=_steps(draft),
        is_writer=is_writer,
        is_own=me_of(request).login in [*draft.writers, draft.sent_by],
        names=dict(Person.objects.values_list("login", "name")),
        wrong=wrong,
        typed=typed or {},
        number=_next_number(draft.place, here.today.year),
        earliest=_earliest(draft, asked),
        stale=stale_words(draft, looked),
        offset=offset(draft),
        edited=[int(at) + offset(draft) for at in sorted(draft.edits, key=int)],
        **more,
    )
    response.status_code = 422 if wrong else 200
    return response


def _done(
    request: HttpRequest, draft_id: int, do: Callable[[str], BulletinDraft]
) -> HttpResponse:
    try:
        return _to(do(me_of(request).login))
    except UsageError as error:
        found = find_draft(draft_id)
        return shown(request, found, wrong=error.text, typed=request.POST)


def _to(draft: BulletinDraft) -> HttpResponse:
    return HttpResponseRedirect(reverse("bulletin_draft", args=[draft.pk]))


def _paper(draft: BulletinDraft, looked: Looked, *, is_writer: bool) -> SafeString:
    from gongshi.bulletin.render.html import article

    first = offset(draft) - 1

    def beside(at: int) -> str:
        own = str(at - first) in draft.edits
        mark = mark_safe('<sup class="own">改</sup>') if own else ""
        if not is_writer or at < first:
            return f"{mark}"
        address = reverse("bulletin_paragraph", args=[draft.pk, at - first])
        return mark + format_html(
            '<a class="pen" href="{}">改<span class="vh">第 {} 段</span></a>',
            f"{address}#edit",
            at + 1,
        )

    # The renderer escapes every text itself.
    return mark_safe(article(looked.document, link=link, beside=beside))


def offset(draft: BulletinDraft) -> int:
    """Give what is added to a paragraph's place, so that it counts as readers do."""
    # An amendment begins with a paragraph that nobody composed.
    return 2 if draft.corrects else 1


def _steps(draft: BulletinDraft) -> list[Step]:
    current = next(
        (at for at, (_, states) in enumerate(_STEPS) if draft.state in states),
        len(_STEPS),
    )
    return [
        Step(title, "done" if at < current else "now" if at == current else "")
        for at, (title, _) in enumerate(_STEPS)
    ]


def stale_words(draft: BulletinDraft, looked: Looked) -> list[tuple[int, str]]:
    """Give the wordings that do not fit any more, so that nothing of them is lost."""
    found = []
    for at in looked.stale:
        runs = draft.edits[str(at)]["runs"]
        words = "".join(each if isinstance(each, str) else "□" for each in runs)
        found.append((at, words))
    return found


def _next_number(place: str, year: int) -> str:
    """Offer the number after the last one that was given; "" before the first."""
    last = IssuedBulletin.objects.filter(place=place).last()
    parts = _SERIAL.match(last.number) if last else None
    if not parts:
        return ""
    head, before, middle, serial, tail = parts.groups()
    following = int(serial) + 1 if int(before) == year else 1
    return f"{head}{year}{middle}{following}{tail}"


def _earliest(draft: BulletinDraft, period: Period) -> str:
    signed = draft.corrects.signed_on if draft.corrects else period.last_day
    return f"{max(signed, local_day(period.start))}"
