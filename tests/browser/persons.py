"""Persons at the door: password, the change of the first one, the code from a phone."""

from base64 import b32decode

from django_otp.oath import totp
from playwright.sync_api import Page

from tests.browser.site import Site

NEW = "一个 新的 密码 2026"


def log_in(page: Page, site: Site, login: str) -> None:
    """Log in, with all that is asked for on the way."""
    give_password(page, site, login)
    if _is_at(page, "/login/phone/"):
        enrol(page, site, login)
    elif _is_at(page, "/login/code/"):
        # The code of this half minute may have been used to enrol the phone.
        _give(page, code(site.phones[login], drift=1), "确定")


def give_password(page: Page, site: Site, login: str) -> None:
    """Give the password; the first time the one that was printed, which must change."""
    page.goto("/login/")
    page.get_by_label("登录名").fill(login)
    page.get_by_label("密码").fill(site.passwords[login])
    page.get_by_role("button", name="登录").click()
    if _is_at(page, "/password/"):
        page.get_by_label("现在的密码").fill(site.passwords[login])
        page.get_by_label("新密码").fill(NEW)
        page.get_by_label("再输一遍").fill(NEW)
        page.get_by_role("button", name="设定").click()
        site.passwords[login] = NEW


def enrol(page: Page, site: Site, login: str) -> None:
    """Bind a phone as people do who cannot scan: by the secret that is written out."""
    page.get_by_text("不能扫描").click()
    spelled = page.locator("details code").inner_text().replace(" ", "")
    site.phones[login] = b32decode(spelled)
    _give(page, code(site.phones[login]), "完成绑定")


def code(secret: bytes, drift: int = 0) -> str:
    """Compute what the phone shows, some halves of a minute from now."""
    return f"{totp(secret, drift=drift):06d}"


def _give(page: Page, digits: str, button: str) -> None:
    page.get_by_label("六位数字").fill(digits)
    page.get_by_role("button", name=button).click()


def _is_at(page: Page, path: str) -> bool:
    return page.url.split("?")[0].endswith(path)
