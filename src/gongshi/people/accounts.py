"""Adds persons and takes their access away; every act is in the audit log."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import IntegrityError, transaction

from gongshi.errors import UnknownName, UsageError, storable
from gongshi.ledger.models import Unit
from gongshi.people import audit, second_factor
from gongshi.people.models import (
    MOST_LOGIN_CHARS,
    FormerPassword,
    Person,
    plain_login,
)
from gongshi.people.passwords import first_password
from gongshi.people.rights import ADMINISTRATORS, ROLES, SECURITY_ADMIN, SYSTEM_ADMIN

#: Actor of what is done on the command line.
COMMAND_LINE = "command-line"
#: The one account that `init` makes.
FIRST_LOGIN = "admin"


@dataclass(frozen=True)
class NewPerson:
    """Who is to be added."""

    login: str
    name: str
    #: Key or Chinese title.
    role: str
    unit: Unit | None = None


@dataclass(frozen=True)
class Added:
    """Someone who was added, with the password that is shown once."""

    person: Person
    password: str


def add_person(wanted: NewPerson, *, actor: str, is_approved: bool = True) -> Added:
    """Add a person with a first password, to be changed at the first log-in.

    Args:
        wanted: Who.
        actor: Login of the one who adds.
        is_approved: Whether he may log in at once, or waits for the security
            administrator.

    Raises:
        UnknownName: No such role.
        UsageError: The login is taken or odd; a unit is missing or too much.
    """
    role, password = find_role(wanted.role), first_password()
    login = _free_login(wanted.login)
    _refuse_wrong_unit(role, wanted.unit)
    person = Person(
        login=login,
        name=storable(wanted.name).strip()[:64],
        role=role,
        unit=wanted.unit,
        is_active=is_approved,
        approved_by=actor if is_approved else "",
    )
    person.set_password(password)
    try:
        with transaction.atomic():
            person.save()
            _remember(person)
            _record("person.add", person, actor)
    except IntegrityError as error:
        # Somebody, or a second click, was quicker.
        raise _taken(login) from error
    return Added(person, password)


def add_first() -> Added | None:
    """Add the one account of a new ledger; None when there are persons already.

    It is a system administrator: he can add everybody else, and reads no record.
    """
    if Person.objects.exists():
        return None
    wanted = NewPerson(FIRST_LOGIN, ROLES[SYSTEM_ADMIN].title, SYSTEM_ADMIN)
    return add_person(wanted, actor=COMMAND_LINE)


def needs_approval() -> bool:
    """Tell whether a security administrator is there to let new persons in.

    Until the first of them can log in, nobody could approve him.
    """
    return Person.objects.filter(role=SECURITY_ADMIN, is_active=True).exists()


def approve(person: Person, *, actor: str) -> None:
    """Let a waiting or disabled person log in."""
    with transaction.atomic():
        person.is_active = True
        person.approved_by = actor
        person.save(update_fields=("is_active", "approved_by"))
        _record("person.approve", person, actor)


def disable(person: Person, *, actor: str) -> None:
    """Take a person's access away at once; what he did stays his.

    Raises:
        UsageError: Nobody could add persons any more.
    """
    with transaction.atomic():
        # Two who disable each other would both find that the other is still there.
        alike = Person.objects.filter(role=person.role, is_active=True).order_by("pk")
        active = {each.pk for each in alike.select_for_update()}
        if person.role in ADMINISTRATORS and not active - {person.pk}:
            raise UsageError(
                "last_administrator",
                f"「{person.login}」是最后一位{person.duty.title}，请先增加另一位。",
            )
        person.is_active = False
        person.generation += 1
        person.save(update_fields=("is_active", "generation"))
        _record("person.disable", person, actor)


def reset(person: Person, *, actor: str) -> str:
    """Give a person who is locked out a new first password; his phone is forgotten.

    Returns:
        The password, shown once.
    """
    from axes.utils import reset as unlock

    password = first_password()
    person.set_password(password)
    person.must_change_password = True
    person.generation += 1
    with transaction.atomic():
        person.save(update_fields=("password", "must_change_password", "generation"))
        _remember(person)
        second_factor.forget(person)
        unlock(username=person.login)
        _record("person.reset", person, actor)
    return password


def find_person(login: str) -> Person:
    """Find a person.

    Raises:
        UnknownName: There is none.
    """
    person = Person.objects.filter(login=plain_login(login)).first()
    if person is None:
        raise UnknownName(
            "unknown_person",
            f"没有登录名为「{login}」的人员，请用 gongshi people list 查看。",
        )
    return person


def find_role(written: str) -> str:
    """Find a role by key or Chinese title.

    Raises:
        UnknownName: There is none.
    """
    titles = {role.title: key for key, role in ROLES.items()}
    key = titles.get(written.strip(), written.strip())
    if key not in ROLES:
        listed = "、".join(f"{each}（{role.title}）" for each, role in ROLES.items())
        raise UnknownName(
            "unknown_role", f"没有「{written}」这种角色，可用：{listed}。"
        )
    return key


def _free_login(written: str) -> str:
    login = plain_login(written)
    if (
        not login
        or not login.replace("-", "").replace("_", "").replace(".", "").isalnum()
    ):
        raise UsageError(
            "bad_login",
            f"登录名「{written[:MOST_LOGIN_CHARS]}」只能用文字、数字和 . - _，"
            f"最多 {MOST_LOGIN_CHARS} 字，请换一个。",
        )
    if Person.objects.filter(login=login).exists():
        raise _taken(login)
    return login


def _taken(login: str) -> UsageError:
    return UsageError(
        "login_taken",
        f"登录名「{login}」已有人用，请换一个；如果是刚才点了两次，这个人已经加好，"
        "没看到的初始密码由安全管理员批准后重置。",
    )


def _refuse_wrong_unit(role: str, unit: Unit | None) -> None:
    title = ROLES[role].title
    if ROLES[role].is_of_unit and unit is None:
        raise UsageError("no_unit", f"{title}属于一家报送单位，请写明是哪家单位。")
    if unit is not None and not ROLES[role].is_of_unit:
        raise UsageError("unit_too_much", f"{title}不属于报送单位，请不要写单位。")


def _remember(person: Person) -> None:
    FormerPassword.objects.create(person=person, password=person.password)


def _record(act: str, person: Person, actor: str) -> None:
    audit.record(act, actor=actor, target=person.login, detail={"role": person.role})
