"""`/exposures/`: decisions seen in media; one of them beside the records it may be."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from gongshi.actions.exposures import ruling as ruling_on
from gongshi.actions.exposures.listing import (
    Candidate,
    Listed,
    listed,
    selected,
    shown,
    terms_now,
)
from gongshi.actions.exposures.ruling import Ruling
from gongshi.desks import exports
from gongshi.desks.keys import asked_key
from gongshi.desks.masking import masked
from gongshi.desks.office.drafts import me_of
from gongshi.desks.showing import desk, show
from gongshi.errors import UnknownName, UsageError
from gongshi.ledger import archive
from gongshi.ledger.exposure_models import Exposure, Sighted
from gongshi.ledger.models import Unit
from gongshi.oversight.exposures.items import FACTS, is_person
from gongshi.people import audit

_PAGE = 50
#: Chars of a text that are shown; facts beyond are told beside it.
_SHOWN = 8_000
_AROUND = 12


@dataclass(frozen=True)
class Piece:
    """Part of a text: a fact, or what stands between."""

    text: str
    #: Fact and decision, as subject, 1; "" where it is none.
    kind: str = ""
    place: int = 0


@dataclass(frozen=True)
class Line:
    """One decision in a list."""

    each: Listed
    subject: str
    title: str


def exposures_page(request: HttpRequest) -> HttpResponse:
    """List the decisions of exposures, the latest first."""
    state, after = request.GET.get("state", ""), asked_key(request, "after")
    asked = selected(state)
    earlier = asked.filter(exposure__lt=after) if after else asked
    found = listed(earlier[: _PAGE + 1])
    # A page ends with an exposure, so that none is parted.
    rest = found[_PAGE].told.exposure.pk if len(found) > _PAGE else None
    if rest is not None and found[0].told.exposure.pk != rest:
        found = [each for each in found[:_PAGE] if each.told.exposure.pk != rest]
    else:
        found = found[:_PAGE]
    return show(
        request,
        "office/exposures.html",
        desk(),
        lines=[_line(each) for each in found],
        after=found[-1].told.exposure.pk if rest is not None else None,
        is_first=not after,
        states=terms_now().states,
        state=state,
        counts=_counts(),
    )


def exposure_page(
    request: HttpRequest, exposure_id: int, wrong: str = ""
) -> HttpResponse:
    """Show one exposure: its text with the facts, and each decision beside records."""
    exposure, found = shown(exposure_id)
    persons = [each.told.subject for each in found if each.is_person]
    response = show(
        request,
        "office/exposure.html",
        desk(),
        exposure=exposure,
        title=_hidden(exposure.title, persons) or "没有标题",
        decisions=[
            (each, _subject(each), _facts(each, persons), _beside(each))
            for each in found
        ],
        pieces=_pieces(exposure, persons),
        is_cut=len(exposure.text) > _SHOWN,
        units=Unit.objects.values_list("name", flat=True),
        most_noted=ruling_on.MOST_NOTED,
        most_said=ruling_on.MOST_SAID,
        typed=request.POST,
        wrong=wrong,
    )
    response.status_code = 422 if wrong else 200
    return response


def decide_exposure(request: HttpRequest, exposure_id: int) -> HttpResponse:
    """Keep what a person decided about one decision of an exposure."""
    post, place = request.POST, _place(request)
    ruling = Ruling(
        ruling=post.get("ruling", ""),
        by=me_of(request).login,
        entry=_whole(post.get("entry", "")),
        unit=post.get("unit", ""),
        note=post.get("note", ""),
    )
    try:
        ruling_on.rule(exposure_id, place, ruling)
    except UsageError as error:
        return exposure_page(request, exposure_id, wrong=error.text)
    return _back(exposure_id, place)


def log_call(request: HttpRequest, exposure_id: int) -> HttpResponse:
    """Log a call about a decision that is not reported."""
    place = _place(request)
    try:
        ruling_on.say_called(
            exposure_id, place, request.POST.get("text", ""), me_of(request).login
        )
    except UsageError as error:
        return exposure_page(request, exposure_id, wrong=error.text)
    return _back(exposure_id, place)


def exposure_file(request: HttpRequest, exposure_id: int) -> HttpResponse:
    """Give the file that an exposure came in; it is never shown as a page of ours."""
    found = Exposure.objects.filter(pk=exposure_id).exclude(file_hash="").first()
    if found is None:
        raise UnknownName("unknown_exposure", f"第 {exposure_id} 号曝光没有原件。")
    content = archive.fetch(found.file_hash)
    audit.record("exposure.open", actor=me_of(request).login, target=f"{found.pk}")
    response = HttpResponse(content, content_type="application/octet-stream")
    return exports.attached(response, found.file_name)


def _counts() -> dict[str, int]:
    counted = Sighted.objects.order_by().values_list("state")
    return dict(counted.annotate(rows=Count("pk")))


def _line(each: Listed) -> Line:
    persons = [each.told.subject] if each.is_person else []
    return Line(each, _subject(each), _hidden(each.told.exposure.title, persons))


def _subject(each: Listed) -> str:
    return masked(each.told.subject) if each.is_person else each.told.subject


def _beside(each: Listed) -> list[tuple[Candidate, str]]:
    """Give the candidates with the names of their parties as they may be shown."""
    terms = terms_now()
    return [
        (one, masked(name) if is_person(name, terms) else name)
        for one in each.candidates
        for name in (one.entry.subject_name,)
    ]


def _hidden(text: str, persons: Iterable[str]) -> str:
    for name in persons:
        text = text.replace(name, masked(name))
    return text


def _facts(each: Listed, persons: Sequence[str]) -> dict[str, tuple[str, str, str]]:
    """Give each fact as it stood, with a few words around it."""
    text = each.told.exposure.text
    stored = each.told.exposure.facts[each.told.place]
    found = {}
    for kind in FACTS:
        if kind in stored:
            start, end = stored[kind]["start"], stored[kind]["end"]
            around = (
                text[max(0, start - _AROUND) : start].rpartition("\n")[2],
                text[start:end],
                text[end : end + _AROUND].partition("\n")[0],
            )
            before, written, behind = (_hidden(part, persons) for part in around)
            found[kind] = (before, written, behind)
    return found


def _pieces(exposure: Exposure, persons: Sequence[str]) -> list[Piece]:
    """Cut the text into facts and what stands between them."""
    text = exposure.text[:_SHOWN]
    marks = sorted(
        {
            (facts[kind]["start"], facts[kind]["end"], kind): place
            for place, facts in reversed(list(enumerate(exposure.facts, 1)))
            for kind in FACTS
            if kind in facts and facts[kind]["end"] <= len(text)
        }.items()
    )
    pieces, at = [], 0
    for (start, end, kind), place in marks:
        if start < at:
            continue
        pieces.append(Piece(_hidden(text[at:start], persons)))
        pieces.append(Piece(_hidden(text[start:end], persons), kind, place))
        at = end
    return [*pieces, Piece(_hidden(text[at:], persons))]


def _place(request: HttpRequest) -> int:
    return (_whole(request.POST.get("place", "")) or 1) - 1


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def _back(exposure_id: int, place: int) -> HttpResponse:
    address = reverse("exposure", args=[exposure_id])
    return HttpResponseRedirect(f"{address}#d{place + 1}")
