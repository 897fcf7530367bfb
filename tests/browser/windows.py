"""Browser windows in which nothing may fail, complain or leave the host; and axe."""

import json
import shutil
from pathlib import Path

from playwright.sync_api import Browser, Page, Playwright

from tests.browser.site import Site
from tests.patience import LONG

_AXE = Path(__file__).parent / "vendor" / "axe-core-4.14.1" / "axe.min.js"
_RUN = """axe.run(RULES).then(found => JSON.stringify(found.violations.map(
    each => each.id + ': ' + each.nodes.map(node => node.html).join(' | '))))"""


def chromium(playwright: Playwright) -> Browser:
    """Start the system's Chromium; `./run test` installs it."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    assert program, "Chromium is missing: apt-get install chromium"
    return playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])


def window(
    browser: Browser,
    site: Site,
    wrong: list[str],
    *,
    width: int = 1280,
    scripts: bool = True,
) -> Page:
    """Open a fresh window; what goes wrong in it is added to `wrong`."""
    context = browser.new_context(
        base_url=site.address,
        viewport={"width": width, "height": 900},
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        java_script_enabled=scripts,
    )
    context.set_default_timeout(1000 * LONG)
    page = context.new_page()
    page.on("console", lambda said: _note(wrong, page, said.type, said.text))
    page.on("pageerror", lambda error: wrong.append(f"{page.url} script: {error}"))
    page.on("request", lambda asked: _note_host(wrong, asked.url, site))
    return page


def violations(page: Page, *, only: tuple[str, ...] = ()) -> list[str]:
    """Judge a page by WCAG 2.2 A and AA and best practice.

    Args:
        page: As it stands.
        only: Rules to run; all without.
    """
    # Through the debugger: our own policy lets no foreign script into a page.
    session = page.context.new_cdp_session(page)
    if not _value(session, "typeof axe === 'object'"):
        _value(session, f"{_AXE.read_text(encoding='utf-8')};true")
    rules = {"runOnly": only} if only else {}
    found = _value(session, _RUN.replace("RULES", json.dumps(rules)))
    session.detach()
    return list(json.loads(str(found)))


def _value(session, expression: str) -> object:
    told = session.send(
        "Runtime.evaluate",
        {"expression": expression, "awaitPromise": True, "returnByValue": True},
    )
    return told["result"].get("value")


def _note(wrong: list[str], page: Page, kind: str, text: str) -> None:
    # A refused log-in or a wrong form answers 4xx; the browser says so by itself.
    if (
        kind in ("error", "warning")
        and "the server responded with a status" not in text
    ):
        wrong.append(f"{page.url} {kind}: {text}")


def _note_host(wrong: list[str], address: str, site: Site) -> None:
    if not address.startswith((site.address, "data:", "blob:")):
        wrong.append(f"off the host: {address}")
