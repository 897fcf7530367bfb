import re

import pytest
from django.test import Client

from tests.people.persons import log_in
from tests.web import city
from tests.web.conftest import heading

PAGES = (
    "/", "/?period=2023-11", "/batches/", "/batches/GS-20231208-0001/", "/rows/",
    "/rows/?q=nothing", "/units/", "/bulletins/2023-12/", "/rulebook/windows/",
    "/rulebook/windows/new/",
)  # fmt: skip


@pytest.mark.parametrize("address", PAGES)
def test_every_page_is_chinese_with_one_heading_and_a_way_past_the_bar(
    reader, december, address
):
    source = reader.open(address)

    assert '<html lang="zh-CN">' in source
    assert '<a class="skip" href="#main">' in source
    assert heading(source)


@pytest.mark.parametrize("address", PAGES)
def test_every_page_does_without_inline_style_and_script(reader, december, address):
    source = reader.open(address)

    inline = r'<script(?! src="/static/)|<style|\sstyle=|\son[a-z]+=|javascript:'
    assert not re.search(inline, source)
    assert "default-src 'self'" in reader.headers["Content-Security-Policy"]


@pytest.mark.parametrize("address", PAGES)
def test_every_table_has_a_caption_and_scopes(reader, december, address):
    source = reader.open(address)

    assert source.count("<table") == source.count("<caption")
    assert "<th>" not in source


@pytest.mark.parametrize("address", PAGES)
def test_every_drawing_says_its_numbers(reader, december, address):
    drawings = re.findall(r"<svg [^>]*>", reader.open(address))

    assert all("aria-label=" in each or "aria-hidden=" in each for each in drawings)


@pytest.mark.parametrize("address", PAGES)
def test_no_page_is_kept_by_the_browser(reader, december, address):
    reader.open(address)

    assert reader.headers["Cache-Control"] == "no-store"


def test_script_in_a_filing_stays_text(reader):
    city.set_up_units()
    hostile = "<script>alert(1)</script>公司"
    row = city.licence(1, city.at(12, 4).date(), XK_XDR_MC=hostile, XK_WSH=hostile)
    batch = city.file_rows([row], "市公安局", city.at(12, 5), name=f"{hostile}.csv")

    for address in ("/", "/batches/", f"/batches/{batch.number}/", "/rows/",
                    f"/rows/{batch.pk * 10_000_000 + 2}/", "/rows/?q=<script>"):  # fmt: skip
        assert "<script>" not in reader.open(address)


def test_unknown_address_is_not_found(reader):
    assert heading(reader.open("/nowhere", status=404)) == "没有这一页"


def test_address_with_nul_is_refused(reader):
    assert "不能用的字符" in reader.words("/rows/?q=%00", status=400)


def test_pages_only_read(reader, december):
    client = Client()
    log_in(client, "analyst")

    assert client.post("/").status_code == 405


def test_health_is_for_machines(reader):
    assert reader.open("/health") == '{"status": "ok", "ledger": "ready"}'


STRANGE = ("hex", "rot13", "base64", "idna", "punycode", "undefined", "utf-16")


def refused(environ: dict[str, str]) -> str:
    """Send what a stranger sends, as a server would, and read what he is told."""
    from gongshi.site.wsgi import application

    told = {}
    started = Client()._base_environ() | {"PATH_INFO": "/rows/"} | environ
    answer = application(started, lambda *head: told.update(status=head[0], at=head[1]))
    assert told["status"].startswith("400 "), told
    assert dict(told["at"])["X-Request-ID"]
    return b"".join(answer).decode()


@pytest.mark.parametrize(
    "kind",
    [*(f"text/plain; charset={each}" for each in STRANGE), "a; charset*=hex''%aa"],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_charset_that_is_no_text_is_one_chinese_sentence(kind, method):
    asked = {"CONTENT_TYPE": kind, "REQUEST_METHOD": method, "QUERY_STRING": "q=%AA"}

    assert "读不懂这个请求" in refused(asked)


def test_too_many_conditions_are_one_chinese_sentence():
    assert "条件太多的请减少" in refused({"QUERY_STRING": "&".join(["q=1"] * 1001)})
