from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests import databases
from tests.browser.site import Site, running
from tests.browser.windows import chromium, violations, window
from tests.patience import LONG

expect.set_options(timeout=1000 * LONG)


@pytest.fixture(scope="session", params=databases.DATABASES)
def site(request, tmp_path_factory) -> Iterator[Site]:
    """A running site on every database."""
    with running(tmp_path_factory.mktemp("site"), request.param) as site:
        yield site


# Not for all files: while it is there, Django takes this process for one of coroutines.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = chromium(playwright)
        yield started
        started.close()


@pytest.fixture
def visit(site: Site, browser: Browser) -> Iterator[Callable[..., Page]]:
    """Opens a fresh browser; nothing it loads may fail, complain or leave the host."""
    wrong: list[str] = []
    pages: list[Page] = []

    def visit(width: int = 1280, *, scripts: bool = True) -> Page:
        pages.append(window(browser, site, wrong, width=width, scripts=scripts))
        return pages[-1]

    yield visit
    for page in pages:
        page.context.close()
    assert not wrong


@pytest.fixture
def accessible() -> Callable[[Page], None]:
    """Judges a page by WCAG 2.2 A and AA and best practice."""

    def accessible(page: Page) -> None:
        assert violations(page) == [], page.url

    return accessible
