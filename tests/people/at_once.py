"""Run on its own: does one act from many threads at once, and says what each was told."""

import json
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import django

django.setup()

from django.db import connection, transaction  # noqa: E402
from django_otp.oath import totp  # noqa: E402

from gongshi.actions.setting_up import set_up  # noqa: E402
from gongshi.errors import UsageError  # noqa: E402
from gongshi.people import accounts, second_factor  # noqa: E402
from gongshi.people.accounts import NewPerson  # noqa: E402
from gongshi.people.models import Person  # noqa: E402
from gongshi.people.sent_forms import is_first  # noqa: E402
from tests.people.persons import person  # noqa: E402

Act = Callable[[], object]


def disabling() -> tuple[list[Act], Callable[[], object]]:
    """Two system administrators disable each other."""
    Person.objects.filter(role="system_admin").delete()
    one, other = (person("system_admin", login=each) for each in ("one", "other"))
    acts = [
        lambda: accounts.disable(one, actor="other"),
        lambda: accounts.disable(other, actor="one"),
    ]
    return acts, Person.objects.filter(role="system_admin", is_active=True).count


def proving() -> tuple[list[Act], Callable[[], object]]:
    """Eight sessions give one code."""
    me = person("reviewer")
    device = second_factor.enrolment(me)
    second_factor.confirm(me, f"{totp(device.bin_key, drift=-1):06d}")
    code = f"{totp(device.bin_key):06d}"
    return [lambda: second_factor.prove(me, code)] * 8, lambda: None


def enrolling() -> tuple[list[Act], Callable[[], object]]:
    """Eight sessions finish one enrolment."""
    me = person("reviewer")
    code = f"{totp(second_factor.enrolment(me).bin_key):06d}"
    return [lambda: second_factor.confirm(me, code)] * 8, lambda: None


def adding() -> tuple[list[Act], Callable[[], object]]:
    """Six clicks add one person."""
    wanted = NewPerson("sun", "孙", "analyst")
    acts = [lambda: accounts.add_person(wanted, actor="one").person.login] * 6
    return acts, Person.objects.filter(login="sun").count


def sending() -> tuple[list[Act], Callable[[], object]]:
    """Six clicks send one form."""
    me = person("analyst")

    def send() -> bool:
        with transaction.atomic():
            return is_first(me, "k", b"x")

    return [send] * 6, lambda: None


def told(act: Act) -> object:
    """Do an act together with all the others; gives its result, or its refusal."""
    connection.ensure_connection()
    try:
        start.wait()
        return act()
    except UsageError as error:
        return error.code
    finally:
        connection.close()


set_up("pingdingshan")
named = {
    each.__name__: each for each in (disabling, proving, enrolling, adding, sending)
}
acts, left = named[sys.argv[1]]()
connection.close()
start = Barrier(len(acts))
with ThreadPoolExecutor(len(acts)) as pool:
    answers = sorted(map(str, pool.map(told, acts)))
print(json.dumps({"told": answers, "left": left()}))
