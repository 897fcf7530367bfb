"""A register is brought, its columns are told once, near rows are confirmed."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from gongshi.ledger.case_models import Case
from gongshi.ledger.models import Office, Unit
from gongshi.ledger.register_models import RegisterAnswer, RegisterCheck
from tests.web.conftest import heading, words
from tests.web.test_bulletin_wizard import Desk
from tests.web.unit.desk import Seat

NEW, LIST = "/registers/new/", "/registers/?period=2023-12"
KNOWN = (
    "文号,相对人,决定日期,备注\n"
    "平示许〔2023〕4号,示例4号公司,2023-12-04,\n"
    "平示许〔2023〕5号,示例五号公司,2023-12-04,\n"
    "平示许〔2023〕444号,王小明,2023-12-04,\n"
    ",李四,2023-12-05,简易程序\n"
    "合计,,4,\n"
)
ASKED = {"period": "2023-12", "category": "licence"}


@pytest.fixture
def seat(december) -> Seat:
    return Seat()


def file(text: str = KNOWN) -> SimpleUploadedFile:
    return SimpleUploadedFile("台账.csv", text.encode())


def token_of(source: str) -> str:
    return re.findall(r'name="token" value="([^"]+)"', source)[0]


def kept(seat: Seat, text: str = KNOWN) -> RegisterCheck:
    looked = seat.send(NEW, 200, **ASKED, step="look", file=file(text))
    seat.send(NEW, **ASKED, step="keep", token=token_of(looked))
    return RegisterCheck.objects.latest("pk")


def test_a_look_tells_all_and_keeps_nothing(seat):
    page = seat.send(NEW, 200, **ASKED, step="look", file=file())

    told = words(page)
    assert heading(page) == "2023-12 台账 5 行：平台没有 1 行"
    assert "共 5 行＝应报送 3＋不用报送 1＋不是记录 1" in told
    assert "王*明" in told
    assert "王小明" not in told
    assert not RegisterCheck.objects.exists()
    assert not Case.objects.exists()


def test_what_is_kept_is_confirmed_row_by_row(seat):
    check = kept(seat)
    address = f"/registers/{check.pk}/"
    page = seat.open(address)
    assert "写法相近，要确认：1 行" in words(page)
    (entry,) = re.findall(r'name="row-3" value="([0-9]+)"', page)

    assert seat.send(f"{address}confirm/", **{"row-3": entry}) == address
    seat.send(f"{address}confirm/", **{"row-3": entry})

    assert RegisterAnswer.objects.count() == 1
    assert "确认过的：1 行" in seat.words(address)
    assert Case.objects.get().document_number == "平示许〔2023〕444号"


def test_none_of_them_makes_the_row_suspected(seat):
    check = kept(seat)
    seat.send(f"/registers/{check.pk}/confirm/", **{"row-3": "none"})

    assert Case.objects.count() == 2
    assert "平台没有 2 行" in heading(seat.open(f"/registers/{check.pk}/"))


@pytest.mark.parametrize("chosen", ["999999", "12345678901234567890", "abc"])
def test_a_record_that_was_not_offered_is_refused(seat, chosen):
    check = kept(seat)

    page = seat.send(f"/registers/{check.pk}/confirm/", 422, **{"row-3": chosen})

    assert 'role="alert"' in page
    assert not RegisterAnswer.objects.exists()


def test_columns_that_nobody_knows_are_asked_for_without_the_file_again(seat):
    text = KNOWN.replace("文号,相对人,决定日期,备注", "甲,乙,丙,丁")
    page = seat.send(NEW, 422, **ASKED, step="look", file=file(text))
    assert heading(page) == "这几列各是什么？"

    columns = {
        "name": list("甲乙丙丁"),
        "column": ["number", "subject", "decided", "remark"],
    }
    page = seat.send(NEW, 200, **ASKED, step="look", token=token_of(page), **columns)

    assert "平台没有 1 行" in heading(page)


def test_a_month_that_has_not_begun_is_refused(seat):
    page = seat.send(NEW, 422, **{**ASKED, "period": "2099-01"}, file=file())

    assert "还没有到" in page


def test_another_units_register_is_not_seen(seat):
    check = kept(seat)
    stranger = Seat(unit="市公安局")

    stranger.open(f"/registers/{check.pk}/", 404)
    stranger.send(f"/registers/{check.pk}/confirm/", 404, **{"row-3": "none"})
    page = stranger.send(
        NEW, 422, **ASKED, unit=f"{check.unit_id}", step="look", file=file()
    )
    assert "请选择是谁的台账" in page


def test_the_office_sees_who_brought_one_and_brings_one_for_a_unit(seat):
    kept(seat)
    analyst = Desk("analyst")
    other = Unit.objects.get(name="市审计局")
    asked = {**ASKED, "unit": f"{other.pk}"}
    page = analyst.send(NEW, 200, **asked, step="look", file=file())
    analyst.send(NEW, **asked, step="keep", token=token_of(page))

    page = analyst.open(LIST)

    assert heading(page) == "2023年12月台账：2 家交了"
    told = words(page)
    assert "鲁山县市场监督管理局 行政许可 3 1 1 33.33%" in told
    assert "市公安局 没有交台账" in told


def test_who_was_drawn_and_says_nothing_is_named(seat):
    from gongshi.ledger.models import Evidence

    Evidence.objects.create(
        place=Office.objects.get().place,
        period="2023-12",
        unit=Unit.objects.get(name="市审计局"),
        kind="drawn",
        is_met=True,
        reviewer="张三",
        policy="pingdingshan@2023-01-01",
        received_at="2024-01-02T09:00+08:00",
    )

    page = words(Desk("analyst").open(LIST))

    assert "被抽到，还没有交台账，也没有说明：市审计局。" in page
