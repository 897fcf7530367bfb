"""A clerk explains two gaps; the verdict on one moves rate and score by what it means."""

import re
from datetime import datetime
from pathlib import Path

from playwright.sync_api import Page, expect

from gongshi.clocks.periods import CHINA
from tests.browser.persons import log_in
from tests.browser.site import HEALTH, Site
from tests.browser.test_gaps import decides, finds
from tests.ledger.test_receiving import table

PREFIX = "示卫许"
#: 31 and 33 are missing between them.
THERE = (29, 30, 32, 34)
OWN = {"XK_XKJG": HEALTH, "XK_LYDW": HEALTH}
MONTH = f"{datetime.now(CHINA):%Y-%m}"
SCORES = f"/scores/?period={MONTH}&policy=yuncheng"


def test_a_verdict_moves_rate_and_score_by_exactly_what_it_means(
    site, visit, accessible, tmp_path
):
    clerk, analyst = visit(), visit()
    log_in(clerk, site, "health")
    log_in(analyst, site, "analyst")
    _files(site, tmp_path / "本周.csv")
    before = _measured(analyst)

    _explains(clerk)
    case = _accepts_one_and_sends_one_back(analyst)
    _answers(clerk, case)
    untouched = _measured(analyst)
    _judges(analyst, case)
    after = _measured(analyst)

    # 台账应报送 4 条，平台都有：瞒报率 0 ÷ 4，完整性 25 分。认可的 31 号什么也不改变。
    # 33 号判为瞒报，应报送和瞒报各多 1 条：瞒报率 1 ÷ 5，完整性 25 × 4/5 = 20，总分少 5。
    total = before["total"]
    assert before == untouched == {"rate": "瞒报率 0 ÷ 4", "points": 25, "total": total}
    assert after == {"rate": "瞒报率 1 ÷ 5", "points": 20, "total": total - 5}
    accessible(analyst)
    analyst.get_by_role("link", name=case).click()
    expect(analyst.locator(".subject")).to_contain_text("瞒报")
    analyst.goto(f"/omissions/?period={MONTH}&unit={HEALTH}")
    expect(analyst.get_by_role("heading", level=1)).to_contain_text("1 条")
    expect(analyst.locator("tbody tr")).to_contain_text(f"{PREFIX}〔2023〕33号")


def _files(site: Site, file: Path) -> None:
    rows = (OWN | {"XK_WSH": f"{PREFIX}〔2023〕{n}号"} for n in THERE)
    file.write_bytes(table(*rows))
    site.gongshi("submit", file, "--category", "licence", "--unit", HEALTH, fine=(0, 1))
    site.gongshi(
        "evidence", "add", "--period", MONTH, "--policy", "yuncheng", "--reviewer", "张三",
        "--kind", "register", "--unit", HEALTH, "--due", "4", "--concealed", "0",
    )  # fmt: skip


def _measured(page: Page) -> dict[str, object]:
    """Read the total in the ranking, and rate and points behind it."""
    page.goto(SCORES)
    row = page.get_by_role("row").filter(has=page.get_by_role("link", name=HEALTH))
    total = float(row.locator("td b").inner_text())
    row.get_by_role("link").click()
    _, points, rate, _ = page.get_by_role("row", name="完整性").locator("th, td").all()
    return {
        "rate": re.search("瞒报率 [0-9]+ ÷ [0-9]+", rate.inner_text())[0],
        "points": float(points.locator("b").inner_text()),
        "total": total,
    }


def _explains(page: Page) -> None:
    # The background puts a series on the map within seconds.
    series = page.get_by_role("navigation", name="系列和年份").get_by_text(PREFIX)
    for _ in range(120):
        page.goto("/home/series/?year=2023")
        if series.count():
            break
        page.wait_for_timeout(500)
    series.click()
    for serial in (31, 33):
        page.locator(f"#g{serial}").get_by_role("checkbox").check()
    page.get_by_label("选中的号没有报，原因是").select_option("void")
    page.get_by_role("button", name="送信用办审核").click()
    expect(page.locator("main")).to_contain_text("已送信用办审核：2 个号。")


def _accepts_one_and_sends_one_back(page: Page) -> str:
    finds(page, PREFIX, lambda _: None)
    decides(page, "31 号", "认可选中的")
    page.get_by_label("意见").fill("作废的存根在哪里？")
    page.get_by_label("不认可的，怎样处理").select_option("again")
    decides(page, "33 号", "不认可选中的")
    row = page.get_by_role("row", name="33 号").inner_text()
    return re.search(r"X[0-9]{8}-[0-9]+", row)[0]


def _answers(page: Page, case: str) -> None:
    page.goto("/my-cases/")
    page.get_by_role("link", name=f"去答复 {case}").click()
    page.get_by_label("情况说明").fill("存根找不到了")
    page.get_by_role("button", name="答复", exact=True).click()
    expect(page.locator("main")).to_contain_text("答复已经记下")


def _judges(page: Page, case: str) -> None:
    page.goto(f"/cases/{case}/")
    page.get_by_role("radio", name=re.compile("^瞒报")).check()
    page.get_by_label("理由（漏报").fill("企业手里有这份许可")
    page.get_by_role("button", name="认定", exact=True).click()
    expect(page.locator(".subject")).to_contain_text("已认定")
