"""`/rulebook/rehearsals/`: what another rulebook would have made of a time."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from gongshi.actions.work.rehearse import folders
from gongshi.checks.outcomes import TITLES
from gongshi.clocks.periods import day
from gongshi.desks.gate import person_of
from gongshi.desks.office.rulebook import SEVERITIES
from gongshi.desks.showing import asked_period, desk, show
from gongshi.errors import UnknownName, UsageError
from gongshi.jobs.enqueue import enqueue
from gongshi.jobs.keeping import kept
from gongshi.jobs.models import Job
from gongshi.people import audit

_KIND = "rehearse"
_MOST = 50


def rehearsals_page(request: HttpRequest) -> HttpResponse:
    """List the rehearsals; or begin one."""
    wrong = ""
    if request.method == "POST":
        try:
            return HttpResponseRedirect(reverse("rehearsal", args=[_begun(request).pk]))
        except UsageError as error:
            wrong = error.text
    period = asked_period(request)
    response = show(
        request,
        "office/rehearsals.html",
        desk(),
        period=period,
        folders=folders(),
        jobs=Job.objects.filter(kind=_KIND).order_by("-pk")[:_MOST],
        typed=request.POST,
        wrong=wrong,
    )
    response.status_code = 422 if wrong else 200
    return response


def rehearsal_page(request: HttpRequest, job_id: int) -> HttpResponse:
    """Show how far a rehearsal is, or what came of it."""
    job = Job.objects.filter(pk=job_id, kind=_KIND).first()
    if job is None:
        raise UnknownName("unknown_job", f"没有第 {job_id} 号预演。")
    left = kept(_KIND, f"{job.pk}")
    found: dict[str, Any] = left.content if left else {}
    return show(
        request,
        "office/rehearsal.html",
        desk(),
        job=job,
        found=found,
        outcomes=[
            (title, found["before"][key], found["after"][key])
            for key, title in TITLES.items()
        ]
        if "before" in found
        else [],
        moves=[
            (category, TITLES[before], TITLES[after], count)
            for category, before, after, count in found.get("moves", [])
        ],
        severities=SEVERITIES,
        titles=TITLES,
    )


def _begun(request: HttpRequest) -> Job:
    post, me = request.POST, person_of(request)
    assert me is not None
    since, until = day(post.get("since", "")), day(post.get("until", ""))
    name = post.get("rulebook", "")
    if since > until:
        raise UsageError("bad_span", f"起（{since}）晚于止（{until}），请对调。")
    if name not in folders():
        raise UsageError("no_rulebook", "请选一个规则库。")
    with transaction.atomic():
        job = enqueue(_KIND, rulebook=name, since=f"{since}", until=f"{until}")
        audit.record("rehearse", actor=me.login, target=name, detail={"job": job.pk})
    return job
