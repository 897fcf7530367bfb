"""Every address × every role × own, child and foreign unit, from the URL table itself."""

import re
from dataclasses import dataclass

import pytest
from django.test import Client
from django.urls import URLPattern, get_resolver

from gongshi.actions.attachments import Attachment
from gongshi.actions.cases import Answer, Tip, dispatch, open_case
from gongshi.actions.cases import answer as answer_case
from gongshi.actions.cases_seen import find_case
from gongshi.desks.gate import Guarded
from gongshi.ledger.models import Batch, Entry, Unit
from gongshi.people.rights import ANYONE, PUBLIC, ROLES, may
from tests.people.persons import log_in, person
from tests.web import city

ROUTES = [each for each in get_resolver().url_patterns if isinstance(each, URLPattern)]
NOT_THERE = {"key": "999999999999", "number": "GS-20990101-0001",
             "case_number": "X20990101-0001"}  # fmt: skip


@dataclass(frozen=True)
class Target:
    """What an address with a place to fill is filled with."""

    unit: Unit
    batch: Batch
    entry: Entry
    #: Number of a case that it was asked about, with a paper of its answer.
    case: str = NOT_THERE["case_number"]


def is_open(right: str) -> bool:
    return right in (PUBLIC, ANYONE)


def filled(route: URLPattern, target: Target | None) -> str:
    """Write an address: about a unit's things, or about things that are not there."""
    told = {
        "unit_id": target.unit.pk if target else NOT_THERE["key"],
        "entry_id": target.entry.pk if target else NOT_THERE["key"],
        "number": target.batch.number if target else NOT_THERE["number"],
        "case_number": target.case if target else NOT_THERE["case_number"],
        "paper": "0",
        "person_id": NOT_THERE["key"],
        "draft_id": NOT_THERE["key"],
        "bulletin_id": NOT_THERE["key"],
        "request_id": NOT_THERE["key"],
        "window_id": NOT_THERE["key"],
        "evidence_id": NOT_THERE["key"],
        "letter_id": NOT_THERE["key"],
        "job_id": NOT_THERE["key"],
        "series_id": NOT_THERE["key"],
        "exposure_id": NOT_THERE["key"],
        "check_id": NOT_THERE["key"],
        "draw_id": NOT_THERE["key"],
        "at": "0",
        "form": "docx",
        "place": "pingdingshan",
        "kind": "csv",
        "period": "2023-12",
        "category": "licence",
    }
    names = re.findall(r"<(?:\w+:)?(\w+)>", str(route.pattern))
    missing = [name for name in names if name not in told]
    assert not missing, f"{route.name}: say here what <{missing}> is filled with"
    address = "/" + str(route.pattern)
    for name in names:
        address = re.sub(rf"<(?:\w+:)?{name}>", str(told[name]), address)
    return address


@pytest.fixture
def units(embedded) -> dict[str, Target]:
    city.december()
    names = {
        "parent": "鲁山县",
        "child": "鲁山县市场监督管理局",
        "foreign": "市公安局",
    }
    found = {}
    for key, name in names.items():
        unit = Unit.objects.get(name=name)
        batch = Batch.objects.filter(unit=unit).first()
        entry = Entry.objects.filter(unit=unit).first()
        found[key] = Target(unit, batch, entry, asked_case(unit))
    return found


def asked_case(unit: Unit) -> str:
    """Ask a unit about a decision that nobody reported; it answers with a paper."""
    analyst = person("analyst")
    tip = Tip("有人举报", unit, document_number=f"示罚〔2023〕{unit.pk}号")
    case = open_case(tip, analyst)
    dispatch(find_case(case.number), unit, "", analyst)
    paper = Attachment(b"%PDF-1.7\n1 0 obj\nendobj\n%%EOF\n", "说明.pdf")
    answer_case(find_case(case.number), Answer(text="没有", papers=[paper]), analyst)
    return case.number


def client_of(role: str, unit: Unit | None = None) -> Client:
    client = Client(raise_request_exception=True)
    log_in(client, role, unit if ROLES[role].is_of_unit else None)
    return client


def answer(client: Client, route: URLPattern, target: Target | None):
    response = client.get(filled(route, target))
    content = b"".join(response) if response.streaming else response.content
    return response.status_code, content.decode(errors="replace")


def words_of(text: str) -> str:
    """Take the words of a page, without what was asked for."""
    text = re.sub(r"<[^>]*>", " ", text)
    return re.sub(r"「[^」]*」|编号为 [0-9]+ 的", "·", text)


def test_every_address_names_its_right():
    unnamed = [
        str(each.pattern) for each in ROUTES if not isinstance(each.callback, Guarded)
    ]

    assert len(ROUTES) == len(get_resolver().url_patterns)
    assert unnamed == []


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
def test_a_stranger_sees_only_what_is_public(units, route):
    response = Client().get(filled(route, units["foreign"]))

    if PUBLIC in route.callback.rights:
        assert response.status_code in (200, 405)
    else:
        assert response.status_code == 302
        assert response.headers["Location"].startswith("/login/")


@pytest.mark.parametrize("role", ROLES)
def test_a_role_opens_what_its_rights_open_and_nothing_else(units, role):
    client = client_of(role, units["parent"].unit)
    leaks = []

    for route in ROUTES:
        status, _ = answer(client, route, units["parent"])
        is_allowed = any(may(role, right) for right in route.callback.rights)
        # "/" leads everyone to his own first page.
        is_refused = status == 403 or (status == 302 and route.name == "month")
        if is_allowed == is_refused:
            leaks.append((route.name, status))

    assert leaks == []


@pytest.mark.parametrize("role", [key for key in ROLES if ROLES[key].is_of_unit])
@pytest.mark.parametrize(
    ("own", "seen"),
    [
        ("parent", {"parent", "child"}),
        ("child", {"child"}),
        ("foreign", {"foreign"}),
    ],
)
def test_a_unit_sees_its_tree_and_foreign_things_are_not_there(units, role, own, seen):
    client = client_of(role, units[own].unit)
    about = [
        route
        for route in ROUTES
        if re.search("<.*(unit_id|entry_id|number)>", str(route.pattern))
        and any(
            may(role, right) and not is_open(right) for right in route.callback.rights
        )
    ]
    wrong = []

    for route in about:
        _, nothing = answer(client, route, None)
        for whose, target in units.items():
            status, text = answer(client, route, target)
            is_hidden = status == 404 and words_of(text) == words_of(nothing)
            if is_hidden == (whose in seen):
                wrong.append((route.name, whose, status))

    assert about
    assert wrong == []


@pytest.mark.parametrize("role", [key for key in ROLES if ROLES[key].is_of_unit])
def test_no_list_of_a_unit_tells_of_another(units, role):
    client = client_of(role, units["child"].unit)
    lists = [
        route
        for route in ROUTES
        if "<" not in str(route.pattern).replace("<file:kind>", "")
    ]
    foreign = [units["foreign"].batch.number, "市公安局", "示例1号公司"]

    told = {route.name: answer(client, route, units["foreign"])[1] for route in lists}

    assert {
        name for name, text in told.items() if any(w in text for w in foreign)
    } == set()


def test_rows_of_a_foreign_unit_are_asked_for_like_those_of_none(units):
    client = client_of("clerk", units["child"].unit)

    foreign = client.get("/rows/?unit=市公安局")
    nobody = client.get("/rows/?unit=某不存在局")

    assert (foreign.status_code, nobody.status_code) == (404, 404)
    assert words_of(foreign.content.decode()) == words_of(nobody.content.decode())


def test_a_person_who_was_disabled_is_out_at_once(units):
    client = client_of("analyst")
    someone = person("analyst")
    someone.is_active = False
    someone.save()

    assert client.get("/").status_code == 302


def test_the_administrators_share_no_right_with_anyone():
    admins = ("system_admin", "security_admin", "audit_admin")
    others = {
        right for key in ROLES if key not in admins for right in ROLES[key].rights
    }
    sets = [others, *(set(ROLES[key].rights) for key in admins)]

    assert sum(map(len, sets)) == len(set().union(*sets))
