"""What is another unit's is neither seen nor changed, whatever is sent to any address."""

import csv
import io
import re
from collections.abc import Iterator

import openpyxl
import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import URLPattern

from gongshi.actions import adjust, draft_bulletin
from gongshi.actions.attachments import Attachment
from gongshi.actions.keep_evidence import Review, keep_evidence
from gongshi.clocks.periods import month
from gongshi.ledger.models import Batch, Entry, Unit
from gongshi.people.rights import PUBLIC, ROLES, may
from tests.people.persons import log_in
from tests.people.test_matrix import ROUTES, Target, asked_case, filled, words_of
from tests.web import city
from tests.web.unit.conftest import table

AUGUST = month("2021-08")
OWN, FOREIGN = "鲁山县市场监督管理局", "市公安局"
UNIT_ROLES = [key for key in ROLES if ROLES[key].is_of_unit]
#: What another unit's things are known by.
TELLTALES = (
    "市公安局",
    "示例1号公司",
    "示例2号公司",
    "示例3号公司",
    "平示许〔2023〕1号",
)
#: Where persons do what is theirs alone.
OF_ONESELF = {"logout", "login", "password", "second_factor", "enrol", "resume"}


@pytest.fixture
def foreign(embedded) -> Target:
    """A unit with filings, papers and requests of its own, beside our own."""
    city.december()
    unit = Unit.objects.get(name=FOREIGN)
    batch = Batch.objects.filter(unit=unit).first()
    entry = Entry.objects.filter(unit=unit).first()
    return Target(unit, batch, entry, asked_case(unit))


@pytest.fixture
def things(foreign) -> dict[str, object]:
    """Things of the office that are there, by the place in an address."""
    draft = draft_bulletin.start(month("2023-12"), "pingdingshan", "analyst")
    (asked,) = adjust.ask(
        Review("media", [FOREIGN], "甲", note="报道"), AUGUST, "yuncheng", "analyst"
    )
    (paper,) = keep_evidence(
        Review(
            "register", [FOREIGN], "甲", values=[("due", "3"), ("concealed", "1")],
            attachment=Attachment(b"%PDF-1.7\n%%EOF\n", "a.pdf"),
        ),
        AUGUST, "yuncheng",
    )  # fmt: skip
    return {"draft_id": draft.pk, "request_id": asked.pk, "evidence_id": paper.pk}


def client_of(role: str, unit: str = OWN) -> Client:
    client = Client(raise_request_exception=True)
    of = Unit.objects.get(name=unit) if ROLES[role].is_of_unit else None
    log_in(client, role, of)
    return client


def state() -> dict[str, list[str]]:
    """Give every row of every table, but for sessions."""
    return {
        model._meta.db_table: sorted(
            map(repr, model._default_manager.order_by().values_list())
        )
        for model in apps.get_models()
        if model._meta.app_label not in ("sessions", "axes")
    }


def sent(foreign: Target) -> dict[str, object]:
    """Fill in every box that any of our forms has, with foreign things."""
    return {
        "unit": str(foreign.unit.pk), "category": "licence", "key": "k" * 22,
        "file": SimpleUploadedFile("a.csv", table(city.licence(50, city.at(12, 4)))),
        "reason": "理由", "why": "理由", "note": "理由", "remark": "理由", "answer": "yes",
        "span": "2023-12", "text": "文字", "seen": "", "period": "2023-12",
        "policy": "pingdingshan", "number": "示〔2024〕1号", "signed_on": "2024-01-08",
        "kind": "register", "login": "x", "name": "x", "role": "clerk", "equal": "1",
        "also": "L-01:XK_WSH", "adopt": "1", "all": "1", "notice": "1",
        "v-due": "1", "v-concealed": "1", "rulebook": "/", "from": "2023-12-01",
        "to": "2023-12-31",
    }  # fmt: skip


def posted(
    client: Client, route: URLPattern, foreign: Target, things: dict[str, object]
) -> int:
    address = filled(route, foreign)
    pattern = str(route.pattern)
    for name, key in things.items():
        if f"<key:{name}>" in pattern:
            address = "/" + re.sub("<key:[a-z_]+>", str(key), pattern, count=1)
            address = re.sub("<key:at>", "0", address)
            address = re.sub("<paper:form>", "docx", address)
    query = f"?unit={foreign.unit.pk}&period=2023-12&policy=pingdingshan"
    return client.post(address + query, sent(foreign)).status_code


def allowed(role: str, route: URLPattern) -> bool:
    return any(may(role, right) for right in route.callback.rights)


@pytest.mark.parametrize("role", ROLES)
def test_what_a_role_may_not_do_changes_nothing(foreign, things, role):
    client = client_of(role)
    before = state()
    done = {
        route.name: posted(client, route, foreign, things)
        for route in ROUTES
        if not allowed(role, route)
    }

    # "/" leads everyone to his own first page.
    assert {
        name for name, status in done.items() if status != 403 and name != "month"
    } == set()
    assert state() == before


def test_a_stranger_changes_nothing(foreign, things):
    before = state()

    for route in ROUTES:
        if PUBLIC not in route.callback.rights:
            assert posted(Client(), route, foreign, things) in (302, 405)

    assert state() == before


@pytest.mark.parametrize("role", UNIT_ROLES)
def test_nothing_foreign_is_changed_by_whatever_is_sent(foreign, things, role):
    client = client_of(role)
    before = state()
    mine = [
        route
        for route in ROUTES
        if allowed(role, route) and route.name not in OF_ONESELF
    ]

    done = {route.name: posted(client, route, foreign, things) for route in mine}

    assert state() == before
    assert {"file", "nil", "withdraw", "mend_row", "mend_ask", "row_new"} <= set(done)
    # An address that only reads refuses to be written to.
    assert set(done.values()) <= {404, 405, 422, 400, 302, 200}
    about = [name for name in done if name in ("withdraw", "mend_row", "mend_ask")]
    assert {done[name] for name in about} == {404}


def questions(foreign: Target) -> Iterator[str]:
    """Ask for foreign things in every way that an address of ours knows."""
    pk, number = foreign.unit.pk, foreign.batch.number
    key = f"{number}-2"
    yield from (
        f"unit={pk}", "unit=市公安局", f"batch={number}", f"batch={number}&unit={pk}",
        f"done={number}", f"done={foreign.entry.pk}", f"waiting={number}", f"row={key}",
        f"after={foreign.entry.pk + 1}", "period=all", "period=2023-12&sort=name",
        f"q={number}", "q=示例1号公司", "group=departments&period=all", "outcome=accepted",
        f"policy=pingdingshan&unit={pk}", f"number={number}", "page=1", "late=0",
    )  # fmt: skip


@pytest.mark.parametrize(("role", "is_part"), [("clerk", False), ("unit_head", True)])
def test_no_question_brings_anything_foreign_to_light(foreign, role, is_part):
    client, leaks = client_of(role), []
    own = Batch.objects.filter(unit__name=OWN).first()
    target = Target(own.unit, own, Entry.objects.filter(batch=own).first())
    headers = {"HX-Request": "true"} if is_part else {}
    reading = [route for route in ROUTES if allowed(role, route)]

    for route in reading:
        address = filled(route, target)
        for query in questions(foreign):
            answer = client.get(f"{address}?{query}", headers=headers)
            content = b"".join(answer) if answer.streaming else answer.content
            told = words_of(content.decode("utf-8-sig", errors="replace"))
            # What was asked for may be said back; what it is of may not.
            said = [each for each in TELLTALES if each in told and each not in query]
            if said and route.name not in OF_ONESELF:
                leaks.append((route.name, query, said))

    assert leaks == []
    assert len(reading) > 30


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize(("name", "query"), [("rows", "?period=all"), ("filings", "")])
def test_no_file_of_a_unit_holds_rows_of_another(foreign, name, query, kind):
    answer = client_of("clerk").get(f"/{name}.{kind}{query}")
    content = b"".join(answer) if answer.streaming else answer.content

    head, *rows = as_csv(content) if kind == "csv" else as_workbook(content)

    assert {row[head.index("报送单位")] for row in rows} == {OWN}


def as_csv(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def as_workbook(content: bytes) -> list[list[str]]:
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    return [list(row) for row in sheet.iter_rows(values_only=True)]
