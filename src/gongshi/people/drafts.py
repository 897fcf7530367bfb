"""Keeps half-filled forms for a day, so that a reload or a log-out costs nothing.

They hold personal data: only who typed it gets it back, a seal made with the secret key
shows that nobody changed it, and it goes when the form is filed or after a day.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta

from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from gongshi.people.models import Draft, Person

#: How long a draft is kept.
KEPT = timedelta(hours=24)
#: Characters kept at most; a longer one is not kept at all.
_MOST_CHARS = 200_000


def keep_draft(person: Person, key: str, typed: Mapping[str, str]) -> None:
    """Keep what a person has typed so far, in the place of what was kept before."""
    forget_old()
    body = json.dumps(dict(typed), ensure_ascii=False)
    if len(body) > _MOST_CHARS:
        return
    Draft.objects.update_or_create(
        person=person,
        key=key,
        defaults={
            "body": body,
            "seal": _seal(person, key, body),
            "saved_at": timezone.now(),
        },
    )


def find_draft(person: Person, key: str) -> dict[str, str]:
    """Give what a person has typed; nothing when it is too old or was changed."""
    since = timezone.now() - KEPT
    kept = Draft.objects.filter(person=person, key=key, saved_at__gte=since).first()
    if kept is None or not constant_time_compare(
        kept.seal, _seal(person, key, kept.body)
    ):
        return {}
    return {str(name): str(text) for name, text in json.loads(kept.body).items()}


def forget_draft(person: Person, key: str) -> None:
    """Delete a draft: its form was filed, or is not wanted any more."""
    Draft.objects.filter(person=person, key=key).delete()


def forget_old() -> None:
    """Delete the drafts that nobody came back for."""
    Draft.objects.filter(saved_at__lt=timezone.now() - KEPT).delete()


def _seal(person: Person, key: str, body: str) -> str:
    value = f"{person.pk}\n{key}\n{body}"
    return salted_hmac("gongshi.draft", value, algorithm="sha256").hexdigest()
