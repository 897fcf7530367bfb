import re
from datetime import date

import pytest

from tests.web import city
from tests.web.conftest import heading
from tests.web.unit.conftest import table

PAGES = (
    "/home/", "/home/rank/", "/file/", "/filings/", "/filings/{}/", "/filings/{}/receipt/",
    "/templates/", "/notices/", "/verify/", "/verify/?number=GS-1&seal=a", "/rows/",
)  # fmt: skip


@pytest.fixture
def source_of(clerk):
    day = date(2026, 11, 17)
    wrong = city.licence(2, day, XK_XDR_SHXYM=city.WRONG_CODE)
    filing = clerk.filed(table(city.licence(1, day), wrong))
    return lambda address: clerk.open(address.format(filing.number))


@pytest.mark.parametrize("address", PAGES)
def test_every_page_is_chinese_with_one_heading_and_tables_with_captions(
    source_of, address
):
    source = source_of(address)

    assert '<html lang="zh-CN">' in source
    assert heading(source)
    assert source.count("<table") == source.count("<caption")
    assert "<th>" not in source


@pytest.mark.parametrize("address", PAGES)
def test_every_page_does_without_inline_style_and_script(source_of, address):
    source = source_of(address)

    scripts = re.findall(r"<script[^>]*>(.*?)</script>", source, re.DOTALL)
    assert set(scripts) <= {""}
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", source)
    assert not re.search(r'(?:src|href|action)="(?:https?:)?//', source)


@pytest.mark.parametrize("address", PAGES)
def test_every_drawing_says_its_numbers(source_of, address):
    drawings = re.findall(r"<svg [^>]*>", source_of(address))

    assert all("aria-label=" in each or "aria-hidden=" in each for each in drawings)
