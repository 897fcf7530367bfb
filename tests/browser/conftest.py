import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests import databases
from tests.browser.site import Site, running

AXE = Path(__file__).parent / "vendor" / "axe-core-4.14.1" / "axe.min.js"


@pytest.fixture(scope="module", params=databases.DATABASES)
def site(request, tmp_path_factory) -> Iterator[Site]:
    """A running site on every database."""
    with running(tmp_path_factory.mktemp("site"), request.param) as site:
        yield site


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The system's Chromium; `./run test` installs it."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    assert program, "Chromium is missing: apt-get install chromium"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=program, args=["--no-sandbox"]
        )
        yield chromium
        chromium.close()


@pytest.fixture
def visit(site: Site, browser: Browser) -> Iterator[Callable[..., Page]]:
    """Opens a fresh browser; nothing it loads may fail, complain or leave the host."""
    wrong: list[str] = []
    contexts = []

    def visit(width: int = 1280, *, scripts: bool = True) -> Page:
        context = browser.new_context(
            base_url=site.address,
            viewport={"width": width, "height": 900},
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            java_script_enabled=scripts,
        )
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda said: _note(wrong, said.type, said.text))
        page.on("pageerror", lambda error: wrong.append(f"script: {error}"))
        page.on("request", lambda asked: _note_host(wrong, asked.url, site))
        return page

    yield visit
    for context in contexts:
        context.close()
    assert not wrong


@pytest.fixture
def accessible() -> Callable[[Page], None]:
    """Judges a page by WCAG 2.2 A and AA and best practice."""
    source = AXE.read_text(encoding="utf-8")

    def accessible(page: Page) -> None:
        # Through the debugger: our own policy lets no foreign script into a page.
        session = page.context.new_cdp_session(page)
        session.send("Runtime.evaluate", {"expression": source})
        found = session.send(
            "Runtime.evaluate",
            {
                "expression": "axe.run().then(r => JSON.stringify(r.violations.map("
                "v => v.id + ': ' + v.nodes.map(n => n.html).join(' | '))))",
                "awaitPromise": True,
                "returnByValue": True,
            },
        )
        assert found["result"]["value"] == "[]", (page.url, found["result"]["value"])

    return accessible


def _note(wrong: list[str], kind: str, text: str) -> None:
    # A refused log-in or a wrong form answers 4xx; the browser says so by itself.
    if (
        kind in ("error", "warning")
        and "the server responded with a status" not in text
    ):
        wrong.append(f"{kind}: {text}")


def _note_host(wrong: list[str], address: str, site: Site) -> None:
    if not address.startswith((site.address, "data:", "blob:")):
        wrong.append(f"off the host: {address}")
