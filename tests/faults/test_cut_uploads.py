"""A file that did not arrive whole is not received: no filing, no receipt, no rest."""

import socket
import time
from datetime import date

import pytest

from tests.faults.site import Site, Visitor, form
from tests.patience import LONG
from tests.web import city
from tests.web.unit.conftest import table

CLERK = "clerk@市公安局"
ROWS = [city.licence(number, date(2026, 11, 17)) for number in range(3000, 3020)]


@pytest.fixture
def clerk(site: Site) -> Visitor:
    return site.visitor(CLERK)


def asked(clerk: Visitor, content: bytes) -> tuple[bytes, dict[str, str]]:
    return form(clerk.filing(), content, "一周.csv")


def spoken(site: Site, words: bytes, *, hangs_up: bool) -> bytes:
    """Say something and then nothing more; gives what is answered."""
    with socket.create_connection(("127.0.0.1", site.port), timeout=LONG) as line:
        line.sendall(words)
        if hangs_up:
            return b""
        # The answer can still be read: nothing hides what would have been promised.
        line.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: line.recv(1 << 16), b""))


@pytest.mark.parametrize("hangs_up", [False, True])
def test_an_upload_that_breaks_off_is_never_received(site, clerk, hangs_up):
    body, headers = asked(clerk, table(*ROWS))
    whole = clerk.raw("/file/", body, headers)
    head = len(whole) - len(body)
    before = site.stored()
    cuts = [
        *range(1, head, head // 6),
        *range(head, len(whole), len(body) // 25),
        *range(len(whole) - 12, len(whole), 2),
        len(whole) - 1,
    ]

    answers = [spoken(site, whole[:at], hangs_up=hangs_up) for at in cuts]

    assert not [each for each in answers if b" 303 " in each[:20] or b"GS-" in each]
    assert site.stored() == before
    assert not list((site.home.parent / "tmp").iterdir())
    told = answers[-1].decode()
    assert hangs_up or "没有传完就断了，什么都没有存" in told
    assert clerk.get("/filings/").status == 200


@pytest.mark.parametrize("less", [3, 60, 500])
def test_a_length_that_is_too_small_receives_no_part(site, clerk, less):
    body, headers = asked(clerk, table(*ROWS))
    before = site.stored()
    length = {"Content-Length": str(len(body) - less)}

    told = spoken(site, clerk.raw("/file/", body, headers | length), hangs_up=False)

    assert b" 303 " not in told[:20]
    assert site.stored() == before


@pytest.mark.parametrize("length", ["-1", "1e3", "x", "", "1, 2"])
def test_a_length_that_is_no_number_is_refused(site, clerk, length):
    body, headers = asked(clerk, table(*ROWS))
    before = site.stored()

    told = spoken(
        site,
        clerk.raw("/file/", body, headers | {"Content-Length": length}),
        hangs_up=False,
    )

    assert b" 303 " not in told[:20]
    assert site.stored() == before


def test_a_large_file_that_breaks_off_leaves_no_file_behind(site, clerk):
    body, headers = asked(clerk, table(*ROWS) + b"\n" * (6 << 20))
    before = site.stored()

    whole = clerk.raw("/file/", body, headers)
    told = spoken(site, whole[: len(whole) - 2000], hangs_up=False)

    assert b" 303 " not in told[:20]
    assert site.stored() == before
    assert not list((site.home.parent / "tmp").iterdir())


def test_typed_boxes_that_break_off_are_not_taken(site, clerk):
    head = clerk.raw(
        "/nil/",
        b"csrfmiddlewaretoken=" + b"t" * 32 + b"&reason=none",
        {
            "Content-Type": "application/x-www-form-urlencoded",
            "Content-Length": "4000",
        },
    )

    told = spoken(site, head, hangs_up=False).decode()

    assert " 400 " in told[:20]
    assert "没有传完就断了" in told


def test_a_slow_upload_arrives_and_holds_nobody_up(site, clerk):
    body, headers = asked(clerk, table(*ROWS, city.licence(2999, date(2026, 11, 17))))
    whole = clerk.raw("/file/", body, headers | {"Connection": "close"})
    step = len(whole) // 8 + 1

    with socket.create_connection(("127.0.0.1", site.port), timeout=LONG) as line:
        for at in range(0, len(whole), step):
            line.sendall(whole[at : at + step])
            assert site.visitor("").get("/health").status == 200
            time.sleep(0.1)
        told = b"".join(iter(lambda: line.recv(1 << 16), b""))

    assert b" 303 " in told[:20]
