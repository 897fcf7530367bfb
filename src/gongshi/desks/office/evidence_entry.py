"""`/evidence/new/`: enters a paper or a table of papers, or asks for an adjustment."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import replace

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse

from gongshi.actions import adjust
from gongshi.actions.attachments import MOST_BYTES, Attachment
from gongshi.actions.keep_evidence import Review, keep_evidence
from gongshi.actions.taken_papers import Taken, taken_in_force
from gongshi.clocks.periods import Period, month
from gongshi.desks import exports
from gongshi.desks.answered import refuse_overruled
from gongshi.desks.gate import person_of
from gongshi.desks.links import with_query
from gongshi.desks.office.evidence import evidence_page
from gongshi.desks.showing import asked_period, desk, show
from gongshi.errors import FileFault, NotReceived, UnknownName, UsageError, UserError
from gongshi.ledger import archive
from gongshi.ledger.models import Evidence, Unit
from gongshi.people import audit
from gongshi.people.models import Person
from gongshi.people.sent_forms import is_first


def entry_page(request: HttpRequest) -> HttpResponse:
    """Ask which kind, then what it says; or keep it."""
    if request.method == "POST":
        return _kept(request)
    period = asked_period(request)
    place = request.GET.get("policy") or desk(period.last_day).policy.place
    return _asking(request, period.key, place, request.GET.get("kind", ""))


def decide_adjustment(request: HttpRequest, request_id: int) -> HttpResponse:
    """Grant an adjustment, or refuse it."""
    post = request.POST
    is_granted = post.get("answer") == "grant"
    try:
        decision = adjust.decide(
            request_id,
            _me(request).login,
            is_granted=is_granted,
            note=post.get("note", ""),
        )
        refuse_overruled(decision, is_granted=is_granted)
    except UsageError as error:
        return evidence_page(request, wrong=error.text)
    asked = decision.request
    return _to(asked.period, asked.place)


def attached_file(request: HttpRequest, evidence_id: int) -> HttpResponse:
    """Give the file of a paper to keep; it is never shown as a page of ours."""
    paper = Evidence.objects.filter(pk=evidence_id).exclude(file_hash="").first()
    if paper is None:
        raise UnknownName("unknown_evidence", f"第 {evidence_id} 号证据没有附件。")
    content = archive.fetch(paper.file_hash)
    audit.record("evidence.open", actor=_me(request).login, target=f"{paper.pk}")
    # Whatever it claims to be, the browser must not open it under our address.
    response = HttpResponse(content, content_type="application/octet-stream")
    return exports.attached(response, paper.file_name)


def _kept(request: HttpRequest) -> HttpResponse:
    post, me = request.POST, _me(request)
    period, place = post.get("period", ""), post.get("policy", "")
    kind = post.get("kind", "")
    try:
        asked = month(period)
        taken = taken_in_force(asked, place)
        review = _review(request, taken, me)
        with transaction.atomic():
            if _is_first(post, review, me):
                _keep(review, asked, taken, me)
    except NotReceived:
        raise
    except UserError as error:
        return _asking(request, period, place, kind, wrong=error.text)
    return _to(asked.key, place)


def _is_first(post: QueryDict, review: Review, me: Person) -> bool:
    """Tell whether this is no second click on what was kept already."""
    key = post.get("key", "")[:60]
    if not key:
        return True
    files = [
        (each.name, hashlib.new("sm3", each.content).hexdigest())
        for each in (review.attachment, review.table)
        if each
    ]
    bare = replace(review, attachment=None, table=None)
    told = (post.get("period"), post.get("policy"), bare, files)
    return is_first(me, f"evidence:{key}"[:64], repr(told).encode())


def _keep(review: Review, asked: Period, taken: Taken, me: Person) -> None:
    place = taken.policy.place
    if adjust.is_adjustment(review.kind, taken):
        adjust.ask(review, asked, place, me.login)
        return
    papers = keep_evidence(review, asked, place)
    audit.record(
        "evidence.keep",
        actor=me.login,
        target=f"{place}:{asked.key}",
        detail={"papers": len(papers), "first": papers[0].pk, "kind": review.kind},
    )


def _review(request: HttpRequest, taken: Taken, me: Person) -> Review:
    post = request.POST
    kind = taken.find_kind(post.get("kind", ""))
    table = _sent(request, "table")
    declared = taken.papers.get(kind)
    values = [
        (each.key, post.get(f"v-{each.key}", ""))
        for each in (declared.fields if declared and not table else ())
    ]
    replaces = post.get("replaces", "").strip()
    if replaces and not (replaces.isascii() and replaces.isdigit()):
        raise UsageError("replaces", "代替哪一件，请写它的号（整数）。")
    return Review(
        kind=kind,
        units=[] if table else post.getlist("unit"),
        reviewer=me.name,
        is_met=post.get("decision", "met") == "met",
        note=post.get("note", "")[:1000],
        values=[(key, value) for key, value in values if value.strip()],
        replaces=int(replaces) if replaces else None,
        attachment=None if table else _sent(request, "file"),
        table=table,
    )


def _sent(request: HttpRequest, name: str) -> Attachment | None:
    sent = request.FILES.get(name)
    if sent is None:
        return None
    if (sent.size or 0) > MOST_BYTES:
        raise FileFault(
            "attachment",
            f"附件「{sent.name}」超过 {MOST_BYTES >> 20} MB，什么都没有存。",
        )
    return Attachment(sent.read(), sent.name or "附件")


def _asking(
    request: HttpRequest, period: str, place: str, kind: str, *, wrong: str = ""
) -> HttpResponse:
    asked = month(period)
    here = desk(asked.last_day)
    taken = taken_in_force(asked, place or here.policy.place)
    key = taken.find_kind(kind) if kind else ""
    declared = taken.papers.get(key)
    response = show(
        request,
        "office/evidence_new.html",
        here,
        period=asked,
        place=taken.policy.place,
        titles=taken.titles,
        kind=key,
        title=taken.titles.get(key, ""),
        fields=[
            (each, request.POST.get(f"v-{each.key}", ""))
            for each in (declared.fields if declared else ())
        ],
        has_table=declared is not None,
        needs_file=key in taken.with_file,
        is_adjustment=adjust.is_adjustment(key, taken),
        key=secrets.token_urlsafe(12),
        units=Unit.objects.values_list("name", flat=True),
        chosen=request.POST.getlist("unit") or request.GET.getlist("unit"),
        typed=request.POST,
        wrong=wrong,
    )
    response.status_code = 422 if wrong else 200
    return response


def _to(period: str, place: str) -> HttpResponse:
    query = {"period": period, "policy": place}
    return HttpResponseRedirect(with_query(reverse("evidence"), query))


def _me(request: HttpRequest) -> Person:
    me = person_of(request)
    assert me is not None
    return me
