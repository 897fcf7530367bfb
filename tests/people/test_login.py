import re
import time
from datetime import timedelta
from io import BytesIO

import pytest
from axes.models import AccessAttempt
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone
from django_otp.oath import totp

from gongshi.ledger.models import Unit, WindowRequest
from gongshi.people import accounts, second_factor
from gongshi.people.accounts import NewPerson, add_person
from gongshi.people.models import AuditEntry, HeldRequest, Person, plain_login
from gongshi.people.passwords import change_password
from tests.people.persons import log_in, person
from tests.web import city

OWN = "麦田-雨水-清明-7"
WINDOW = "/rulebook/windows/new/"


@pytest.fixture
def client(embedded) -> Client:
    return Client()


def add(role: str = "analyst", login: str = "li") -> str:
    return add_person(NewPerson(login, "李", role), actor="tests").password


def enter(client: Client, login: str, password: str, **more: str):
    return client.post("/login/", {"login": login, "password": password, **more})


def with_own_password(login: str = "li", role: str = "analyst") -> None:
    add(role, login)
    found = Person.objects.get(login=login)
    found.set_password(OWN)
    found.must_change_password = False
    found.save()


def acts() -> list[str]:
    return list(AuditEntry.objects.values_list("act", flat=True))


def test_the_right_password_leads_to_the_page_that_was_asked_for(client):
    with_own_password()
    asked = client.get("/rows/?period=2023-12")

    entered = client.post(asked["Location"], {"login": " LI ", "password": OWN,
                                              "next": "/rows/?period=2023-12"})  # fmt: skip

    assert asked["Location"] == "/login/?next=/rows/%3Fperiod%3D2023-12"
    assert entered["Location"] == "/rows/?period=2023-12"
    assert client.get("/").status_code == 200
    assert acts()[-1] == "login"


@pytest.mark.parametrize(
    "elsewhere",
    ["https://example.org/", "//example.org", "/\\example.org", "javascript:x"],
)
def test_nobody_is_led_to_another_site(client, elsewhere):
    with_own_password()

    assert enter(client, "li", OWN, next=elsewhere)["Location"] == "/"


def test_a_wrong_password_and_an_unknown_login_are_told_alike(client):
    with_own_password()

    wrong = enter(client, "li", "x").content.decode()
    unknown = enter(client, "no-one", "x").content.decode()

    assert "登录名或密码不对" in wrong
    bare = [re.sub(r'value="[^"]*"', "", text) for text in (wrong, unknown)]
    assert bare[0] == bare[1]
    # What was typed as a login may be a password.
    assert "no-one" not in AuditEntry.objects.values_list("actor", flat=True)


def test_five_failures_lock_a_person_at_one_address_and_say_until_when(client):
    with_own_password()
    for _ in range(4):
        assert enter(client, "li", "x").status_code == 422

    locked = enter(client, "li", "x")
    right = enter(client, "li", OWN)
    elsewhere = Client(REMOTE_ADDR="10.0.0.9")

    until = timezone.localtime(timezone.now() + timedelta(minutes=15))
    assert (locked.status_code, right.status_code) == (429, 429)
    assert f"{until.month}月{until.day}日 {until:%H}" in locked.content.decode()
    assert enter(elsewhere, "li", OWN).status_code == 302


@pytest.mark.parametrize("mark", [" ", "\t", "\x0b", "\u3000", "\u200b"])
def test_a_padded_login_is_not_a_further_name_to_try(ledger, mark):
    with_own_password()

    answer = enter(Client(), f"li{mark * 62}x", OWN)

    assert (answer.status_code, answer.wsgi_request.user.is_authenticated) == (
        422, False,
    )  # fmt: skip
    assert not AccessAttempt.objects.exists()


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("\u3000 Ｌi\t", "li"),
        ("l" * 64, "l" * 64),
        ("l" * 65, ""),
        ("l i", ""),
        ("li\0", ""),
        (" ", ""),
    ],
)
def test_a_login_is_made_plain_once_or_is_none(typed, plain):
    assert plain_login(typed) == plain


def test_the_security_administrator_unlocks(client):
    with_own_password()
    for _ in range(5):
        enter(client, "li", "x")

    password = accounts.reset(Person.objects.get(login="li"), actor="tests")

    assert enter(client, "li", password).status_code == 302


def test_the_first_password_has_to_be_changed(client):
    first = add()
    enter(client, "li", first)

    blocked = client.get("/units/")
    changed = client.post(
        "/password/", {"old": first, "new": OWN, "again": OWN, "next": "/units/"}
    )

    assert blocked["Location"] == "/password/?next=/units/"
    assert changed["Location"] == "/units/"
    assert client.get("/units/").status_code == 200


@pytest.mark.parametrize(
    ("new", "why"),
    [
        ("短密码7", "至少"),
        ("1234567890123", "数字"),
        ("password123", "常见"),
    ],
)
def test_a_weak_password_is_refused_with_its_reason(client, new, why):
    first = add()
    enter(client, "li", first)

    answer = client.post("/password/", {"old": first, "new": new, "again": new})

    assert answer.status_code == 422
    assert why in answer.content.decode()


def test_the_last_passwords_do_not_come_back(client):
    first = add()
    enter(client, "li", first)
    client.post("/password/", {"old": first, "new": OWN, "again": OWN})

    again = client.post("/password/", {"old": OWN, "new": first, "again": first})

    assert "不能与最近 5 次用过的密码相同" in again.content.decode()


def test_a_privileged_person_enrols_a_phone_and_gives_its_code_ever_after(client):
    with_own_password("wang", "reviewer")
    enter(client, "wang", OWN)
    found = Person.objects.get(login="wang")

    led = client.get("/")
    picture = client.get("/login/phone.svg")
    device = second_factor.enrolment(found)
    enrolled = client.post("/login/phone/", {"code": f"{totp(device.bin_key):06d}"})
    later = Client()
    enter(later, "wang", OWN)

    assert led["Location"] == "/login/phone/?next=/"
    assert picture["Content-Type"] == "image/svg+xml"
    assert b"<svg" in picture.content
    assert enrolled["Location"] == "/"
    assert client.get("/").status_code == 200
    assert later.get("/")["Location"] == "/login/code/?next=/"
    # The secret is shown during the enrolment alone.
    assert client.get("/login/phone.svg").status_code == 302
    assert later.get("/login/phone.svg").status_code == 302


def test_a_code_opens_once(client):
    with_own_password("wang", "reviewer")
    found = Person.objects.get(login="wang")
    device = second_factor.enrolment(found)
    second_factor.confirm(found, f"{totp(device.bin_key, drift=-1):06d}")
    code = f"{totp(device.bin_key):06d}"
    enter(client, "wang", OWN)
    other = Client()
    enter(other, "wang", OWN)

    wrong = client.post("/login/code/", {"code": "000000"})
    time.sleep(1.1)
    right = client.post("/login/code/", {"code": code})
    again = other.post("/login/code/", {"code": code})

    assert (wrong.status_code, right.status_code, again.status_code) == (422, 302, 422)
    assert client.get("/").status_code == 200


def test_a_reset_forgets_the_phone_and_ends_the_sessions(client):
    with_own_password("wang", "reviewer")
    found = Person.objects.get(login="wang")
    device = second_factor.enrolment(found)
    second_factor.confirm(found, f"{totp(device.bin_key):06d}")
    log_in(client, "reviewer")
    session_of = Client()
    session_of.force_login(found, "django.contrib.auth.backends.ModelBackend")

    accounts.reset(found, actor="security")

    assert second_factor.device_of(found) is None
    assert session_of.get("/")["Location"].startswith("/login/?next")


def test_half_an_hour_without_a_request_ends_the_session(client):
    log_in(client, "analyst")

    before = client.get("/").status_code
    expire()

    assert before == 200
    assert client.get("/")["Location"] == "/login/?next=/"


def expire() -> None:
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))


def test_logging_out_ends_the_session_and_forgets_the_person(client):
    with_own_password()
    enter(client, "li", OWN)

    left = client.post("/logout/")
    late = client.post(WINDOW, window())

    assert left["Location"] == "/login/?left=1"
    assert late["Location"] == "/login/?sent=lost"
    assert not HeldRequest.objects.exists()


def window() -> dict[str, str]:
    """Give a form of an analyst's work."""
    today = timezone.localdate()
    return {
        "step": "send", "name": "补报", "category": "licence", "decided_from": f"{today}",
        "decided_to": f"{today}", "submit_by": f"{today}", "reason": "停机",
        "paper": "说明",
    }  # fmt: skip


def test_what_was_sent_too_late_is_offered_and_sent_once(client):
    with_own_password()
    enter(client, "li", OWN)
    expire()

    kept = client.post(WINDOW, window())
    entered = enter(client, "li", OWN)
    offer = client.get("/login/resume/")
    sent = client.post("/login/resume/", {"choice": "send"})
    twice = client.post("/login/resume/", {"choice": "send"})

    assert kept["Location"] == "/login/?sent=kept"
    assert entered["Location"] == "/login/resume/"
    assert WINDOW in offer.content.decode()
    assert sent["Location"] == "/rulebook/windows/"
    assert twice.status_code == 404
    assert WindowRequest.objects.get().asked_by == "li"


@pytest.mark.parametrize(
    "address",
    ["/password/", "/login/code/", "/login/phone/", "/login/resume/", "/login/"],
)
def test_passwords_and_codes_are_never_kept(client, address):
    with_own_password()
    enter(client, "li", OWN)
    expire()

    client.post(address, {"old": OWN, "new": "x", "code": "123456", "password": "x"})

    assert not HeldRequest.objects.exists()


def test_another_person_is_not_offered_what_was_kept(client):
    with_own_password()
    enter(client, "li", OWN)
    expire()
    client.post(WINDOW, window())
    with_own_password("zhao")

    assert enter(client, "zhao", OWN)["Location"] == "/"
    assert client.post("/login/resume/", {"choice": "send"}).status_code == 404


def test_what_was_kept_is_gone_after_an_hour_or_when_it_was_changed(client):
    with_own_password()
    for change in (
        {"created_at": timezone.now() - timedelta(minutes=61)},
        {"body": b"x"},
    ):
        enter(client, "li", OWN)
        expire()
        client.post(WINDOW, window())
        assert HeldRequest.objects.update(**change)

        assert enter(client, "li", OWN)["Location"] == "/"


def test_a_form_of_another_site_is_not_kept(client):
    with_own_password()
    enter(client, "li", OWN)
    expire()

    late = client.post(WINDOW, window(), headers={"Origin": "https://example.org"})

    assert late["Location"] == "/login/?sent=lost"
    assert not HeldRequest.objects.exists()


def test_a_form_without_its_token_is_refused_in_chinese(embedded):
    strict = Client(enforce_csrf_checks=True)

    answer = strict.post("/login/", {"login": "li", "password": "x"})

    assert answer.status_code == 403
    assert "返回上一页刷新" in answer.content.decode()


def test_one_administrator_adds_and_another_lets_in(client):
    log_in(client, "system_admin")
    security = Client()
    log_in(security, "security_admin")
    city.set_up_units()

    told = client.post("/people/add/", {"login": "sun", "name": "孙", "role": "clerk",
                                        "unit": "市公安局"}).content.decode()  # fmt: skip
    password = re.search(r"<code class=\"mono big\">([^<]+)", told)[1]
    too_early = enter(Client(), "sun", password).status_code
    sun = Person.objects.get(login="sun")
    refused = client.post(f"/people/{sun.pk}/approve/").status_code
    security.post(f"/people/{sun.pk}/approve/")

    assert (too_early, refused) == (422, 403)
    assert enter(Client(), "sun", password).status_code == 302
    assert [a for a in acts() if "person" in a] == ["person.add", "person.approve"]


def test_a_second_click_tells_how_to_get_the_first_password(client):
    log_in(client, "system_admin")
    typed = {"login": "sun", "name": "孙", "role": "analyst"}
    client.post("/people/add/", typed)

    again = client.post("/people/add/", typed)

    assert again.status_code == 422
    assert "登录名「sun」已有人用" in again.content.decode()
    assert "没看到的初始密码由安全管理员批准后重置" in again.content.decode()


def test_a_password_changed_meanwhile_gives_no_access_back(ledger):
    add()
    me = Person.objects.get(login="li")
    accounts.disable(Person.objects.get(login="li"), actor="one")

    change_password(me, OWN)

    assert not Person.objects.get(login="li").is_active


def test_the_last_administrator_stays(client):
    log_in(client, "system_admin")
    only = person("security_admin")

    answer = client.post(f"/people/{only.pk}/disable/")

    assert answer.status_code == 422
    assert "没有办成" in answer.content.decode()
    assert "请先增加另一位" in answer.content.decode()


def test_an_upload_is_let_in_when_it_begins(client):
    """The session ends while the body is on its way: that no longer matters."""
    with_own_password()
    enter(client, "li", OWN)
    body = b"old=x&new=y&again=y"

    class Slow(BytesIO):
        def read(self, *size: int) -> bytes:
            expire()
            return super().read(*size)

    answer = client.generic(
        "POST", "/password/", b"", content_type="application/x-www-form-urlencoded",
        **{"wsgi.input": Slow(body), "CONTENT_LENGTH": str(len(body))},
    )  # fmt: skip

    assert answer.status_code == 422
    assert "现在的密码不对" in answer.content.decode()


def test_a_clerk_lands_on_the_rows_of_his_unit(client):
    city.december()
    log_in(client, "clerk", Unit.objects.get(name="市公安局"))

    assert client.get("/")["Location"] == "/home/"
    assert "示例1号公司" in client.get("/rows/").content.decode()
