"""Feeds are fetched from a real server: politely, in bounds, and only when switched on."""

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.test import override_settings

from gongshi.actions import work
from gongshi.actions.exposures.feeds import add_feed, fetch_feeds, switch_feed
from gongshi.actions.exposures.fetching import Fetcher, Refused
from gongshi.errors import UsageError
from gongshi.jobs.enqueue import enqueue
from gongshi.jobs.stopping import Stop
from gongshi.jobs.working import run
from gongshi.ledger.exposure_models import Exposure, ExposureFeed
from gongshi.people.models import Notice
from gongshi.policy.exposures import exposures_in_force
from tests.people.persons import person
from tests.web import city

RSS = """<?xml version="1.0"?><rss version="2.0"><channel><title>示例晚报</title><item>
<title>市公安局公布案件</title><link>http://a.example/1</link><description>
市公安局对示例青禾公司罚款</description></item></channel></rss>""".encode()
IN_FORCE = exposures_in_force(date(2024, 1, 1))


@dataclass
class Site:
    """What a server answers, and what it was asked."""

    #: Path → status, headers, body.
    answers: dict[str, tuple[int, dict[str, str], bytes]] = field(default_factory=dict)
    asked: list[tuple[str, float, dict[str, str]]] = field(default_factory=list)
    port: int = 0
    #: Seconds before each body.
    delay: float = 0.0

    def url(self, path: str = "/rss") -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def paths(self) -> list[str]:
        return [each[0] for each in self.asked]


@pytest.fixture
def site(ledger: None) -> Iterator[Site]:
    city.set_up_units()
    here = Site({"/rss": (200, {"ETag": '"1"', "Last-Modified": "Mon"}, RSS)})

    class Answering(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked = {key.lower(): value for key, value in self.headers.items()}
            here.asked.append((self.path, time.monotonic(), asked))
            status, headers, body = here.answers.get(self.path, (404, {}, b""))
            if asked.get("if-none-match") == headers.get("ETag", "none"):
                status, body = 304, b""
            self.send_response(status)
            for key, value in headers.items():
                self.send_header(key, value)
            self.end_headers()
            time.sleep(here.delay)
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    here.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    with override_settings(FEEDS=True, FEEDS_PRIVATE=True):
        yield here
    server.shutdown()
    server.server_close()
    thread.join()


def limits(**changed: float):
    quick = {"pause_seconds": 0.0, "timeout_seconds": 5.0}
    return replace(IN_FORCE, limits={**IN_FORCE.limits, **quick, **changed})


def fetched(site: Site, path: str = "/rss", **changed: float) -> ExposureFeed:
    """Switch the address on and fetch it."""
    feed = add_feed(site.url(path), "示例晚报", "analyst")
    switch_feed(feed.pk, "analyst", is_on=True)
    (done,) = fetch_feeds(limits(**changed))
    return done


def test_a_feed_is_fetched_and_its_items_are_exposures(site):
    feed = fetched(site)

    assert (feed.fault, feed.etag, feed.last_modified) == ("", '"1"', "Mon")
    exposure = Exposure.objects.get()
    assert (exposure.address, exposure.source) == ("http://a.example/1", "示例晚报")
    assert exposure.sighted.get().state == "absent"


def test_what_has_not_changed_is_not_sent_again(site):
    fetched(site)

    again = fetched(site)

    last = site.asked[-1][2]
    assert (last["if-none-match"], last["if-modified-since"]) == ('"1"', "Mon")
    assert (again.fault, Exposure.objects.count()) == ("", 1)


def test_a_feed_that_is_off_is_not_asked(site):
    add_feed(site.url(), "", "analyst")

    assert fetch_feeds(limits()) == []
    assert site.asked == []


def test_nothing_is_fetched_where_feeds_are_not_switched_on(site):
    with (
        override_settings(FEEDS=False),
        pytest.raises(UsageError, match="GONGSHI_FEEDS"),
    ):
        fetch_feeds(limits())


def test_an_address_inside_is_refused_unless_a_setting_allows_it(site):
    with override_settings(FEEDS_PRIVATE=False):
        feed = fetched(site)

    assert feed.fault == "这个地址在内部网络，不取。"
    assert site.asked == []


def test_what_robots_forbid_is_not_asked(site):
    site.answers["/robots.txt"] = (200, {}, b"User-agent: *\nDisallow: /rss\n")

    feed = fetched(site)

    assert feed.fault == "对方的 robots.txt 不许取这个地址。"
    assert site.paths() == ["/robots.txt"]


def test_a_host_is_asked_once_in_so_many_seconds(site):
    fetched(site, pause_seconds=0.4)

    first, second = (each[1] for each in site.asked)
    assert site.paths() == ["/robots.txt", "/rss"]
    assert second - first >= 0.4


def test_a_host_that_wants_to_be_left_alone_for_long_keeps_nobody_waiting(site):
    site.answers["/robots.txt"] = (200, {}, b"User-agent: *\nCrawl-delay: 86400\n")
    for path in ("/rss", "/old"):
        switch_feed(add_feed(site.url(path), "", "a").pk, "a", is_on=True)

    first, second = fetch_feeds(limits())

    assert first.fault == ""
    assert second.fault == "对方要求隔很久再取，留到下一次。"


@pytest.mark.parametrize(
    "address", ["http://]/", "http://x℀y/", "ftp://a/", "a.example"]
)
def test_what_is_no_address_is_not_kept(address):
    with pytest.raises(UsageError, match="网址要以"):
        add_feed(address, "", "analyst")


@pytest.mark.parametrize(
    "host", ["[::1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "[::ffff:10.0.0.1]"]
)
def test_an_address_inside_is_known_behind_a_gateway(host):
    with pytest.raises(Refused, match="在内部网络"):
        Fetcher(limits()).fetch(f"http://{host}/rss")


def test_a_redirect_is_followed_and_every_stop_is_looked_at(site):
    site.answers["/old"] = (301, {"Location": "/rss"}, b"")
    site.answers["/out"] = (302, {"Location": "file:///etc/passwd"}, b"")

    assert fetched(site, "/old").fault == ""
    ExposureFeed.objects.all().delete()
    assert fetched(site, "/out").fault == "只取 http 和 https 的网址。"


@pytest.mark.parametrize(
    ("path", "answer", "fault"),
    [
        ("/loop", (302, {"Location": "/loop"}, b""), "转址次数太多"),
        ("/gone", (410, {}, b""), "对方答复 410"),
        ("/zip", (200, {"Content-Encoding": "gzip"}, b"x"), "压缩内容"),
        ("/big", (200, {}, b"x" * 2_000), "对方给的超过"),
        ("/bomb", (200, {}, b'<rss><!DOCTYPE a [<!ENTITY b "c">]></rss>'), "实体定义"),
        ("/half", (200, {"Content-Length": "99"}, b"<rss>"), "对方没有给完"),
    ],
)
def test_what_failed_is_told_in_one_sentence(site, path, answer, fault):
    site.answers[path] = answer

    feed = fetched(site, path, fetch_bytes=1_000.0)

    assert fault in feed.fault
    assert not Exposure.objects.exists()


def test_who_answers_too_slowly_is_left(site):
    site.delay = 1.0

    assert fetched(site, timeout_seconds=0.3).fault == "对方太慢，没有等到答复。"


def test_a_server_that_is_not_there_is_told(site):
    site.port = 1

    assert fetched(site).fault.startswith("连不上对方")


def test_the_job_tells_the_analysts_once_a_day_what_failed(site):
    someone = person("analyst")
    feed = add_feed("http://a.example/", "示例晚报", "analyst")
    odd = ExposureFeed.objects.filter(pk=feed.pk)
    odd.update(address="ftp://a.example/", is_on=True)

    for _ in range(2):
        enqueue("fetch_feeds", slot="2024-01-02")
        run(work.load(), Stop())

    (notice,) = Notice.objects.filter(person=someone, kind="feeds")
    assert notice.text == (
        "1 个订阅地址没有取到，第一个是「示例晚报」：只取 http 和 https 的网址。"
    )
