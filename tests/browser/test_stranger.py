"""What strangers, colleagues and accidents try: nothing leaks, nothing is lost or doubled."""

import re
import time

import pytest
from django.urls import get_resolver
from playwright.sync_api import Page, expect

from gongshi.people.rights import CLERK, may
from tests.browser import desk
from tests.browser.desk import FAULTY
from tests.browser.persons import log_in

ROUTES = get_resolver().url_patterns
SCRIPTS = (
    "<script>window.broken=1</script>",
    '"><img src=x onerror="window.broken=1">',
    "{{ 7*7 }}{% debug %}broken=1",
)
#: Fields of a licence that take any text.
TEXTS = ("XK_XDR_MC", "XK_FRDB", "XK_XKWS", "XK_NR", "XK_XKJG", "XK_LYDW", "BZ")
HIDDEN, CLOSED = {403, 404, 405}, {403, 405}


@pytest.fixture
def market(site, visit) -> Page:
    page = visit()
    log_in(page, site, "market")
    return page


@pytest.fixture
def health(site, visit) -> Page:
    page = visit()
    log_in(page, site, "health")
    return page


def token(page: Page) -> str:
    return page.locator("input[name=csrfmiddlewaretoken]").first.input_value()


def test_a_stranger_sees_the_door(visit):
    page = visit()

    for address in ("/", "/home/", "/rows/", "/people/", "/bulletins/issued/"):
        page.goto(address)
        assert "/login/" in page.url, address


def test_no_address_leads_to_what_is_anothers(market, health):
    number = desk.file_it(market, desk.rows(FAULTY, series="甲"))
    market.goto("/mend/")
    (entry,) = re.findall(r"/mend/([0-9]+)/", market.content())[:1]
    market.goto(f"/rows/{entry}/")
    (unit,) = re.findall(r"/units/([0-9]+)/", market.content())[:1]
    known = {"number": number, "entry_id": entry, "unit_id": unit}
    rest = {"at": "1", "form": "pdf"}
    health.goto("/file/")
    form = {"csrfmiddlewaretoken": token(health), "reason": "x", "save": "1"}
    leaks = []

    for route in ROUTES:
        names = re.findall(r"<\w+:(\w+)>", str(route.pattern))
        if not any(name == "number" or name.endswith("_id") for name in names):
            continue
        address = f"/{route.pattern}"
        for name in names:
            told = (known | rest).get(name, "1")
            address = re.sub(rf"<\w+:{name}>", told, address)
        for answer in (
            health.request.get(address, max_redirects=0),
            health.request.post(address, form=form, max_redirects=0),
        ):
            if answer.status not in HIDDEN:
                leaks.append((address, answer.status))

    assert leaks == []


def test_a_clerk_stays_out_of_the_office(health):
    health.goto("/file/")
    form = {"csrfmiddlewaretoken": token(health)}
    foreign = [
        route
        for route in ROUTES
        if not any(may(CLERK, each) for each in route.callback.rights)
    ]
    opened = []

    for route in foreign:
        address = "/" + re.sub(r"<\w+:(kind|form)>", "csv", str(route.pattern))
        address = re.sub(r"<\w+:\w+>", "1", address)
        for answer in (
            health.request.get(address, max_redirects=0),
            health.request.post(address, form=form, max_redirects=0),
        ):
            leads_home = answer.headers.get("location") == "/home/"
            if answer.status not in {*HIDDEN} and not (address == "/" and leads_home):
                opened.append((address, answer.status))

    assert len(foreign) > 20
    assert opened == []


def test_a_forged_form_is_refused(market):
    market.goto("/nil/")
    form = {"category": "licence", "reason": "no_decision"}
    real = form | {"csrfmiddlewaretoken": token(market)}

    without = market.request.post("/nil/", form=form)
    elsewhere = market.request.post(
        "/nil/", form=real, headers={"Origin": "http://elsewhere.example"}
    )

    assert (without.status, elsewhere.status) == (403, 403)
    assert "这个表单没有提交" in without.text()


def test_a_form_sent_again_is_one_filing(market):
    market.goto("/file/")
    content = desk.rows({}, series="乙")
    form = {
        "csrfmiddlewaretoken": token(market),
        "key": market.locator("input[name=key]").input_value(),
        "category": "licence",
        "file": {"name": "一.csv", "mimeType": "text/csv", "buffer": content},
    }
    unit = market.locator("input[name=unit]")
    form |= {"unit": unit.input_value()} if unit.count() else {}
    before = desk.filings(market)

    sent = [market.request.post("/file/", multipart=form).url for _ in range(3)]

    assert len(set(sent)) == 1
    assert "/filings/GS-" in sent[0]
    assert desk.filings(market) == before + 1


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_double_click_is_one_filing(site, visit, scripts):
    page = visit(scripts=scripts)
    log_in(page, site, "market")
    before = desk.filings(page)
    desk.choose(page, desk.rows({}, series=f"丙{scripts:d}"))

    page.get_by_role("button", name="报送", exact=True).dblclick(no_wait_after=True)
    desk.filed(page)

    assert desk.filings(page) == before + 1


def test_after_log_out_nothing_is_seen(market, visit):
    number = desk.file_it(market, desk.rows({}, series="丁"))
    stolen = visit()
    stolen.context.add_cookies(market.context.cookies())
    assert number in stolen.request.get(f"/filings/{number}/").text()

    market.get_by_role("button", name="退出").click()
    expect(market.locator("main")).to_contain_text("已退出")
    market.go_back()

    expect(market.get_by_label("密码")).to_be_visible()
    assert number not in market.locator("body").inner_text()
    stolen.goto(f"/filings/{number}/")
    assert "/login/" in stolen.url


def test_a_session_that_ends_in_an_upload_keeps_the_file(site, market):
    before = desk.filings(market)
    desk.choose(market, desk.rows({}, series="戊"))
    site.end_sessions()

    desk.send(market)
    market.wait_for_url(re.compile("/login/"))
    expect(market.locator("main")).to_contain_text("已保留")
    log_in(market, site, "market")
    market.get_by_role("button", name="现在提交").click()

    desk.filed(market)
    assert desk.filings(market) == before + 1


def test_a_session_that_ends_in_a_form_keeps_what_was_typed(site, market):
    market.goto("/rows/new/licence/?empty=1")
    name, content = "示例食品有限公司", "准予食品销售经营"
    market.get_by_label("行政相对人名称").fill(name)
    market.get_by_label("行政相对人名称").blur()
    expect(market.locator("#foreseen")).to_contain_text("现在报会退回")
    site.end_sessions()

    market.get_by_label("许可内容").fill(content)
    market.get_by_label("许可内容").blur()
    market.wait_for_url(re.compile("/login/"))
    log_in(market, site, "market")
    market.get_by_role("button", name="现在提交").click()

    market.goto("/rows/new/licence/")
    expect(market.get_by_label("行政相对人名称")).to_have_value(name)
    expect(market.get_by_label("许可内容")).to_have_value(content)


@pytest.fixture
def both(site, market, visit) -> tuple[Page, Page]:
    """Two colleagues who have opened the same row to mend it."""
    second = visit()
    log_in(second, site, "market2")
    number = desk.file_it(market, desk.rows(FAULTY, series=f"己{time.time_ns()}"))
    market.goto(f"/rows/?batch={number}&outcome=faulty")
    market.locator("tbody a").first.click()
    row = market.url.rstrip("/").rpartition("/")[2]
    for page in (market, second):
        page.goto(f"/mend/{row}/")
    return market, second


def test_the_second_of_two_who_mend_one_row_is_told(both):
    for page in both:
        adopt(page)
    for page in both:
        save(page)

    first, second = both
    expect(first.locator("main")).not_to_contain_text("没有保存")
    expect(second.get_by_role("heading", level=1)).to_contain_text("由别人改了")
    expect(second.locator("main")).to_contain_text("您填的没有保存")


def test_a_row_that_is_mended_meanwhile_is_no_empty_form(both):
    first, second = both
    adopt(first)
    save(first)

    second.get_by_role("button", name="采用建议").click()

    expect(second.get_by_role("heading", level=1)).to_contain_text("由别人改了")


def adopt(page: Page) -> None:
    page.get_by_role("button", name="采用建议").click()
    expect(page.locator("input.fixed")).to_have_value("914403001922038216")


def save(page: Page) -> None:
    page.locator("button[name=save]").click()
    page.wait_for_load_state()


def test_stored_script_is_text_wherever_it_is_shown(site, market, visit):
    marked = [dict.fromkeys(TEXTS, script) for script in SCRIPTS]
    desk.choose(market, desk.rows(*marked, series="庚"), name=f"{SCRIPTS[1]}.csv")
    expect(market.locator("#look")).to_contain_text("broken=1")
    assert is_unbroken(market)
    desk.send(market)
    number = desk.filed(market)
    expect(market.get_by_role("heading", level=1)).to_contain_text("核对完了")
    analyst = visit()
    log_in(analyst, site, "analyst")

    seen = 0
    for page, start in (
        (market, f"/filings/{number}/"),
        (analyst, f"/batches/{number}/"),
    ):
        for address in marked_pages(page, ["/", start, f"/rows/?batch={number}"]):
            page.goto(address)
            assert is_unbroken(page), address
            assert "broken=1" in page.locator("body").inner_text(), address
            seen += 1

    assert seen > 10


def is_unbroken(page: Page) -> bool:
    is_run = page.evaluate("window.broken !== undefined")
    return not is_run and page.locator('img[src="x"]').count() == 0


def marked_pages(page: Page, starts: list[str]) -> list[str]:
    """Follow every link, three steps far, to the pages that show what was stored."""
    known, found, edge = set(starts), [], starts
    for _ in range(3):
        following = []
        for address in edge:
            answer = page.request.get(address)
            if not answer.headers.get("content-type", "").startswith("text/html"):
                continue
            source = answer.text()
            if "broken=1" in source:
                found.append(address)
            links = re.findall(r'href="(/[^"#]*)', source)
            following += [each.replace("&amp;", "&") for each in links]
        edge = [each for each in dict.fromkeys(following) if each not in known][:25]
        known |= set(edge)
    return found
