"""Rules, policies, windows, letters and rehearsals as pages."""

import shutil
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings

from gongshi.actions import work
from gongshi.actions.import_units import import_units
from gongshi.jobs.stopping import Stop
from gongshi.jobs.working import run
from gongshi.ledger.models import Letter, Office
from gongshi.people.models import AuditEntry
from gongshi.policy.toml import RULEBOOK
from tests.web import city
from tests.web.conftest import heading, words
from tests.web.test_bulletin_wizard import Desk


@pytest.fixture
def analyst(december):
    return Desk("analyst")


def test_rules_of_a_category_tell_source_certainty_and_examples(analyst):
    page = analyst.open("/rulebook/?category=licence&q=S-02")

    assert "GB 32100" in page
    assert "914403001922038216" in page
    assert "国家标准" in words(page)


def test_a_rule_that_is_not_there_is_said(analyst):
    assert "没有含「火星」的规则" in analyst.open("/rulebook/?q=火星")


def test_editions_of_a_category_are_compared(analyst):
    assert "没有变" in analyst.open("/rulebook/?category=licence&since=2026-01-01")


def test_a_policy_tells_each_value_with_its_source(analyst):
    page = words(analyst.open("/rulebook/policy/?place=wuhan&on=2022-07-01"))

    assert "武汉" in page
    assert "项规定" in page


def test_two_editions_of_a_policy_are_compared(analyst):
    page = analyst.open("/rulebook/policy/?place=wuhan&on=2022-07-01&since=2020-08-19")

    assert "以来变了" in words(page)


def test_windows_tell_their_source_and_the_rows_they_exempted(analyst):
    page = words(analyst.open("/rulebook/windows/?place=hubei"))

    assert "补报窗口" in page


def test_a_letter_is_drafted_numbered_and_given_again():
    Office.objects.update(place="yuncheng")
    import_units("name,group\n盐湖区,counties\n".encode(), file_name="u.csv")
    row = city.licence(1, date(2023, 11, 1))
    city.file_rows([row], "盐湖区", city.at(12, 20))
    asked = "period=2023-12&unit=盐湖区&kind=prompt&on=2024-01-08&policy=yuncheng"
    analyst, head = Desk("analyst"), Desk("office_head")

    page = analyst.open(f"/letters/?{asked}")
    assert "由办公室负责人编号登记" in page
    typed = dict(each.split("=") for each in asked.split("&"))
    analyst.send("/letters/register/", 403, **typed)
    head.send("/letters/register/", **typed)
    head.send("/letters/register/", **typed)

    letter = Letter.objects.get()
    assert heading(head.open("/letters/?period=2023-12")) == "函件：登记了 1 件"
    assert head.file(f"/letters/{letter.pk}/file.docx")
    acts = AuditEntry.objects.filter(act="letter.register", actor="office_head")
    assert acts.first().target == f"yuncheng:{letter.number}"


def test_facts_that_give_no_ground_are_told(december):
    Office.objects.update(place="yuncheng")

    page = Desk("analyst").open(
        "/letters/?period=2023-12&unit=市审计局&kind=prompt&on=2024-01-08", 422
    )

    assert "不发「" in page


@pytest.fixture
def other():
    place = Path(settings.HOME) / "rulebooks" / "新版"
    shutil.copytree(str(RULEBOOK), place)
    yield place
    shutil.rmtree(place)


def test_a_rehearsal_runs_in_the_background_and_shows_what_came_of_it(analyst, other):
    began = analyst.send(
        "/rulebook/rehearsals/", rulebook="新版", since="2023-12-01", until="2023-12-31"
    )
    assert "正在重判" in heading(analyst.open(began))

    assert run(work.load(), Stop()) == 1

    assert heading(analyst.open(began)) == "重判 11 行，结果都不变"


def test_a_rulebook_that_is_not_there_is_not_rehearsed(analyst):
    told = analyst.send(
        "/rulebook/rehearsals/", 422,
        rulebook="../..", since="2023-12-01", until="2023-12-31",
    )  # fmt: skip

    assert "请选一个规则库" in told


def test_the_first_page_ranks_the_units_where_they_are_scored():
    Office.objects.update(place="yuncheng")
    names = ["盐湖区", "永济市", "河津市", "临猗县", "万荣县", "闻喜县", "稷山县"]
    lines = [f"{name},counties" for name in names]
    import_units("\n".join(["name,group", *lines]).encode(), file_name="u.csv")
    city.file_rows([city.licence(1, date(2023, 12, 1))], "盐湖区", city.at(12, 4))

    analyst = Desk("analyst")
    page = analyst.open("/?period=2023-12")
    part = analyst.open("/ranking/?period=2023-12", headers={"HX-Request": "true"})

    assert 'hx-get="/ranking/?period=2023-12"' in page
    assert "12月排名" in words(part)
    assert words(part).index("盐湖区") < words(part).index("末 2 名")
    assert 'href="/scores/' in part
    analyst.open("/ranking/?period=2023-12", 302)


def test_the_first_page_tells_what_waits_for_whom(analyst):
    draft = analyst.send("/bulletins/start/", period="2023-12")
    analyst.send(f"{draft}send/", remark="按口径")

    assert "2023-12 通报等审定" in words(Desk("reviewer").open("/"))


def test_todays_table_is_one_step_away_where_the_notice_asks_for_it(december):
    Office.objects.update(place="hubei")

    page = Desk("supervisor").open("/")

    address = page.split("今日统计表")[0].rsplit('href="', 1)[1].split('"')[0]
    assert "统计表" in words(Desk("analyst").open(address))
