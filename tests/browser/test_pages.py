"""Every page there is, as everyone who may see it, wide and narrow, light and dark."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from gongshi.people.rights import ROLES
from tests.browser.city import City, city
from tests.browser.persons import log_in
from tests.browser.site import serving
from tests.browser.windows import violations, window

PHONE, DESKTOP = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
#: What depends on colours alone.
COLOURS = ("color-contrast", "link-in-text-block")
#: What Chinese offices write in Latin letters: anything with a digit in it is a code,
#: the rest are names of files and standards, and what people fill in for nothing.
KNOWN = re.compile(
    r"https?://[\w.:/]+|robots\.txt|YYYY/MM/DD|[\w*-]*[0-9][\w*-]*|"
    r"\b(?:CSV|Excel|Word|PDF|RSS|Atom|html|txt|KB|MB|TOTP|GB|GS|null|undefined|test)\b|"
    r"[\w-]*\.?\b(?:xlsx|xlsm|xls|csv|json|pdf|docx|ofd)\b"
)
#: The words of a page that can be seen, without what is marked as code or hash.
WORDS = """() => {
    const found = [], walk = document.createTreeWalker(document.body, 4);
    while (walk.nextNode()) {
        const at = walk.currentNode.parentElement;
        if (at.checkVisibility() && !at.closest('code, .hash')) found.push(walk.currentNode.data);
    }
    return found.join(' ');
}"""
#: What a page is, without what differs each time and from person to person.
SKELETON = """document.querySelector('main').innerHTML
    .replace(/value="[^"]*"/g, '').replace(/[0-9]+/g, '0')"""


@pytest.fixture(scope="module")
def yunling(tmp_path_factory) -> Iterator[City]:
    found = city(tmp_path_factory.mktemp("city") / "ledger")
    with serving(found.site):
        yield found


@pytest.fixture(scope="module")
def judged() -> set[str]:
    """The pages that axe has seen, by what they are made of."""
    return set()


@pytest.mark.parametrize("role", ROLES)
def test_every_page_is_fit_to_be_seen(yunling, browser, judged, role):
    wrong: list[str] = []
    page = window(browser, yunling.site, wrong)
    log_in(page, yunling.site, role)

    for name, address in yunling.pages[role].items():
        answer = page.goto(address)
        assert answer is not None
        told = [f"status {answer.status}"] if answer.status != 200 else faults(page)
        skeleton = page.evaluate(SKELETON)
        if skeleton not in judged:
            judged.add(skeleton)
            told += faults_of_looks(page)
        wrong += [f"{name} {address}: {each}" for each in told]

    page.context.close()
    assert not wrong, "\n".join(wrong)


def test_files_are_given(yunling):
    assert set(yunling.files) >= {"month_file", "returned", "issued_file", "metrics"}


def faults(page: Page) -> list[str]:
    """Judge what a page says."""
    words = page.evaluate(WORDS)
    foreign = re.findall(r"[A-Za-z]{2,}", KNOWN.sub("", words))
    heads = page.locator("h1").count()
    found = [f"English: {foreign}"] if foreign else []
    found += [f"{heads} h1"] if heads != 1 else []
    return found + (["no title"] if page.title().startswith(" ·") else [])


def faults_of_looks(page: Page) -> list[str]:
    """Judge how it looks: wide and narrow, light and dark; it stays as it was."""
    found = violations(page)
    page.emulate_media(color_scheme="dark")
    found += [f"dark: {each}" for each in violations(page, only=COLOURS)]
    page.set_viewport_size(PHONE)
    found += [f"dark, phone: {each}" for each in violations(page, only=COLOURS)]
    page.emulate_media(color_scheme="light")
    found += [f"phone: {each}" for each in violations(page)]
    over = page.evaluate("document.documentElement.scrollWidth") - PHONE["width"]
    page.set_viewport_size(DESKTOP)
    return found + ([f"phone: {over} px too wide"] if over > 0 else [])
