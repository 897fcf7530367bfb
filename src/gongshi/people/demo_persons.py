"""One person of every role for the made-up city, all with one password."""

from django.db import transaction

from gongshi.ledger.models import Unit
from gongshi.people import audit
from gongshi.people.accounts import COMMAND_LINE
from gongshi.people.models import Person
from gongshi.people.passwords import first_password
from gongshi.people.rights import ROLES


def add_demo_persons() -> tuple[list[Person], str]:
    """Add a person of every role.

    Returns:
        The persons, and the password that all of them have. It is made up anew for every
        demonstration, and nobody has to change it.
    """
    password, unit = first_password(), Unit.objects.first()
    persons = [
        Person(
            login=key,
            name=role.title,
            role=key,
            unit=unit if role.is_of_unit else None,
            must_change_password=False,
            approved_by=COMMAND_LINE,
        )
        for key, role in ROLES.items()
    ]
    # Hashed once: it takes a quarter of a second each time.
    persons[0].set_password(password)
    with transaction.atomic():
        for each in persons:
            each.password = persons[0].password
            each.save()
        audit.record("person.add", actor=COMMAND_LINE, target="demo")
    return persons, password
