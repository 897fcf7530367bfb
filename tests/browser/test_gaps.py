"""A clerk explains two gaps; an analyst accepts one and refuses the other."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import desk
from tests.browser.persons import log_in
from tests.browser.site import Site
from tests.ledger.test_receiving import table

#: 31 and 33 are missing between them.
THERE = (29, 30, 32, 34)


def rows(prefix: str, *serials: int) -> bytes:
    return table(*({"XK_WSH": f"{prefix}〔2023〕{n}号"} for n in serials))


@pytest.mark.parametrize("scripts", [True, False])
def test_a_gap_is_explained_accepted_and_refused(site, visit, accessible, scripts):
    prefix = "示缺许" if scripts else "示漏许"
    clerk, analyst = visit(scripts=scripts), visit()
    log_in(clerk, site, "market")
    log_in(analyst, site, "analyst")
    _file(clerk, site, rows(prefix, *THERE), scripts=scripts)

    # Who judges a page by its rules is a script too.
    _explains(clerk, prefix, accessible if scripts else lambda _: None)
    finds(analyst, prefix, accessible)
    decides(analyst, "31 号", "认可选中的")
    analyst.get_by_label("意见").fill("查实是漏报")
    analyst.get_by_label("不认可的，怎样处理").select_option("判为漏报")
    decides(analyst, "33 号", "不认可选中的")
    accessible(analyst)

    expect(analyst.locator("main")).to_contain_text(
        "未说明 0，待审核 0，未认可 1，已认可 1"
    )
    clerk.reload()
    told = clerk.locator("main")
    expect(told).to_contain_text("没有记录的 2 个：1 个已认可，1 个未认可")
    expect(clerk.locator("#g31")).to_contain_text("已认可")
    expect(clerk.locator("#g33")).to_contain_text("查实是漏报")
    expect(clerk.locator("#g31 input, #g33 input")).to_have_count(0)
    clerk.goto("/notices/")
    expect(told).to_contain_text(f"没有认可{prefix}〔2023〕33号的说明，判为漏报")


def _file(page: Page, site: Site, content: bytes, *, scripts: bool) -> None:
    """File from the page, and follow what it leaves missing."""
    desk.choose(page, content)
    if scripts:
        expect(page.locator("#look")).to_contain_text("还缺 31、33 号，共 2 个")
    desk.send(page)
    number = desk.filed(page)
    if not scripts:
        page.get_by_role("link", name="刷新看结果").click()
        for _ in range(120):
            page.goto(f"/filings/{number}/gaps/")
            if "还缺 31、33 号" in page.locator("main").inner_text():
                break
            page.wait_for_timeout(500)
    expect(page.locator("main")).to_contain_text("还缺 31、33 号，共 2 个")
    page.get_by_role("link", name=re.compile("^补报或说明")).first.click()


def _explains(page: Page, prefix: str, accessible) -> None:
    """Give the reason of both numbers in one form."""
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"{prefix}〔2023〕")
    expect(page.locator(".ten a.gap")).to_have_count(2)
    accessible(page)
    for serial in (31, 33):
        page.locator(f"#g{serial}").get_by_role("checkbox").check()
    page.get_by_label("选中的号没有报，原因是").select_option("void")
    page.get_by_label("情况").fill("打印坏了，整张作废")
    page.get_by_role("button", name="送信用办审核").click()
    expect(page.locator("main")).to_contain_text("已送信用办审核：2 个号。")
    expect(page.locator(".ten a.wait")).to_have_count(2)
    accessible(page)


def finds(page: Page, prefix: str, accessible) -> None:
    """Find the series on the map, once the background has put it there."""
    page.goto("/series/?sort=waiting")
    link = page.get_by_role("link", name=f"{prefix}〔2023〕")
    for _ in range(120):
        if link.count():
            break
        page.wait_for_timeout(500)
        page.reload()
    accessible(page)
    link.click()
    expect(page.locator("main")).to_contain_text("待审核 2")
    accessible(page)


def decides(page: Page, number: str, button: str) -> None:
    page.get_by_role("row", name=number).get_by_role("checkbox").check()
    page.get_by_role("button", name=button, exact=True).click()
    expect(page.locator("main")).to_contain_text("已办 1 个号")
