"""Tells units and persons things, each thing once."""

from collections.abc import Collection

from django.db.models import QuerySet

from gongshi.ledger.models import Unit
from gongshi.people.models import Notice, Person
from gongshi.people.sight import notices_of


def notify(
    *,
    kind: str,
    text: str,
    key: str,
    link: str = "",
    unit: Unit | None = None,
    person: Person | None = None,
) -> None:
    """Tell a unit or a person something.

    Args:
        kind: Short key, such as `return` or `silence`.
        text: One or two Chinese sentences.
        key: Names this one telling; a second one with the same key does nothing, so one
            digest per person and day is `digest:<login>:<day>`.
        link: Path of the page that it is about.
        unit: Whom to tell, or
        person: whom to tell; exactly one of both.
    """
    notice = Notice(unit=unit, person=person, kind=kind, text=text, link=link, key=key)
    # Two workers may tell the same at once: the unique key keeps the first.
    Notice.objects.bulk_create([notice], ignore_conflicts=True)


def unread(person: Person) -> QuerySet[Notice]:
    """Select what a person was told and has not read, newest first."""
    return notices_of(person).exclude(read_by=person)


def mark_read(person: Person, keys: Collection[int]) -> None:
    """Note that a person has read some notices; those of others stay as they are."""
    person.read_notices.add(*notices_of(person).filter(pk__in=keys))
