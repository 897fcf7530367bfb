"""What machines ask the server, and what its log says of people: nothing."""

import json
import logging
import re
from datetime import date

import pytest
from django.test import Client, override_settings

from gongshi.actions import logs
from gongshi.actions.readiness import calendar_check, disk_check
from gongshi.jobs.enqueue import enqueue
from gongshi.jobs.models import Job
from gongshi.ledger.models import Batch, Unit
from gongshi.people import audit
from gongshi.people.models import AuditEntry
from gongshi.site.settings import HOME
from tests.databases import ledger_on
from tests.people.persons import log_in
from tests.web import city


@pytest.fixture
def lines():
    """The lines that a log writes, as text."""
    told: list[str] = []

    class Kept(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            told.append(logs.Lines().format(record))

    root, kept = logging.getLogger(), Kept()
    before = root.level
    root.addHandler(kept)
    root.setLevel(logging.INFO)
    yield told
    root.removeHandler(kept)
    root.setLevel(before)


def checks(client: Client, status: int = 200) -> dict[str, str]:
    answer = client.get("/ready")
    assert answer.status_code == status, answer.content.decode()
    return {each["key"]: each["state"] for each in answer.json()["checks"]}


def test_a_server_that_has_everything_is_ready(ledger):
    told = checks(Client())

    # How much disk there is, and which years, is not ours to say here.
    assert {key: told[key] for key in ("ledger", "queue", "archive")} == {
        "ledger": "ok",
        "queue": "ok",
        "archive": "ok",
    }
    assert set(told) == {"ledger", "queue", "archive", "disk", "calendar"}


def test_a_job_that_nobody_takes_is_a_warning(ledger):
    enqueue("daily_table")
    Job.objects.update(run_after="2023-12-08T00:00:00+08:00")

    assert checks(Client())["queue"] == "warning"


@pytest.mark.parametrize(
    ("free", "state"),
    [(0, "error"), ((1 << 29) - 1, "error"), (1 << 29, "warning"),
     ((5 << 30) - 1, "warning"), (5 << 30, "ok")],
)  # fmt: skip
def test_a_disk_that_fills_is_told_in_time(free, state):
    assert disk_check(free).state == state


def test_an_archive_that_is_not_there_is_an_error(ledger):
    folder = HOME / "archive"
    folder.rename(HOME / "elsewhere")
    try:
        assert checks(Client(), 503)["archive"] == "error"
    finally:
        (HOME / "elsewhere").rename(folder)


@pytest.mark.parametrize(
    ("on", "covered", "state"),
    [
        (date(2026, 11, 1), (2026,), "ok"),
        (date(2026, 11, 2), (2026,), "warning"),
        (date(2026, 11, 2), (2026, 2027), "ok"),
        (date(2027, 1, 1), (2026,), "warning"),
    ],
)
def test_a_year_without_a_calendar_is_told_sixty_days_ahead(on, covered, state):
    assert calendar_check(on, covered).state == state


def test_metrics_count_requests_jobs_and_filings(ledger):
    enqueue("daily_table")
    Client().get("/health")

    told = Client().get("/metrics").content.decode()

    assert re.search(
        r'^gongshi_requests_total\{status="200"\} [1-9]', told, re.MULTILINE
    )
    assert 'gongshi_jobs{state="queued"} 1\n' in told
    assert re.search(r"^gongshi_oldest_waiting_seconds [0-9.]+$", told, re.MULTILINE)
    assert "gongshi_filings_total 0\n" in told
    names = set(re.findall(r"^# TYPE (\w+) (?:counter|gauge)$", told, re.MULTILINE))
    assert {re.split(r"[{ ]", each)[0] for each in told.splitlines()
            if not each.startswith("#")} <= names  # fmt: skip


@pytest.mark.parametrize("address", ["/ready", "/metrics"])
@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"REMOTE_ADDR": "127.0.0.1"}, 200),
        ({"REMOTE_ADDR": "::1"}, 200),
        ({"REMOTE_ADDR": "10.0.0.9"}, 404),
        ({"REMOTE_ADDR": ""}, 404),
        ({"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "127.0.0.1"}, 404),
        ({"REMOTE_ADDR": "10.0.0.9", "HTTP_AUTHORIZATION": "Bearer word"}, 200),
        ({"REMOTE_ADDR": "10.0.0.9", "HTTP_AUTHORIZATION": "Bearer "}, 404),
        ({"REMOTE_ADDR": "10.0.0.9", "HTTP_AUTHORIZATION": "Bearer 词"}, 404),
    ],
)
def test_only_this_machine_and_the_token_get_numbers(address, headers, status):
    with ledger_on("sqlite"), override_settings(METRICS_TOKEN="word"):
        assert Client(**headers).get(address).status_code == status


def test_without_a_token_no_word_opens():
    with ledger_on("sqlite"):
        client = Client(REMOTE_ADDR="10.0.0.9", HTTP_AUTHORIZATION="Bearer ")

        assert client.get("/metrics").status_code == 404


def test_a_request_is_one_line_that_names_nobody(lines):
    with ledger_on("sqlite"):
        city.december()
        client = Client()
        log_in(client, "analyst")
        unit = Unit.objects.get(name="市公安局")
        batch = Batch.objects.filter(unit=unit).first()
        lines.clear()

        first = client.get(f"/batches/{batch.number}/?q=示例1号公司")
        client.get("/units/999999999/")
        client.get("/no/such/13800138000/")
        Client().post("/login/", {"login": "13800138000", "password": "secret-word"})

    told = [json.loads(each) for each in lines if '"event": "request"' in each]
    assert told[0].pop("ms") >= 0
    assert told[0].pop("at")
    assert told[0] == {
        "level": "info",
        "from": "gongshi.desks.requests",
        "event": "request",
        "id": first.headers["X-Request-ID"],
        "method": "GET",
        "route": "batch",
        "status": 200,
        "role": "analyst",
    }
    assert [(each["route"], each["status"]) for each in told[1:3]] == [
        ("unit", 404),
        ("", 404),
    ]
    assert len(told) == 4
    said = "".join(lines)
    planted = ("示例1号公司", "13800138000", "secret-word", batch.number, "999999999")
    assert [word for word in planted if word in said] == []


def test_an_error_is_told_by_its_kind_and_place(lines):
    try:
        raise ValueError("张三 13800138000")
    except ValueError:
        logging.getLogger("django.request").exception("Internal: %s", "/rows/?q=张三")

    (told,) = map(json.loads, lines)
    assert (told["error"], told["event"]) == ("ValueError", "Internal: %s")
    assert re.match(r"test_machines.py:\d+ test_an_error", told["calls"][-1])
    assert "张三" not in lines[0]


def test_an_act_has_the_number_of_its_request():
    with ledger_on("sqlite"):
        client = Client()
        log_in(client, "analyst")

        answer = client.post("/logout/")
        audit.record("login")

        acts = list(AuditEntry.objects.order_by("-number")[:2])
        assert json.loads(acts[1].detail) == {"request": answer.headers["X-Request-ID"]}
        assert acts[0].detail == "{}"
