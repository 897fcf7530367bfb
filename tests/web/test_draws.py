"""A seed is published, drawn from once, and repeated; a unit rehearses for itself."""

import re

import pytest
from django.utils import timezone

from gongshi.ledger.case_models import Case
from gongshi.ledger.letters import registered_letters
from gongshi.ledger.models import Entry, Evidence, Office
from gongshi.ledger.register_models import Draw, DrawNotice
from tests.web import city
from tests.web.conftest import heading, words
from tests.web.test_bulletin_wizard import Desk
from tests.web.unit.desk import MARKET, Seat

LIST = "/draws/"
NUMBERS = {"kind": "numbers", "period": "2023-12", "seed": "种子", "units": "5"}


@pytest.fixture
def analyst(december) -> Desk:
    day = city.date(2023, 12, 4)
    rows = [city.licence(number, day) for number in (21, 22, 23, 25)]
    city.file_rows(rows, "市公安局", city.at(12, 14))
    return Desk("analyst")


@pytest.fixture
def yuncheng(analyst) -> Desk:
    Office.objects.update(place="yuncheng")
    return analyst


def test_a_seed_is_offered_and_another_one_every_time(analyst):
    seeds = {
        re.findall(r'name="seed" value="([^"]+)"', analyst.open(LIST))[0]
        for _ in range(2)
    }

    assert len(seeds) == 2
    assert all("pingdingshan" in each for each in seeds)


def test_numbers_are_drawn_from_what_was_published_and_missing_ones_suspected(analyst):
    address = analyst.send(f"{LIST}publish/", **NUMBERS)
    before = analyst.open(address)
    assert "种子已公布，还没有抽" in heading(before)
    assert not Draw.objects.exists()

    for _ in range(2):
        assert analyst.send(f"{address}make/") == address

    page = analyst.open(address)
    told = words(page)
    assert "照种子重算过，结果相同" in told
    assert Draw.objects.count() == 1
    drawn = {
        each["number"]: each["state"] for each in Draw.objects.get().result["numbers"]
    }
    assert drawn["平示许〔2023〕24号"] == "missing"
    assert drawn["平示许〔2023〕6号"] == "present"
    assert set(Case.objects.values_list("document_number", flat=True)) == {
        number for number, state in drawn.items() if state == "missing"
    }
    assert "平示许〔2023〕24号" in told


def test_another_seed_for_the_same_month_is_refused(analyst):
    analyst.send(f"{LIST}publish/", **NUMBERS)

    page = analyst.send(f"{LIST}publish/", 422, **{**NUMBERS, "seed": "更好的"})

    assert "不能换一个再抽" in page
    assert DrawNotice.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"seed": " "}, "请写种子"),
        ({"seed": "长" * 201}, "种子最多 200 字"),
        ({"units": "8"}, "每次抽 5 至 7 个部门"),
        ({"units": "五"}, "请写整数"),
        ({"kind": "x"}, "请选择抽什么"),
        ({"period": "2099-01"}, "还没有到"),
        ({"kind": "units"}, "没有考核办法"),
        ({"kind": "units", "policy": "火星"}, "没有“火星”的政策"),
    ],
)
def test_a_draw_that_cannot_be_is_refused_in_one_sentence(analyst, typed, told):
    page = analyst.send(f"{LIST}publish/", 422, **{**NUMBERS, **typed})

    assert told in words(page)
    assert not DrawNotice.objects.exists()


def test_departments_are_drawn_and_get_their_letters(yuncheng):
    asked = {"kind": "units", "period": "2023-12", "seed": "种子"}
    address = yuncheng.send(f"{LIST}publish/", **asked)
    yuncheng.send(f"{address}make/")

    # How many departments is asked of the other kind alone.
    assert yuncheng.send(f"{LIST}publish/", **asked, units="5") == address
    page = yuncheng.open(address)

    assert "鲁山县市场监督管理局" in words(page)
    assert Evidence.objects.filter(kind="drawn").count() == 3
    letter = re.findall(r'href="(/letters/\?kind=drawn[^"]+)"', page)[0]
    draft = words(yuncheng.open(letter.replace("&amp;", "&")))
    assert "报送12月份作出的行政许可、行政处罚决定的台账" in draft
    assert not registered_letters(place="yuncheng").exists()
    told = words(yuncheng.open("/registers/?period=2023-12"))
    assert "被抽到，还没有交台账，也没有说明：" in told


def test_an_office_without_an_assessment_draws_by_the_rules_of_another_place(analyst):
    asked = {"kind": "units", "period": "2023-12", "seed": "种子"}
    assert '<option value="yuncheng">' in analyst.open(LIST)

    address = analyst.send(f"{LIST}publish/", **asked, policy="yuncheng")
    analyst.send(f"{address}make/")

    assert "yuncheng@2021-07-14" in words(analyst.open(address))
    assert Evidence.objects.filter(kind="drawn", place="yuncheng").count() == 3
    told = words(analyst.open("/registers/?period=2023-12"))
    assert "被抽到，还没有交台账，也没有说明：" in told


def test_only_the_unit_sees_its_rehearsal(december):
    year = timezone.localdate().year
    day = timezone.localdate().replace(day=1)
    rows = [
        city.licence(n, day, XK_WSH=f"平示许〔{year}〕{n}号") for n in (1, 2, 3, 5, 6)
    ]
    city.file_rows(rows, MARKET, timezone.now())
    seat = Seat()
    address = f"{LIST}rehearsal/"

    page = seat.open(address)

    assert heading(page) == "抽了 6 个文书号，1 个平台上没有"
    assert f"平示许〔{year}〕4号" in words(page)
    again = re.findall(r'href="([^"]*seed=[^"]+)"', page)[0]
    assert "抽了 6 个" in heading(seat.open(again.replace("&amp;", "&")))
    assert not Case.objects.exists()
    Desk("analyst").open(address, 403)
    other = Seat(unit="市公安局")
    other.open(f"{address}?unit={seat.unit.pk}", 404)
    assert Entry.objects.filter(series_year=year).count() == 5
