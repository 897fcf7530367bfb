"""An exposure is entered, shown beside the records it may be, and decided."""

from datetime import date

import pytest

from gongshi.ledger.case_models import Case, CaseStep
from gongshi.ledger.exposure_models import Exposure, ExposureFeed, ExposureRuling
from gongshi.ledger.models import Entry
from tests.web import city
from tests.web.conftest import heading, words
from tests.web.test_bulletin_wizard import Desk

LIST, NEW, FEEDS = "/exposures/", "/exposures/new/", "/exposures/feeds/"
NEAR = {"subject": "示例1号公司", "decided": "2023-12-04", "source": "示例晚报"}
ABSENT = {"number": "平示许〔2023〕77号", "subject": "示例青禾公司"}


@pytest.fixture
def analyst():
    city.set_up_units()
    rows = [city.licence(number, date(2023, 12, 4)) for number in (1, 2)]
    city.file_rows(rows, "市公安局", city.at(12, 5))
    return Desk("analyst")


def test_what_is_near_is_shown_beside_the_record_and_confirmed(analyst):
    address = analyst.send(NEW, **NEAR)

    page = analyst.open(address)
    entry = Entry.objects.first()

    assert "示例晚报" in words(page)
    assert "一方没有文书号，相对人相同，决定日期相同，一方没有机关。" in words(page)
    told = {"place": "1", "ruling": "same", "entry": f"{entry.pk}"}
    analyst.send(f"{address}decide/", **told)
    analyst.send(f"{address}decide/", **told)
    assert ExposureRuling.objects.count() == 1
    assert "就是这一行" in words(analyst.open(address))
    assert heading(analyst.open(LIST)) == "媒体和网站公开的决定：都核对过了"


def test_what_is_not_there_has_a_case_and_calls_are_logged(analyst):
    address = analyst.send(NEW, **ABSENT)

    assert Case.objects.get().number in words(analyst.open(address))
    analyst.send(f"{address}call/", place="1", text="打给办公室，答应补报")
    assert CaseStep.objects.get().act == "called"


def test_the_same_form_sent_twice_is_one_exposure(analyst):
    first, again = analyst.send(NEW, **ABSENT), analyst.send(NEW, **ABSENT)

    assert first == again
    assert Exposure.objects.count() == 1


def test_a_person_is_shown_with_stars_in_list_and_text(analyst):
    typed = {"number": "平示许〔2023〕78号", "subject": "张示一", "title": "张示一被罚"}
    address = analyst.send(NEW, **typed)

    for page in (analyst.open(address), analyst.open(LIST)):
        assert "张示一" not in page
        assert "张*一" in page


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({}, "文书号、当事人、内容至少写一项"),
        ({"subject": "甲" * 201}, "「当事人」超过 200 个字"),
        ({"subject": "白石店", "url": "javascript:1"}, "网址要以 http:// 或"),
    ],
)
def test_what_does_not_fit_is_one_sentence(analyst, typed, told):
    page = analyst.send(NEW, 422, **typed)

    assert told in words(page)
    assert not Exposure.objects.exists()


def test_a_decision_about_what_is_not_there_is_not_found(analyst):
    analyst.send("/exposures/99/decide/", 404, place="1", ruling="foreign")


def test_a_wrong_decision_is_told_on_the_page(analyst):
    address = analyst.send(NEW, subject="海州快运有限公司")

    page = analyst.send(f"{address}decide/", 422, place="1", ruling="ours")

    assert "请选是哪个单位的决定" in words(page)


def test_script_in_what_was_seen_stays_text(analyst):
    address = analyst.send(NEW, subject="<script>店", text="<img onerror=1>")

    page = analyst.open(address)

    assert "<img" not in page
    assert "&lt;img onerror=1&gt;" in page


def test_the_list_is_parted_into_pages(analyst):
    for number in range(60):
        analyst.send(NEW, number=f"海市监罚〔2023〕{number + 1}号")

    first = analyst.open(LIST)
    (after,) = {part.split('"')[0] for part in first.split("after=")[1:]}
    second = analyst.open(f"{LIST}?after={after}")

    assert (first.count("海市监罚"), second.count("海市监罚")) == (50, 10)


def test_a_feed_is_entered_switched_off_and_switched_on(analyst):
    analyst.send(FEEDS, url="https://a.example/rss", name="示例晚报")
    feed = ExposureFeed.objects.get()
    assert not feed.is_on

    analyst.send(FEEDS, feed=f"{feed.pk}", switch="on")

    assert ExposureFeed.objects.get().is_on
    assert "平台没有打开订阅" in words(analyst.open(FEEDS))


@pytest.mark.parametrize("address", ["ftp://a.example/", "x", "http://[", ""])
def test_what_is_no_address_is_no_feed(analyst, address):
    analyst.send(FEEDS, 422, url=address)

    assert not ExposureFeed.objects.exists()
