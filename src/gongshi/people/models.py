"""The tables of people: who they are, what they are told, what they did.

`AuditEntry` is append only: triggers refuse to change or delete it.
"""

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils.crypto import salted_hmac

from gongshi.ledger.models import Entry, Unit
from gongshi.people.rights import ROLES, Role

#: Characters of a login.
MOST_LOGIN_CHARS = 64
_OF_UNIT = [key for key, role in ROLES.items() if role.is_of_unit]


class People(BaseUserManager["Person"]):
    """Finds persons by what they type."""

    def get_by_natural_key(self, username: str | None) -> "Person":
        """Find a person by his login as it is stored.

        What was typed is made plain once, where it comes in (`plain_login`): were it
        changed here again, failures would be counted under other names than this.
        """
        return self.get(login=username)


def plain_login(written: str) -> str:
    """Give a login in the form in which it is stored; blank where it can be none.

    Nothing is cut off, and no blank or control mark stands inside: two ways to write
    one login are the same afterwards.
    """
    login = Person.normalize_username(written).strip().casefold()
    is_odd = len(login) > MOST_LOGIN_CHARS or not login.isprintable() or " " in login
    return "" if is_odd else login


class Person(AbstractBaseUser):
    """Someone who logs in: one person, one role."""

    login = models.CharField(max_length=MOST_LOGIN_CHARS, unique=True)
    name = models.CharField(max_length=64)
    role = models.CharField(max_length=32)
    #: The reporting unit of clerks and unit heads; None for everybody else.
    unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT)
    is_active = models.BooleanField(default=True)
    must_change_password = models.BooleanField(default=True)
    #: Login of the one who let him in; blank while he waits for that.
    approved_by = models.CharField(max_length=64, blank=True)
    #: Raised to end every session of his.
    generation = models.IntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "login"
    objects = People()

    class Meta:
        """Only known roles; a unit exactly where the role has one."""

        ordering = ("login",)
        constraints = (
            models.CheckConstraint(
                condition=Q(role__in=list(ROLES)), name="person_role"
            ),
            models.CheckConstraint(
                condition=Q(role__in=_OF_UNIT, unit__isnull=False)
                | (~Q(role__in=_OF_UNIT) & Q(unit__isnull=True)),
                name="person_unit",
            ),
        )

    @property
    def duty(self) -> Role:
        """Give what his role may do."""
        return ROLES[self.role]

    @property
    def is_waiting(self) -> bool:
        """Tell whether nobody let him in yet."""
        return not self.is_active and not self.approved_by

    def get_session_auth_hash(self) -> str:
        """Tie sessions to password and generation: a change of either ends them."""
        return self._session_hash(None)

    def get_session_auth_fallback_hash(self) -> Any:
        """Give no older hashes: the secret key is never rolled over."""
        return iter(())

    def _session_hash(self, secret: str | None) -> str:
        value = f"{self.password}:{self.generation}"
        salt = "gongshi.people.session"
        return salted_hmac(salt, value, secret=secret, algorithm="sha256").hexdigest()


class FormerPassword(models.Model):
    """The hash of a password that a person had; the newest ones may not come back."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE)
    password = models.CharField(max_length=128)

    class Meta:
        """Newest first."""

        ordering = ("-pk",)


class Notice(models.Model):
    """What a unit or a person is told; `key` makes sure it is told once."""

    unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT)
    person = models.ForeignKey(Person, null=True, on_delete=models.CASCADE)
    kind = models.CharField(max_length=32)
    text = models.TextField()
    link = models.CharField(max_length=300, blank=True)
    key = models.CharField(max_length=200, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    read_by = models.ManyToManyField(Person, related_name="read_notices")

    class Meta:
        """Newest first; addressed to exactly one."""

        ordering = ("-pk",)
        constraints = (
            models.CheckConstraint(
                condition=Q(unit__isnull=True) ^ Q(person__isnull=True),
                name="notice_addressee",
            ),
        )


class Question(models.Model):
    """A returned row that its unit cannot mend, and what the office answers."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT)
    why = models.CharField(max_length=200, blank=True)
    asked_by = models.CharField(max_length=64)
    asked_at = models.DateTimeField()
    answer = models.CharField(max_length=500, blank=True)
    answered_by = models.CharField(max_length=64, blank=True)
    #: None while nobody has answered.
    answered_at = models.DateTimeField(null=True)

    class Meta:
        """In the order of asking; a row is asked about again only after an answer."""

        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("entry",),
                condition=Q(answered_at=None),
                name="question_open_once",
            ),
        )


class AuditEntry(models.Model):
    """One act: who, when, what, with which result; never changed."""

    number = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField(db_index=True)
    #: Login of the person; blank for nobody who is known.
    actor = models.CharField(max_length=64, blank=True, db_index=True)
    act = models.CharField(max_length=64)
    #: What it was done to: a number or key, never a name of a subject.
    target = models.CharField(max_length=200, blank=True)
    #: JSON with sorted keys.
    detail = models.TextField()
    address = models.CharField(max_length=64, blank=True)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        """In order of the chain."""

        ordering = ("number",)


class AuditHead(models.Model):
    """The end of the chain: one row, locked while it grows."""

    number = models.BigIntegerField()
    hash = models.CharField(max_length=64)


class HeldRequest(models.Model):
    """What someone sent when his session had just ended, until he is back."""

    #: SM3 of the word in his browser's cookie.
    token = models.CharField(max_length=64, unique=True)
    person = models.ForeignKey(Person, on_delete=models.CASCADE)
    path = models.CharField(max_length=500)
    query = models.CharField(max_length=2000, blank=True)
    content_type = models.CharField(max_length=300)
    body = models.BinaryField()
    seal = models.CharField(max_length=64)
    created_at = models.DateTimeField(db_index=True)


class SentForm(models.Model):
    """A form that was taken; sent again, it is not taken twice."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE)
    #: What the form calls its act.
    key = models.CharField(max_length=64)
    #: SM3 of what it said.
    digest = models.CharField(max_length=64)
    sent_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """One an act."""

        constraints = (
            models.UniqueConstraint(fields=("person", "key"), name="sent_once"),
        )


class Draft(models.Model):
    """A form that someone has half filled in; kept for a day, never longer."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE)
    #: Which form: `new:licence`, `mend:20000042`.
    key = models.CharField(max_length=64)
    #: What was typed, as JSON: name of the box → text.
    body = models.TextField()
    seal = models.CharField(max_length=64)
    saved_at = models.DateTimeField(db_index=True)

    class Meta:
        """One a person and form."""

        constraints = (
            models.UniqueConstraint(fields=("person", "key"), name="draft_once"),
        )
