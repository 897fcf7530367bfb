"""Keeps the list of addresses that are fetched, and fetches them; off until switched on."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterable
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from gongshi.actions.exposures.adding import Added, add_file
from gongshi.actions.exposures.fetching import Fetcher, Refused
from gongshi.actions.exposures.listing import terms_now
from gongshi.errors import UnknownName, UsageError, UserError, storable
from gongshi.ledger.exposure_models import ExposureFeed
from gongshi.ledger.models import Office
from gongshi.people import audit
from gongshi.policy.exposures import ExposureTerms

MOST_ADDRESS, MOST_NAME, _MOST_FEEDS = 2000, 200, 500
OFF = "平台没有打开订阅（环境变量 GONGSHI_FEEDS），不取任何地址。"


def add_feed(address: str, name: str, by: str) -> ExposureFeed:
    """Enter an address; it is switched off. The same again is the same.

    Raises:
        UsageError: It is no address, is too long, or there are too many.
    """
    written, called = storable(address).strip(), storable(name).strip()
    try:
        parts = urlsplit(written if "[" not in written else "")
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise UsageError("address", "网址要以 http:// 或 https:// 开头，什么都没有存。")
    if len(written) > MOST_ADDRESS or len(called) > MOST_NAME:
        raise UsageError("too_long", "网址或名称太长，什么都没有存。")
    key = hashlib.new("sm3", written.encode()).hexdigest()
    with transaction.atomic():
        Office.objects.select_for_update().first()
        known = ExposureFeed.objects.filter(key=key).first()
        if known is not None:
            return known
        if ExposureFeed.objects.count() >= _MOST_FEEDS:
            raise UsageError("too_many", f"订阅地址最多 {_MOST_FEEDS} 个。")
        feed = ExposureFeed.objects.create(address=written, name=called, key=key)
        audit.record("exposure.feed", actor=by, target=f"{feed.pk}")
    return feed


def switch_feed(number: int, by: str, *, is_on: bool) -> ExposureFeed:
    """Switch an address on or off.

    Raises:
        UnknownName: There is none of this number.
    """
    with transaction.atomic():
        feed = ExposureFeed.objects.select_for_update().filter(pk=number).first()
        if feed is None:
            raise UnknownName("unknown_feed", f"没有第 {number} 号订阅地址。")
        if feed.is_on != is_on:
            feed.is_on = is_on
            feed.save(update_fields=["is_on"])
            detail = {"on": is_on}
            audit.record("exposure.feed", actor=by, target=f"{number}", detail=detail)
    return feed


def fetch_feeds(
    terms: ExposureTerms | None = None, *, is_private_allowed: bool | None = None
) -> list[ExposureFeed]:
    """Fetch every address that is switched on, one after another.

    Args:
        terms: Limits; those in force when absent.
        is_private_allowed: Whether addresses inside are fetched; as set when absent.

    Returns:
        The feeds that were tried; each tells in `fault` what failed.

    Raises:
        UsageError: Fetching is switched off.
    """
    if not settings.FEEDS:
        raise UsageError("feeds_off", OFF)
    allowed = (
        settings.FEEDS_PRIVATE if is_private_allowed is None else is_private_allowed
    )
    feeds = list(ExposureFeed.objects.filter(is_on=True))
    limits = terms or terms_now()
    fetcher = Fetcher(limits, allowed, _free_at(feeds, limits))
    for feed in feeds:
        _fetch(feed, fetcher)
    return feeds


def _free_at(feeds: Iterable[ExposureFeed], terms: ExposureTerms) -> dict[str, float]:
    """Say from when on hosts may be asked that were asked a moment ago."""
    now, clock = timezone.now(), time.monotonic()
    free: dict[str, float] = {}
    for feed in feeds:
        if feed.tried_at is not None:
            since = (now - feed.tried_at).total_seconds()
            host = urlsplit(feed.address).hostname or ""
            left = terms.limits["pause_seconds"] - max(since, 0.0)
            free[host] = max(free.get(host, 0.0), clock + left)
    return free


def _fetch(feed: ExposureFeed, fetcher: Fetcher) -> Added | None:
    feed.fault = ""
    done = None
    try:
        got = fetcher.fetch(feed.address, feed.etag, feed.last_modified)
        if got.content is not None:
            done = add_file(got.content, _name(feed))
            feed.etag, feed.last_modified = got.etag, got.last_modified
        feed.fetched_at = timezone.now()
    except Refused as error:
        feed.fault = str(error)[:500]
    except UserError as error:
        feed.fault = error.text[:500]
    feed.tried_at = timezone.now()
    # Somebody may have switched it off meanwhile: that stays as he left it.
    told = ("etag", "last_modified", "fault", "tried_at", "fetched_at")
    feed.save(update_fields=told)
    return done


def _name(feed: ExposureFeed) -> str:
    return f"{(feed.name or urlsplit(feed.address).hostname or '订阅')[:200]}.xml"
