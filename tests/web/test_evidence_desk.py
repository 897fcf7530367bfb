"""Evidence is entered and adjustments are granted on pages; scores open every point."""

import json
import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from gongshi.actions.assess import assess, issue
from gongshi.actions.change_unit import Wanted, change_unit
from gongshi.actions.import_units import import_units
from gongshi.clocks.periods import month
from gongshi.ledger.models import (
    AdjustmentRequest,
    Evidence,
    IssuedScores,
    Office,
    Unit,
)
from gongshi.people.history import Order
from tests.web.conftest import heading, words
from tests.web.test_bulletin_wizard import Desk

AUGUST = month("2021-08")
HERE = "period=2021-08&policy=yuncheng"
UNITS = "name,group\n盐湖区,counties\n永济市,counties\n"
PART = {"HX-Request": "true"}
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


def test_a_form_sent_twice_is_kept_once(analyst):
    told = {**ASKED, "kind": "media", "unit": "盐湖区", "note": "省报 8 月 3 日"}
    source = analyst.open(f"/evidence/new/?{HERE}&kind=media")
    key = re.findall('name="key" value="([^"]+)"', source)[0]

    led = [
        analyst.send("/evidence/new/", **told, key=key, file=pdf()) for _ in range(2)
    ]
    other = analyst.send("/evidence/new/", 422, **told | {"note": "别的"}, key=key)

    assert led[0] == led[1]
    assert "已经提交过，内容却不一样" in other
    assert AdjustmentRequest.objects.count() == 1
    analyst.send("/evidence/new/", **told, key="another")
    assert AdjustmentRequest.objects.count() == 2


def test_a_paper_sent_twice_is_kept_once(analyst):
    told = {**ASKED, "kind": "register", "unit": "盐湖区", "key": "k"}

    for _ in range(2):
        analyst.send("/evidence/new/", **told, **{"v-due": "20", "v-concealed": "3"})

    assert Evidence.objects.count() == 1


def test_what_was_wrong_is_sent_again_with_the_same_key(analyst):
    told = {**ASKED, "kind": "register", "unit": "盐湖区", "key": "k", "v-due": "2"}

    analyst.send("/evidence/new/", 422, **told, **{"v-concealed": "3"})
    analyst.send("/evidence/new/", **told, **{"v-concealed": "1"})

    assert Evidence.objects.count() == 1


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
    late = Desk("office_head").send(
        f"/adjustments/{asked.pk}/decide/?{HERE}", 422, answer="refuse", note="晚了"
    )
    assert f"第 {asked.pk} 号已由审核员于" in late


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


def changed(kind, to):
    unit = Unit.objects.get(name="盐湖区")
    order = Order(date(2022, 1, 1), "运编〔2021〕9号", "系统管理员")
    change_unit(Wanted(kind, unit.pk, to, order))
    return unit.pk


def test_a_month_before_a_rename_is_shown_under_the_old_name(analyst):
    key = changed("rename", "更名区")

    page = analyst.open(f"/scores/?{HERE}")
    one = words(analyst.open(f"/scores/{key}/?{HERE}&if-media=1"))

    assert re.search(rf'href="/scores/{key}/[^"]*">盐湖区<', page)
    assert "照这样假设：" in one
    assert "盐湖区" in analyst.open("/ranking/?period=2021-08", headers=PART)


def test_a_rename_hides_no_earlier_ranking(analyst):
    def cautions():
        units = assess(month("2021-09"), "yuncheng").ranked
        return [each.card.facts.earlier for each in units]

    issued = issue(assess(AUGUST, "yuncheng"))
    content = json.loads(issued.content)
    for at, each in enumerate(content["units"], 1):
        each["from_bottom"] = at
    issued.pk, issued.version, issued.content = None, 2, json.dumps(content)
    issued.save(force_insert=True)
    before = cautions()
    unit = Unit.objects.get(name="盐湖区")
    order = Order(date(2021, 9, 2), "运编〔2021〕9号", "系统管理员")
    change_unit(Wanted("rename", unit.pk, "更名区", order))

    assert sorted(before) == sorted(cautions()) == [(1,), (2,)]


@pytest.mark.parametrize("name", ["盐湖区", "更名区"])
def test_a_renamed_unit_is_found_by_each_of_its_names(name):
    key = changed("rename", "更名区")
    unit = Unit.objects.get(pk=key)
    unit.aliases = []
    unit.save()

    assert assess(AUGUST, "yuncheng").of(name).card.facts.key == key


def test_a_unit_that_went_up_in_another_says_in_which(analyst):
    key = changed("merge", "永济市")

    page = words(analyst.open(f"/scores/{key}/?period=2022-03&policy=yuncheng", 404))

    assert "「盐湖区」并入「永济市」" in page
    assert "请看「永济市」的得分" in page
    analyst.open(f"/scores/{key}/?{HERE}")
