"""A clerk's Friday: drop a file, see its faults, mend, get a receipt, go home."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.persons import log_in
from tests.browser.site import HEALTH, MARKET
from tests.ledger.test_receiving import table

WIDTHS = (1280, 390)
#: One good row, and one whose code has the letter O for a zero.
FILE = table({}, {"XK_XDR_SHXYM": "9144O3001922038216"[:18]})


def file_it(page) -> str:
    """File the two rows, and give the number of the filing."""
    page.goto("/file/")
    page.get_by_label("类别").select_option("licence")
    page.set_input_files(
        "#file", {"name": "本周.csv", "mimeType": "text/csv", "buffer": FILE}
    )
    page.get_by_role("button", name="报送", exact=True).click()
    page.wait_for_url(re.compile("/filings/GS-"))
    return page.url.rstrip("/").rpartition("/")[2]


@pytest.mark.parametrize("width", WIDTHS)
def test_clerk_files_mends_and_leaves_with_a_receipt(site, visit, accessible, width):
    page = visit(width)
    log_in(page, site, "market")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    accessible(page)

    page.goto("/file/")
    page.get_by_label("类别").select_option("licence")
    page.set_input_files(
        "#file", {"name": "本周.csv", "mimeType": "text/csv", "buffer": FILE}
    )
    expect(page.locator("#look")).to_contain_text("统一社会信用代码")
    accessible(page)

    number = file_it(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text(
        "行要改", timeout=15000
    )
    accessible(page)

    page.goto("/mend/")
    accessible(page)
    page.get_by_role("link", name="从最急的一行改起").click()
    accessible(page)

    page.goto(f"/filings/{number}/receipt/")
    expect(page.locator("main")).to_contain_text(MARKET)
    accessible(page)
    page.get_by_role("link", name="现在验真").click()
    expect(page.locator("main")).to_contain_text("相符")
    accessible(page)

    page.get_by_role("button", name="退出").click()
    expect(page.locator("main")).to_contain_text("已退出")


def test_everything_works_without_scripts(site, visit):
    page = visit(scripts=False)
    log_in(page, site, "health")

    number = file_it(page)

    page.goto(f"/filings/{number}/receipt/")
    expect(page.locator("main")).to_contain_text(HEALTH)


def test_stranger_sees_nothing_of_others(site, visit):
    clerk = visit()
    log_in(clerk, site, "market")
    number = file_it(clerk)

    stranger = visit()
    for address in ("/home/", f"/filings/{number}/", "/rows/", "/people/"):
        stranger.goto(address)
        assert "/login" in stranger.url, address

    other = visit()
    log_in(other, site, "health")
    assert other.goto(f"/filings/{number}/").status == 404
    assert other.goto(f"/filings/{number}/receipt/").status == 404
