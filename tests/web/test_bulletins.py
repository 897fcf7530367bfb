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


def test_a_bulletin_leads_to_the_next_month_and_can_be_had_as_a_file(reader, december):
    source = reader.open("/bulletins/2023-12/")

    assert 'href="/bulletins/2024-01/"' in source
    assert 'href="?format=docx&amp;policy=pingdingshan"' in source
    assert 'class="head long"' in source


def _count(reader, address: str) -> int:
    found = heading(reader.open(quote(address, safe="/?=&%")))
    number = re.search(r"：([0-9,]+) 行", words(found))
    return int(number[1].replace(",", "")) if number else 0
