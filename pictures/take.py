"""`./run pictures`: takes a picture of every page, wide and narrow, for docs/pictures/.

The made-up city of the browser tests is built anew, everybody who works in it logs in,
and each page is seen by the first of them whose desk it is on.
"""

from __future__ import annotations

import argparse
import base64
import re
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import album
from album import Shot
from playwright.sync_api import Browser, Page, sync_playwright

from gongshi.clocks.periods import CHINA
from tests.browser.city import City, city
from tests.browser.persons import enrol, give_password
from tests.browser.site import serving
from tests.browser.windows import chromium, window

#: Width and most height in CSS pixels; what is below is left to who visits the page.
SIZES = {"desktop": (1280, 1800), "phone": (390, 2400)}
#: Bytes of one picture; the quality gives way until it fits.
MOST = 150_000
_QUALITIES = (80, 65, 50, 35, 20, 8)
_TOUR = album.HERE.parent / "tour"


def main() -> None:
    """Take all, or those that are named."""
    asked = _arguments()
    asked.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="gongshi-pictures-") as folder:
        yunling = city(Path(folder) / "ledger")
        with serving(yunling.site), sync_playwright() as playwright:
            browser = chromium(playwright)
            shots = list(_all_shots(browser, yunling, asked))
            browser.close()
    if not (asked.names or asked.dark or asked.print):
        album.write(asked.out, shots)
    print(f"{len(shots)} pages in {asked.out}")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="names of site/urls.py")
    parser.add_argument("--out", type=Path, default=album.HERE)
    parser.add_argument("--dark", action="store_true")
    parser.add_argument("--print", action="store_true", help="as on paper")
    return parser.parse_args()


def _all_shots(
    browser: Browser, yunling: City, asked: argparse.Namespace
) -> Iterator[Shot]:
    left = set(asked.names) or _everything(yunling)
    for role in album.DESKS:
        page = window(browser, yunling.site, [])
        page.emulate_media(
            color_scheme="dark" if asked.dark else "light",
            media="print" if asked.print else "screen",
        )
        for shot in _shots(page, yunling, role, left):
            left.discard(shot.name)
            _take(page, asked.out, shot.name)
            yield shot
        page.context.close()


def _everything(yunling: City) -> set[str]:
    return set().union(*yunling.pages.values(), {"enrol", "look"}) - album.PARTS


def _shots(page: Page, yunling: City, role: str, left: set[str]) -> Iterator[Shot]:
    """Open the pages that are left, one after the other, as a person of a role."""
    if "login" in left:
        page.goto("/login/")
        yield _shot(page, role, "login")
    give_password(page, yunling.site, role)
    if "/login/phone/" in page.url:
        if "enrol" in left:
            yield _shot(page, role, "enrol")
        enrol(page, yunling.site, role)
    for name, address in yunling.pages[role].items():
        if name in left and name not in album.OF_OTHERS.get(role, ()):
            page.goto(address)
            yield _shot(page, role, name)
    if role == "clerk" and "look" in left:
        _look_at_a_file(page)
        yield _shot(page, role, "look")


def _look_at_a_file(page: Page) -> None:
    """Choose the file of the tour, made into one of this unit and of today."""
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto("/file/")
    page.get_by_label("类别").select_option("licence")
    file = {"name": "本周许可.csv", "mimeType": "text/csv", "buffer": _tour()}
    page.set_input_files("#file", file)
    page.locator("#h-look").wait_for()


def _tour() -> bytes:
    text = (_TOUR / "licences.csv").read_text(encoding="utf-8-sig")
    register = (_TOUR / "units.csv").read_text(encoding="utf-8-sig").splitlines()[1:]
    (own, code), *others = [each.split(",")[:2] for each in register]
    for name, foreign in others:
        text = text.replace(name, own).replace(foreign, code)
    today = datetime.now(CHINA)
    text = re.sub("2023/[0-9]{2}/[0-9]{2}", f"{today:%Y/%m/%d}", text)
    return text.replace("〔2023〕", f"〔{today.year}〕").encode()


def _shot(page: Page, role: str, name: str) -> Shot:
    title = page.title().removesuffix(" · 公示")
    return Shot(role, name, title)


def _take(page: Page, out: Path, name: str) -> None:
    for size, (width, most) in SIZES.items():
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_load_state("networkidle")
        height = page.evaluate("document.documentElement.scrollHeight")
        content = _captured(page, width, min(height, most))
        (out / f"{name}-{size}.webp").write_bytes(content)
    page.set_viewport_size({"width": 1280, "height": 900})


def _captured(page: Page, width: int, height: int) -> bytes:
    """Give a picture as WebP, as good as fits into `MOST`."""
    session = page.context.new_cdp_session(page)
    clip = {"x": 0, "y": 0, "width": width, "height": height, "scale": 1}
    content = b""
    for quality in _QUALITIES:
        told = session.send(
            "Page.captureScreenshot",
            {"format": "webp", "quality": quality, "clip": clip,
             "captureBeyondViewport": True},
        )  # fmt: skip
        content = base64.b64decode(told["data"])
        if len(content) <= MOST:
            break
    session.detach()
    return content


if __name__ == "__main__":
    main()
