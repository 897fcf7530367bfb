import html
import re

import pytest

from gongshi.actions.attachments import Attachment
from gongshi.actions.import_units import import_units
from gongshi.actions.keep_evidence import Review, keep_evidence
from gongshi.clocks.periods import month
from gongshi.ledger.models import Office
from tests.web.conftest import heading

TABLE = "单位,平台名称\n蔡甸区,示例大数据平台\n汉阳区,<b>示例</b>平台\n"
UNITS = "name,group\n蔡甸区,districts\n汉阳区,districts\n"
JULY = month("2022-07")


@pytest.fixture(autouse=True)
def platforms(_ledger):
    Office.objects.update(place="wuhan")
    import_units(UNITS.encode(), file_name="units.csv")
    table = Attachment(TABLE.encode(), "平台.csv")
    keep_evidence(Review("platform", [], "审核员", table=table), JULY, "wuhan")


def test_a_figure_of_papers_opens_the_papers(reader):
    source = reader.open("/bulletins/2022-07/")
    addresses = [
        html.unescape(each) for each in re.findall(r'href="(/evidence/[^"]+)"', source)
    ]

    opened = [heading(reader.open(each)) for each in addresses]

    assert opened == ["截至2022年7月 平台对接：2 件", "2022年7月 平台对接：2 件"]


def test_papers_of_a_unit_are_listed_with_what_they_say(reader):
    source = reader.open("/evidence/?period=2022-07&unit=汉阳区")

    assert heading(source) == "2022年7月 汉阳区 证据：1 件"
    assert "平台名称 &lt;b&gt;示例&lt;/b&gt;平台" in source


def test_a_month_without_papers_says_so(reader):
    assert (
        heading(reader.open("/evidence/?period=2022-08")) == "2022年8月 证据：没有登记"
    )


def test_an_unknown_kind_is_one_sentence(reader):
    assert "没有「x」这种证据" in reader.open("/evidence/?period=2022-07&kind=x", 404)


def test_a_place_without_papers_says_so(reader):
    told = reader.open("/evidence/?period=2022-07&policy=pingdingshan", 400)

    assert "没有考核办法" in told
