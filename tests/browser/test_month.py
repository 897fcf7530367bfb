"""An analyst's month: table, score, bulletin, review, issue, and back to the rows."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.persons import log_in
from tests.browser.site import MARKET, Site
from tests.ledger.test_receiving import table

LATE = {"XK_JDRQ": "2023/11/01", "XK_YXQZ": "2023/11/01"}
ROWS = table({}, {}, {}, LATE, {"XK_XDR_SHXYM": "91440300192203821O"})
SERIAL = "示信用办〔2024〕1号"
FORMS = {"docx": b"PK", "xlsx": b"PK", "pdf": b"%PDF"}


@pytest.fixture(scope="module")
def december(site, tmp_path_factory) -> Site:
    """A month of which 5 rows came in: 3 good ones, a late one, a faulty one."""
    file = tmp_path_factory.mktemp("december") / "十二月.csv"
    file.write_bytes(ROWS)
    told = site.gongshi(
        "submit", file, "--category", "licence", "--unit", MARKET,
        "--received-at", "2023-12-05T09:00", fine=(0, 1),
    )  # fmt: skip
    assert "GS-20231205" in told
    return site


def test_an_analysts_month(december, visit, accessible):
    analyst, reviewer, head = visit(), visit(), visit()
    log_in(analyst, december, "analyst")
    log_in(reviewer, december, "reviewer")
    log_in(head, december, "head")

    _reads_the_month(analyst)
    _opens_the_points(analyst, accessible)
    draft = _drafts(analyst, accessible)
    _send(analyst)
    _approve(reviewer, draft, accessible)
    issued = _issue(head, draft, accessible)

    analyst.goto(issued)
    accessible(analyst)
    expect(analyst.locator(".paper")).to_contain_text(SERIAL)
    _opens_a_figure(analyst)
    for form, magic in FORMS.items():
        first, again = (
            _download(analyst, issued, form),
            _download(analyst, issued, form),
        )
        assert first.startswith(magic)
        assert first == again


def test_what_is_issued_is_frozen(december, visit):
    analyst = visit()
    log_in(analyst, december, "analyst")
    analyst.goto("/bulletins/issued/")
    analyst.get_by_role("link", name=SERIAL).click()
    before = analyst.locator(".paper").inner_text()

    december.gongshi(
        "submit", _one_more(december), "--category", "licence", "--unit", MARKET,
        "--received-at", "2023-12-20T09:00",
    )  # fmt: skip
    analyst.reload()

    assert analyst.locator(".paper").inner_text() == before
    assert analyst.get_by_role("button", name="改", exact=True).count() == 0


def _reads_the_month(page: Page) -> None:
    """From the table to a unit's page."""
    page.goto("/?period=2023-12")
    expect(page.get_by_role("heading", level=1)).to_contain_text("5 行")
    page.get_by_role("table").get_by_role("link", name=MARKET).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("迟报 1 行")


def _opens_the_points(page: Page, accessible) -> None:
    """By the way of scoring of another place, as the own one has none."""
    page.goto("/scores/?period=2023-12")
    page.get_by_role("link", name="运城").click()
    page.get_by_role("link", name=MARKET).click()
    accessible(page)
    losses = page.get_by_role("table")
    expect(losses).to_contain_text("问题行")
    losses.get_by_role("link", name=re.compile("迟报行 1")).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("1 行")


def _drafts(page: Page, accessible) -> str:
    """Begin the bulletin, and put a paragraph into words of one's own."""
    page.goto("/bulletins/2023-12/")
    page.get_by_role("button", name="起草通报").click()
    draft = page.url
    page.get_by_role("link", name=re.compile(r"改\s*第 3 段")).click()
    box = page.get_by_label("这一段")
    composed = box.input_value()

    box.fill(f"{composed}另有 999 条正在核实。")
    expect(page.locator("#audited")).to_contain_text("999")
    accessible(page)
    box.fill(f"{composed}请各单位对照整改。")
    expect(page.locator("#audited")).not_to_contain_text("999")

    page.get_by_role("button", name="保存这一段").click()
    expect(page.locator(".paper .own")).to_have_count(1)
    expect(page.locator(".paper")).to_contain_text("请各单位对照整改。")
    return draft


def _send(page: Page) -> None:
    why = page.get_by_label("为什么照这样送审")
    if why.count():
        why.fill("口径如此")
    page.get_by_role("button", name=re.compile("^送审")).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("等审定")


def _approve(page: Page, draft: str, accessible) -> None:
    page.goto(draft)
    accessible(page)
    page.get_by_role("button", name="审定，可以印发").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("已审定")


def _issue(page: Page, draft: str, accessible) -> str:
    page.goto(draft)
    accessible(page)
    page.get_by_label("发文字号").fill(SERIAL)
    page.get_by_label("成文日期").fill("2024-01-08")
    page.get_by_role("button", name="印发", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("2024年1月8日印发")
    return page.url


def _opens_a_figure(page: Page) -> None:
    """The rows behind a figure are as many as it says."""
    figure = page.locator(".paper .fig-link").first
    said = int(figure.inner_text().replace(",", ""))
    figure.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"{said} 行")
    assert page.locator("tbody tr").count() == said


def _download(page: Page, issued: str, form: str) -> bytes:
    page.goto(issued)
    title = {"docx": "Word", "pdf": "PDF", "xlsx": "Excel"}[form]
    with page.expect_download() as download:
        page.get_by_role("link", name=title, exact=True).click()
    assert SERIAL in download.value.suggested_filename
    return download.value.path().read_bytes()


def _one_more(site: Site) -> str:
    from pathlib import Path

    file = Path(site.env["GONGSHI_HOME"]).parent / "补一行.csv"
    file.write_bytes(table({"XK_WSH": "示许〔2023〕99号"}))
    return str(file)
