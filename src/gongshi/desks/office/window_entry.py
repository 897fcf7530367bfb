"""`/rulebook/windows/new/`: asks for a window of the office's own, or to close one."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse

from gongshi.actions import windows as asking
from gongshi.actions.window_terms import Wanted, prepared
from gongshi.clocks.periods import day
from gongshi.desks.answered import refuse_overruled
from gongshi.desks.office.drafts import me_of
from gongshi.desks.office.windows import titles_of, windows_page
from gongshi.desks.showing import desk, show
from gongshi.errors import UsageError


def new_page(request: HttpRequest) -> HttpResponse:
    """Ask for a window: write it, look at what it would meet, send it."""
    if request.method != "POST":
        return _asking(request)
    post = request.POST
    if post.get("step") == "edit":
        return _asking(request)
    try:
        wanted = _wanted(post)
        if post.get("step") != "send":
            asked, here = prepared(wanted), desk()
            return show(
                request,
                "office/window_look.html",
                here,
                asked=asked,
                categories=titles_of(here.policy, asked.categories),
                touched=asking.touched(asked),
            )
        asking.ask(wanted, me_of(request))
    except UsageError as error:
        return _asking(request, wrong=error.text)
    return HttpResponseRedirect(reverse("windows"))


def close_page(request: HttpRequest, window_id: int) -> HttpResponse:
    """Ask to close a window early."""
    opened, post = asking.find(window_id), request.POST
    wrong = ""
    if request.method == "POST":
        try:
            asking.ask_close(
                window_id,
                day(post.get("closed_from", "")),
                post.get("paper", ""),
                post.get("reason", ""),
                me_of(request),
            )
        except UsageError as error:
            wrong = error.text
        else:
            return HttpResponseRedirect(reverse("windows"))
    here = desk()
    response = show(
        request,
        "office/window_close.html",
        here,
        opened=opened,
        categories=titles_of(here.policy, opened.categories),
        typed=post,
        wrong=wrong,
    )
    response.status_code = 422 if wrong else 200
    return response


def decide_window(request: HttpRequest, request_id: int) -> HttpResponse:
    """Grant a request, or refuse it."""
    post = request.POST
    is_granted = post.get("answer") == "grant"
    try:
        decision = asking.decide(
            request_id,
            me_of(request),
            is_granted=is_granted,
            note=post.get("note", ""),
        )
        refuse_overruled(decision, is_granted=is_granted)
    except UsageError as error:
        return windows_page(request, wrong=error.text)
    return HttpResponseRedirect(reverse("windows"))


def _wanted(post: QueryDict) -> Wanted:
    if "category" not in post:
        raise UsageError("no_category", "请至少选一个类别。")
    return Wanted(
        name=post.get("name", ""),
        decided_from=day(post.get("decided_from", "")),
        decided_to=day(post.get("decided_to", "")),
        submit_by=day(post.get("submit_by", "")),
        categories=post.getlist("category"),
        reason=post.get("reason", ""),
        paper=post.get("paper", ""),
        number=post.get("number", ""),
    )


def _asking(request: HttpRequest, *, wrong: str = "") -> HttpResponse:
    here = desk()
    response = show(
        request,
        "office/window_new.html",
        here,
        categories=here.policy.categories,
        chosen=request.POST.getlist("category")
        if request.method == "POST"
        else [each.key for each in here.policy.categories],
        typed=request.POST,
        wrong=wrong,
    )
    response.status_code = 422 if wrong else 200
    return response
