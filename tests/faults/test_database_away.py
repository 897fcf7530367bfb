"""The database away for half a minute: people are told, nothing is lost, all goes on."""

import sqlite3
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest

from tests import postgresql
from tests.faults.site import Answer, Site, served, until
from tests.web import city
from tests.web.unit.conftest import table

DAY = date(2026, 11, 17)
CLERK = "clerk@市公安局"
#: Seconds; longer than SQLite's writers wait for each other.
AWAY = 32
#: What a receipt promised is there, and nothing else.
_FILED = """
import json
from gongshi.ledger.models import Batch, Filing
from gongshi.actions.verify import verify_ledger
print(json.dumps([
    sorted(Filing.objects.values_list("number", flat=True)),
    sorted(Batch.objects.values_list("number", flat=True)),
    [each.place for each in verify_ledger().faults],
]))
"""


@dataclass
class Outage:
    """What visitors saw of one."""

    site: Site
    promised: list[str] = field(default_factory=list)
    during: dict[str, Answer] = field(default_factory=dict)
    seconds_to_return: float = 0.0


def number(answer: Answer) -> str:
    assert answer.status == 303, answer.text
    return answer.headers["Location"].split("/")[2]


@contextmanager
def durable(home: Path) -> Iterator[dict[str, Site]]:
    """A site on each database, whose promises a power cut does not break."""
    own = postgresql.server("-c synchronous_commit=on")
    with ExitStack() as stack:
        yield {
            "postgresql": stack.enter_context(
                served(home / "large" / "home", own.create("away"))
            ),
            "sqlite": stack.enter_context(served(home / "small" / "home")),
        }


def visited(site: Site) -> dict[str, Answer]:
    """Go about one's work while the database is away."""
    clerk, analyst = site.visitor(CLERK), site.visitor("analyst")
    answers = {
        "page": clerk.get("/home/"),
        "part": clerk.get("/home/rank/", **{"HX-Request": "true"}),
        "month": analyst.get("/"),
        "health": clerk.get("/health"),
    }
    acts = {
        "file": lambda: clerk.file(table(city.licence(9, DAY)), key="a" * 22),
        "login": lambda: site.visitor("").post("/login/", login="x", password="y"),
    }
    with ThreadPoolExecutor() as pool:
        sent = {name: pool.submit(act) for name, act in acts.items()}
        return answers | {name: each.result() for name, each in sent.items()}


@pytest.fixture(scope="module")
def outages(tmp_path_factory) -> Iterator[dict[str, Outage]]:
    """Both databases away at the same time, each in its own way."""
    with durable(tmp_path_factory.mktemp("away")) as sites:
        told = {key: Outage(site) for key, site in sites.items()}
        for each in told.values():
            clerk = each.site.visitor(CLERK)
            for at in range(3):
                rows = [city.licence(at * 1000 + n, DAY) for n in range(600)]
                each.promised.append(number(clerk.file(table(*rows))))
        server = postgresql.server("-c synchronous_commit=on")
        other = sqlite3.connect(sites["sqlite"].home / "ledger.sqlite3")
        other.execute("BEGIN IMMEDIATE")
        server.stop()
        started = time.monotonic()
        with ThreadPoolExecutor() as pool:
            seen = {key: pool.submit(visited, site) for key, site in sites.items()}
            for key, each in seen.items():
                told[key].during = each.result()
        time.sleep(max(0, AWAY - (time.monotonic() - started)))
        other.rollback()
        other.close()
        server.start()
        for each in told.values():
            began = time.monotonic()
            until(lambda each=each: filed_again(each))
            each.seconds_to_return = time.monotonic() - began
        yield told


def filed_again(outage: Outage) -> bool:
    answer = outage.site.visitor(CLERK).file(table(city.licence(9, DAY)), key="a" * 22)
    if answer.status == 303:
        outage.promised.append(number(answer))
    return answer.status == 303


@pytest.fixture(params=["sqlite", "postgresql"])
def outage(request, outages) -> Outage:
    return outages[request.param]


def test_what_is_refused_is_told_in_one_sentence_with_what_to_do(outage):
    refused = {key: each for key, each in outage.during.items() if each.status != 200}

    assert {each.status for each in refused.values()} == {503}
    assert {"file", "login"} <= set(refused)
    for key, each in refused.items():
        assert "Traceback" not in each.text
        if key != "health":
            assert each.headers["Retry-After"] == "30"
            assert "请" in each.text
    assert "没有收到「一周.csv」" in refused["file"].text or (
        "已收到的文件不受影响" in refused["file"].text
    )


def test_whoever_only_reads_waits_for_no_writer(outages):
    during = outages["sqlite"].during

    assert {during[key].status for key in ("page", "part", "month", "health")} == {200}


def test_a_part_of_a_page_is_told_without_a_page_around_it(outages):
    part = outages["postgresql"].during["part"].text

    assert "已收到的文件不受影响" in part
    assert "<html" not in part


def test_the_server_recovers_by_itself_and_at_once(outage):
    assert outage.seconds_to_return < 20
    assert outage.site.visitor(CLERK).get("/home/").status == 200
    (server,) = outage.site.servers
    assert server.poll() is None


def test_everything_promised_is_there_and_judged(outage):
    site = outage.site
    until(lambda: site.stored()["gongshi_batches_total"] == len(outage.promised))

    filings, batches, faults = site.ask(_FILED)

    assert filings == batches == sorted(outage.promised)
    assert faults == []
