"""No text holds a NUL: PostgreSQL refuses it, and SQLite would keep it for later."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from gongshi.actions.change_unit import Wanted, change_unit
from gongshi.actions.nil import Word, declare_nil
from gongshi.actions.window_terms import written
from gongshi.clocks.spans import span_of
from gongshi.errors import UsageError
from gongshi.ledger.models import Unit
from gongshi.ledger.withdrawals import reason_of
from gongshi.people import held
from gongshi.people.accounts import NewPerson, add_person
from gongshi.people.held import Sent
from gongshi.people.history import Order
from gongshi.people.models import Person
from tests.people.persons import log_in
from tests.web import city

FORMS = [
    ("", "/login/", {"login": "li\0", "password": "x"}),
    ("", "/login/", {"login": "li", "password": "x\0"}),
    ("analyst", "/password/", {"old": "\0"}),
    ("analyst", "/rulebook/windows/new/", {"name": "补\0报", "category": "licence"}),
    ("analyst", "/evidence/new/", {"note\0": "x"}),
    ("system_admin", "/people/add/", {"login": "sun", "name": "孙\0", "role": "clerk"}),
    ("clerk", "/nil/", {"written": "放\0假"}),
    ("clerk", "/file/", {"category": "wrong\0"}),
    ("clerk", "/rows/new/licence/check/", {"f.XK_WSH": "\0"}),
]  # fmt: skip


@pytest.fixture
def units(ledger):
    city.set_up_units()
    return {each.name: each for each in Unit.objects.all()}


@pytest.mark.parametrize(("role", "address", "typed"), FORMS)
def test_a_form_with_a_nul_is_refused_in_one_sentence(units, role, address, typed):
    client = Client()
    if role:
        log_in(client, role, units["市公安局"] if role == "clerk" else None)

    answer = client.post(address, typed)

    assert answer.status_code == 422
    assert "空字符（NUL），什么都没有存" in answer.content.decode()


def test_a_file_may_hold_what_it_likes(units):
    client = Client()
    log_in(client, "clerk", units["市公安局"])

    answer = client.post(
        "/file/look/",
        {"category": "licence", "file": SimpleUploadedFile("a.csv", b"a,b\n\0,1\n")},
    )

    assert answer.status_code == 200
    assert "第 2 行含有空字符（NUL）" in answer.content.decode()


@pytest.mark.parametrize("name", ["sessionid", "csrftoken", "gongshi_held"])
def test_a_cookie_with_a_nul_is_refused(units, name):
    client = Client()
    client.cookies[name] = "aaaa\0"

    answer = client.get("/")

    assert answer.status_code == 400
    assert "请清除本站的 Cookie" in answer.content.decode()


@pytest.mark.parametrize("query", ["?q=%00", "?q%00=1"])
def test_a_question_with_a_nul_is_refused(units, query):
    assert Client().get(f"/rows/{query}").status_code == 400


def test_every_act_refuses_it_too(units):
    """The command line and a file know nothing of the pages."""
    unit, day = units["市公安局"], date(2024, 1, 1)
    order = Order(day, "重名", "tests")
    acts = [
        lambda: reason_of("报错\0了"),
        lambda: written("补\0报", "通知", "", "停机"),
        lambda: add_person(NewPerson("sun", "孙\0", "analyst"), actor="tests"),
        lambda: change_unit(Wanted("rename", unit.pk, "公安\0局", order)),
        lambda: declare_nil(
            Word(unit, "licence", span_of(timezone.localdate(), "week"), written="\0")
        ),
    ]

    for act in acts:
        with pytest.raises(UsageError, match="空字符（NUL）"):
            act()


def test_what_was_kept_over_a_log_in_is_looked_at_too(units):
    client = Client()
    me = log_in(client, "system_admin")
    body = b"login=sun&name=%E5%AD%99%00&role=analyst"
    kind = "application/x-www-form-urlencoded"
    client.cookies["gongshi_held"] = held.hold(
        me.pk, Sent("/people/add/", "", kind, body)
    )

    answer = client.post("/login/resume/", {"choice": "send"})

    assert answer.status_code == 422
    assert not Person.objects.filter(login="sun").exists()
