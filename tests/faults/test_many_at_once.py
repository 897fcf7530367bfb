"""What is sent many times at once is done once, and everyone gets the same answer."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest

from tests.faults.site import Answer, Site
from tests.web import city
from tests.web.unit.conftest import table

CLERK = "clerk@市公安局"
DAY = date(2026, 11, 17)
DECEMBER = {"period": "2023-12", "policy": "pingdingshan"}
AUGUST = {"period": "2021-08", "policy": "yuncheng"}
#: Lets more than a minute go by since anybody did anything: a session is prolonged with
#: the next request, and is not where another one writes.
LATER = """
from django.contrib.sessions.models import Session
from django.contrib.sessions.backends.db import SessionStore
for key in Session.objects.values_list("pk", flat=True):
    session = SessionStore(key)
    session["seen"] = session.get("seen", 0) - 100
    session.save()
print("null")
"""


def at_once(times: int, act: Callable[[int], Answer]) -> list[Answer]:
    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(act, range(times)))


def told(answers: list[Answer]) -> set[tuple[int, str | None]]:
    return {(each.status, each.headers.get("Location")) for each in answers}


def test_one_upload_a_hundred_times_at_once_is_one_batch(site: Site):
    clerk, content = site.visitor(CLERK), table(*[city.licence(101, DAY)] * 3)
    before = site.stored()

    answers = at_once(100, lambda _: clerk.file(content, key="k" * 22))

    ((status, address),) = told(answers)
    assert (status, address[:12]) == (303, "/filings/GS-")
    after = site.stored()
    assert {key: after[key] - before[key] for key in after} == {
        "gongshi_filings_total": 1,
        "gongshi_batches_total": 1,
        # The verdict, and the map of the unit's series.
        "jobs": 2,
        "files": 1,
    }


def test_the_same_act_with_another_file_is_refused_in_one_sentence(site: Site):
    clerk = site.visitor(CLERK)
    clerk.file(table(city.licence(102, DAY)), key="b" * 22)
    before = site.stored()

    answers = at_once(
        4, lambda n: clerk.file(table(city.licence(110 + n, DAY)), key="b" * 22)
    )

    for answer in answers:
        assert answer.status == 422
        assert len(re.findall("这次操作已经报送过另一个文件", answer.text)) == 1
    assert site.stored() == before


@pytest.fixture(scope="module")
def approved(site: Site) -> str:
    """The address of a draft that was approved, by many clicks at once."""
    analyst, reviewer = site.visitor("analyst"), site.visitor("reviewer")
    draft = analyst.post("/bulletins/start/", **DECEMBER).headers["Location"]
    site.ask(LATER)
    sent = at_once(8, lambda _: analyst.post(f"{draft}send/", remark="没有数"))
    approved = at_once(8, lambda _: reviewer.post(f"{draft}approve/"))
    assert told(sent) == told(approved) == {(302, draft)}
    return draft


def test_sixty_four_issues_of_a_bulletin_at_once_are_one(site: Site, approved: str):
    head = site.visitor("office_head")

    answers = at_once(
        64,
        lambda n: head.post(
            f"{approved}issue/", number=f"示〔2024〕{n + 1}号", signed_on="2024-01-08"
        ),
    )

    ((status, address),) = told(answers)
    assert (status, address[:18]) == (302, "/bulletins/issued/")
    assert "印发 1 份" in head.get("/bulletins/issued/").text


def test_sixty_four_issues_of_scores_at_once_are_one(site: Site):
    head = site.visitor("office_head")

    answers = at_once(64, lambda _: head.post("/scores/issue/", **AUGUST))

    assert told(answers) == {(302, "/scores/?period=2021-08&policy=yuncheng")}
    page = head.get("/scores/?period=2021-08&policy=yuncheng").text
    assert "第 1 版已印发" in page


def test_each_of_these_acts_is_in_the_audit_log_once(site: Site, approved: str):
    acts = site.ask(
        "import json; from gongshi.people.models import AuditEntry\n"
        "print(json.dumps(list(AuditEntry.objects.values_list('act', flat=True))))"
    )

    for act in ("bulletin.send", "bulletin.approve", "bulletin.issue", "scores.issue"):
        assert acts.count(act) == 1
