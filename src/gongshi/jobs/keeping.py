"""What jobs leave for pages: one content of a kind and period."""

from __future__ import annotations

from django.utils import timezone

from gongshi.jobs.models import Kept


def keep(kind: str, period: str, content: object) -> None:
    """Keep a content; one that was kept before for the same period goes.

    Args:
        kind: Of the job that made it.
        period: Such as 2026-11-21.
        content: Anything that JSON can write.
    """
    columns = {"content": content, "kept_at": timezone.now()}
    Kept.objects.update_or_create(kind=kind, period=period, defaults=columns)


def kept(kind: str, period: str) -> Kept | None:
    """Find what was kept of a period; None when nothing was."""
    return Kept.objects.filter(kind=kind, period=period).first()
