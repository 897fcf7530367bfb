"""What a clerk does with a browser: files rows, and goes where they are judged."""

import re
from collections.abc import Mapping

from playwright.sync_api import Page, expect

from tests.ledger.test_receiving import table

#: A code in which the letter O stands for a zero; the checks know what is meant.
FAULTY = {"XK_XDR_SHXYM": "91440300192203821O"}
CODE = "统一社会信用代码"


def rows(*changed: Mapping[str, str], series: str) -> bytes:
    """Write rows whose document numbers are their own."""
    numbered = [
        {"XK_WSH": f"示许〔2023〕{series}{number}号"} | row
        for number, row in enumerate(changed, 1)
    ]
    return table(*numbered)


def choose(page: Page, content: bytes, name: str = "本周.csv") -> None:
    """Choose category and file, and wait for the look at it."""
    page.goto("/file/")
    page.get_by_label("类别").select_option("licence")
    give(page, content, name)


def give(page: Page, content: bytes, name: str = "本周.csv") -> None:
    """Choose a file on the page that is open."""
    file = {"name": name, "mimeType": "text/csv", "buffer": content}
    page.set_input_files("#file", file)


def send(page: Page) -> None:
    """Press the button that files."""
    page.get_by_role("button", name="报送", exact=True).click()


def filed(page: Page) -> str:
    """Wait for the page of the filing, and give its number."""
    page.wait_for_url(re.compile("/filings/GS-"))
    return page.url.rstrip("/").rpartition("/")[2]


def file_it(page: Page, content: bytes, name: str = "本周.csv") -> str:
    """File rows, wait until they are judged, and give the number of the filing."""
    choose(page, content, name)
    send(page)
    number = filed(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("核对完了")
    return number


def filings(page: Page) -> int:
    """Count the filings that a person sees."""
    return len(page.request.get("/filings.csv").text().splitlines()) - 1
