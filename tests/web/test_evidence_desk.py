"""Evidence is entered and adjustments are granted on pages; scores open every point."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from gongshi.actions.assess import assess
from gongshi.actions.import_units import import_units
from gongshi.clocks.periods import month
from gongshi.ledger.models import (
    AdjustmentRequest,
    Evidence,
    IssuedScores,
    Office,
    Unit,
)
from tests.web.conftest import heading, words
from tests.web.test_bulletin_wizard import Desk

AUGUST = month("2021-08")
HERE = "period=2021-08&policy=yuncheng"
UNITS = "name,group\n盐湖区,counties\n永济市,counties\n"
ASKED = {"period": "2021-08", "policy": "yuncheng"}


@pytest.fixture(autouse=True)
def city(_ledger):
    Office.objects.update(place="yuncheng")
    import_units(UNITS.encode(), file_name="u.csv")


@pytest.fixture
def analyst():
    return Desk("analyst")


def pdf(content=b"%PDF-1.7\n%%EOF\n"):
    return SimpleUploadedFile("台账.pdf", content, "text/html")


def test_a_paper_is_entered_with_its_values_and_its_file(analyst):
    form = analyst.open(f"/evidence/new/?{HERE}&kind=register")
    assert 'name="v-due"' in form

    analyst.send(
        "/evidence/new/", **ASKED, kind="register", unit="盐湖区",
        **{"v-due": "20", "v-concealed": "3", "file": pdf()},
    )  # fmt: skip

    paper = Evidence.objects.get()
    assert (paper.due, paper.concealed, paper.reviewer) == (20, 3, "分析员")
    page = words(analyst.open(f"/evidence/?{HERE}"))
    assert "瞒报" in page or "漏报" in page or "3" in page


def test_a_file_is_only_ever_downloaded(analyst):
    analyst.send(
        "/evidence/new/", **ASKED, kind="register", unit="盐湖区",
        **{"v-due": "20", "v-concealed": "3", "file": pdf()},
    )  # fmt: skip

    answer = analyst._client.get(f"/evidence/{Evidence.objects.get().pk}/file")

    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_table_of_papers_is_entered_at_once(analyst):
    table = SimpleUploadedFile(
        "t.csv", "单位,due,concealed\n盐湖区,20,3\n永济市,10,0\n".encode()
    )

    analyst.send("/evidence/new/", **ASKED, kind="register", table=table)

    assert Evidence.objects.count() == 2


def test_what_is_wrong_is_told_and_what_was_typed_stays(analyst):
    told = analyst.send(
        "/evidence/new/", 422, **ASKED, kind="register", unit="盐湖区",
        **{"v-due": "2", "v-concealed": "3", "note": "抽查"},
    )  # fmt: skip

    assert "不能多于" in told
    assert 'value="2"' in told
    assert not Evidence.objects.exists()


def test_an_adjustment_waits_for_another_person(analyst):
    analyst.send(
        "/evidence/new/", **ASKED, kind="media", unit="盐湖区", note="省报 8 月 3 日"
    )
    assert not Evidence.objects.exists()
    asked = AdjustmentRequest.objects.get()
    reviewer = Desk("reviewer")
    page = reviewer.open(f"/evidence/?{HERE}")
    assert "等批准的加减分：1 件" in words(page)

    analyst.send(f"/adjustments/{asked.pk}/decide/", 403, answer="grant")
    refused = reviewer.send(
        f"/adjustments/{asked.pk}/decide/?{HERE}", 422, answer="refuse"
    )
    assert "请写明为什么" in refused
    reviewer.send(f"/adjustments/{asked.pk}/decide/?{HERE}", answer="grant")

    assert Evidence.objects.get().note == "省报 8 月 3 日"


def test_scores_open_every_point(analyst):
    page = analyst.open(f"/scores/?{HERE}")
    assert heading(page) == "2021年8月得分：还没有印发"
    unit = Unit.objects.get(name="盐湖区")

    one = analyst.open(f"/scores/{unit.pk}/?{HERE}")

    titles = [each.title for each in assess(AUGUST, "yuncheng").assessment.items]
    assert all(title in one for title in titles)


def test_what_if_changes_the_answer_and_stores_nothing(analyst):
    unit = Unit.objects.get(name="盐湖区")

    page = words(analyst.open(f"/scores/{unit.pk}/?{HERE}&if-media=1"))

    assert "照这样假设：" in page
    assert not Evidence.objects.exists()
    analyst.open(f"/scores/{unit.pk}/?{HERE}&if-media=甲", 422)


def test_scores_are_issued_by_the_head_alone(analyst):
    analyst.send("/scores/issue/", 403, **ASKED)

    Desk("office_head").send(f"/scores/issue/?{HERE}", **ASKED)

    assert IssuedScores.objects.get().version == 1
    assert re.search("第 1 版已印发", heading(analyst.open(f"/scores/?{HERE}")))


def test_a_place_without_scores_says_so_and_offers_others(analyst):
    Office.objects.update(place="pingdingshan")

    page = analyst.open("/scores/?period=2023-12")

    assert "没有考核" in heading(page)
    assert "policy=yuncheng" in page
