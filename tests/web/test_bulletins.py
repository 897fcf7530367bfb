import html
import re
from urllib.parse import quote

from tests.web.conftest import heading, words


def test_bulletin_opens_the_rows_behind_each_figure(reader, december):
    source = reader.open("/bulletins/2023-12/")
    figures = re.findall(r'<a class="fig-link" href="([^"]+)">([0-9]+)</a>条', source)

    opened = [_count(reader, html.unescape(address)) for address, _ in figures]

    assert opened
    assert opened == [int(text) for _, text in figures]


def test_bulletin_has_a_heading_beside_the_paper(reader, december):
    assert heading(reader.open("/bulletins/2023-12/")) == "2023年12月通报"


def test_bulletins_lead_to_the_latest_month(reader, december):
    reader.open("/bulletins/", status=302)

    assert reader.headers["Location"] == "/bulletins/2023-12/"


def _count(reader, address: str) -> int:
    found = heading(reader.open(quote(address, safe="/?=&%")))
    number = re.search(r"：([0-9,]+) 行", words(found))
    return int(number[1].replace(",", "")) if number else 0
