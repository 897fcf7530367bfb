"""A clerk's Friday: drop a file, see its faults, mend, get a receipt, go home."""

import pytest
from playwright.sync_api import expect

from tests.browser import desk
from tests.browser.desk import CODE, FAULTY
from tests.browser.persons import log_in
from tests.browser.site import HEALTH, MARKET

WIDTHS = (1280, 390)


@pytest.mark.parametrize("width", WIDTHS)
def test_clerk_files_mends_and_leaves_with_a_receipt(site, visit, accessible, width):
    page = visit(width)
    log_in(page, site, "market")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    accessible(page)

    content = desk.rows({}, FAULTY, series=f"{width}")
    desk.choose(page, content)
    expect(page.locator("#look")).to_contain_text(CODE)
    accessible(page)

    number = desk.file_it(page, content)
    expect(page.get_by_role("heading", level=1)).to_contain_text("行要改")
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

    content = desk.rows({}, series="无")
    desk.choose(page, content)
    desk.send(page)
    # The row names another unit; a page without scripts cannot keep the file meanwhile.
    page.get_by_label("这 1 行确实由").check()
    desk.give(page, content)
    desk.send(page)
    number = desk.filed(page)

    page.goto(f"/filings/{number}/receipt/")
    expect(page.locator("main")).to_contain_text(HEALTH)
