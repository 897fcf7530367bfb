"""Tells one form that was sent twice from two forms: each bears the key of its act."""

from __future__ import annotations

import hashlib
from datetime import timedelta

from django.utils import timezone

from gongshi.errors import UsageError
from gongshi.people.models import Person, SentForm

#: How long a key is remembered.
_KEPT = timedelta(days=1)


def is_first(person: Person, key: str, content: bytes) -> bool:
    """Tell whether a form comes for the first time, and remember it.

    Call it first in the transaction that does the act: whoever sends the same form in
    the same moment waits here until that has ended, and a failure forgets the key.

    Args:
        person: Who sends it.
        key: Of the act, as the form bears it.
        content: What the form says.

    Raises:
        UsageError: The key was used for something else.
    """
    digest = hashlib.new("sm3", content).hexdigest()
    sent, is_new = SentForm.objects.get_or_create(
        person_id=person.pk, key=key, defaults={"digest": digest}
    )
    if sent.digest != digest:
        raise UsageError(
            "key_used", "这张表单已经提交过，内容却不一样；请重新打开这一页再填。"
        )
    if is_new:
        old = SentForm.objects.filter(person_id=person.pk)
        old.filter(sent_at__lt=timezone.now() - _KEPT).delete()
    return is_new
