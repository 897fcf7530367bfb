"""Tells everyone of the office whose work something is."""

from __future__ import annotations

from gongshi.people.models import Person
from gongshi.people.notices import notify
from gongshi.people.rights import ROLES, may


def tell_holders(right: str, *, kind: str, text: str, key: str, link: str = "") -> None:
    """Tell each active person who holds a right, each once.

    Args:
        right: One of `people.rights`.
        kind: Short key of what it is about.
        text: One or two Chinese sentences.
        key: Names this one telling.
        link: Path of the page that it is about.
    """
    roles = [role for role in ROLES if may(role, right)]
    for person in Person.objects.filter(role__in=roles, is_active=True):
        told = f"{key}:{person.login}"
        notify(kind=kind, text=text, key=told, link=link, person=person)
