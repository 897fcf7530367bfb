"""Persons for tests, logged in without their passwords."""

import time

from django.test import Client

from gongshi.ledger.models import Unit
from gongshi.people.models import Person
from gongshi.people.rights import ROLES


def person(role: str, unit: Unit | None = None, login: str = "") -> Person:
    """Add a person who has his own password already."""
    name = login or (f"{role}-{unit.pk}" if unit else role)
    found, _ = Person.objects.get_or_create(
        login=name,
        defaults={
            "name": ROLES[role].title,
            "role": role,
            "unit": unit,
            "password": f"!{name}",
            "must_change_password": False,
            "approved_by": "tests",
        },
    )
    return found


def log_in(client: Client, role: str, unit: Unit | None = None) -> Person:
    """Log a new person of a role in, his code from the phone given."""
    found = person(role, unit)
    client.force_login(found, backend="django.contrib.auth.backends.ModelBackend")
    session = client.session
    session["factor"], session["seen"] = "done", int(time.time())
    session.save()
    return found
