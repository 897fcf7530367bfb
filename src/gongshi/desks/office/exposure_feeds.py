"""`/exposures/feeds/`: addresses that are fetched, and how that went."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from gongshi.actions.exposures import feeds
from gongshi.actions.exposures.listing import terms_now
from gongshi.desks.office.drafts import me_of
from gongshi.desks.showing import desk, show
from gongshi.errors import UsageError
from gongshi.ledger.exposure_models import ExposureFeed


def exposure_feeds(request: HttpRequest) -> HttpResponse:
    """List the addresses; or enter one, or switch one on or off."""
    wrong = ""
    if request.method == "POST":
        try:
            _act(request)
        except UsageError as error:
            wrong = error.text
        else:
            return HttpResponseRedirect(reverse("exposure_feeds"))
    response = show(
        request,
        "office/exposure_feeds.html",
        desk(),
        feeds=ExposureFeed.objects.all(),
        is_on=settings.FEEDS,
        pause=terms_now().whole("pause_seconds"),
        most_address=feeds.MOST_ADDRESS,
        most_name=feeds.MOST_NAME,
        typed=request.POST,
        wrong=wrong,
    )
    response.status_code = 422 if wrong else 200
    return response


def _act(request: HttpRequest) -> None:
    post, login = request.POST, me_of(request).login
    number = post.get("feed", "")
    if not number:
        feeds.add_feed(post.get("url", ""), post.get("name", ""), login)
        return
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        raise UsageError("feed", "没有这个订阅地址。")
    feeds.switch_feed(int(number), login, is_on=post.get("switch") == "on")
