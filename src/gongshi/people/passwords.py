"""First passwords, and which ones may not come back."""

import secrets

from django.contrib.auth.hashers import check_password
from django.core.exceptions import ValidationError

from gongshi.people.models import FormerPassword, Person

#: Letters and digits that nobody mistakes for another.
_MARKS = "abcdefghjkmnpqrstuvwxyz23456789"
#: Former passwords that may not be used again, the present one among them.
REMEMBERED = 5


def first_password() -> str:
    """Make up a password that can be read out: 16 marks in fours, 79 bits."""
    fours = ("".join(secrets.choice(_MARKS) for _ in range(4)) for _ in range(4))
    return "-".join(fours)


def change_password(person: Person, password: str) -> None:
    """Give a person the password that he chose; his other sessions end."""
    person.set_password(password)
    person.must_change_password = False
    person.generation += 1
    # Never more: somebody may have disabled him meanwhile.
    person.save(update_fields=("password", "must_change_password", "generation"))
    FormerPassword.objects.create(person=person, password=person.password)
    old = FormerPassword.objects.filter(person=person)[REMEMBERED:]
    FormerPassword.objects.filter(pk__in=[each.pk for each in old]).delete()


class NotRecent:
    """Refuses the last passwords of a person; Django wants a class."""

    def validate(self, password: str, user: Person | None = None) -> None:
        """Refuse a password that he had.

        Raises:
            ValidationError: It is one of the last `REMEMBERED`.
        """
        if user is None or user.pk is None:
            return
        former = FormerPassword.objects.filter(person=user)[:REMEMBERED]
        known = {user.password, *(each.password for each in former)}
        if any(check_password(password, each) for each in known):
            raise ValidationError(self.get_help_text(), code="password_recent")

    def get_help_text(self) -> str:
        """Say the rule."""
        return f"不能与最近 {REMEMBERED} 次用过的密码相同。"
