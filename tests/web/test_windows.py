"""A window is asked for, looked at, granted by another person, and closed early."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from gongshi.actions.windows import waiting
from gongshi.ledger.models import Entry, Unit, WindowDecision, WindowRequest
from tests.days import today
from tests.people.persons import log_in
from tests.web import city
from tests.web.conftest import heading, words
from tests.web.test_bulletin_wizard import Desk

UNTIL = today() + timedelta(days=10)
TYPED = {
    "name": "年底系统故障补报",
    "decided_from": "2023-11-01",
    "decided_to": "2023-12-31",
    "submit_by": f"{UNTIL}",
    "category": "licence",
    "paper": "关于平台停机的情况说明",
    "number": "平信用办〔2024〕3号",
    "reason": "平台停机三天",
}
NEW, LIST = "/rulebook/windows/new/", "/rulebook/windows/"


@pytest.fixture
def analyst(december):
    return Desk("analyst")


@pytest.fixture
def reviewer():
    return Desk("reviewer")


@pytest.fixture
def granted(analyst, reviewer) -> int:
    analyst.send(NEW, **TYPED, step="send")
    number = WindowRequest.objects.get().pk
    reviewer.send(f"{LIST}{number}/decide/", answer="grant")
    return number


def test_before_it_is_sent_the_page_tells_what_it_would_touch(analyst):
    page = analyst.send(NEW, 200, **TYPED, step="look")

    assert heading(page) == "「年底系统故障补报」：1 行迟报不会变"
    told = words(page)
    assert "已经判为迟报的有 1 行：判定不变，仍计迟报" in told
    assert "退回还没改好的有 3 行" in told
    assert "市公安局 1 0" in told
    assert "鲁山县 0 3" in told
    assert not WindowRequest.objects.exists()


def test_from_the_look_one_may_go_back_with_everything_typed(analyst):
    page = analyst.send(NEW, 200, **TYPED, step="edit")

    for text in ("年底系统故障补报", "2023-11-01", f"{UNTIL}", "平台停机三天"):
        assert text in page


def test_two_persons_open_it_and_rows_received_then_are_exempt(analyst, reviewer):
    assert analyst.send(NEW, **TYPED, step="send") == LIST
    (asked,) = waiting()
    address = f"{LIST}{asked.pk}/decide/"
    analyst.send(address, 403, answer="grant")
    assert "补报窗口等批准" in words(reviewer.open("/"))
    assert "等批准：1 件" in words(reviewer.open(LIST))
    assert "您自己提的" not in reviewer.open(LIST)

    assert reviewer.send(address, answer="grant") == LIST
    reviewer.send(address, answer="grant")

    assert WindowDecision.objects.count() == 1
    page = words(analyst.open(LIST))
    assert "年底系统故障补报 开着 提前关闭" in page
    assert f"信用办自开，审核员 {today()} 批准" in page
    batch = city.file_rows(
        [city.licence(50, date(2023, 12, 1))], "市公安局", timezone.now()
    )
    entry = Entry.objects.get(batch=batch)
    assert "“年底系统故障补报”补报窗口内" in words(analyst.open(f"/rows/{entry.pk}/"))
    verdict = words(analyst.open(f"/batches/{batch.number}/"))
    assert "补报窗口内免计 1 行：年底系统故障补报" in verdict


def test_a_row_judged_before_says_nothing_of_the_window(analyst, granted):
    late = Entry.objects.get(late=True)

    assert "年底系统故障补报" not in analyst.open(f"/rows/{late.pk}/")


def test_who_answers_otherwise_and_later_is_told_what_stands(analyst, reviewer):
    analyst.send(NEW, **TYPED, step="send")
    number = WindowRequest.objects.get().pk
    address = f"{LIST}{number}/decide/"
    reviewer.send(address, answer="refuse", note="没有印证材料")

    told = words(Desk("office_head").send(address, 422, answer="grant"))

    assert f"第 {number} 号已由审核员于 " in told
    assert "不批准，您的答复没有记下。" in told
    assert not WindowDecision.objects.get().is_granted


def test_what_is_refused_is_listed_with_why(analyst, reviewer):
    analyst.send(NEW, **TYPED, step="send")
    address = f"{LIST}{WindowRequest.objects.get().pk}/decide/"

    assert "请写明为什么" in reviewer.send(address, 422, answer="refuse")
    reviewer.send(address, answer="refuse", note="没有印证材料")

    page = words(analyst.open(LIST))
    assert "没有同意的" in page
    assert "没有印证材料" in page


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"decided_to": "2023-10-01"}, "以前，请改正"),
        ({"submit_by": "2023-12-31"}, "已经过去"),
        ({"reason": " "}, "请写明理由"),
        ({"decided_from": "去年"}, "不是日期"),
    ],
)
def test_what_is_wrong_is_told_and_what_was_typed_stays(analyst, changed, told):
    page = analyst.send(NEW, 422, **{**TYPED, **changed}, step="look")

    assert told in words(page)
    assert 'value="年底系统故障补报"' in page


def test_without_a_category_it_is_not_taken_for_all(analyst):
    typed = {key: text for key, text in TYPED.items() if key != "category"}

    assert "请至少选一个类别" in analyst.send(NEW, 422, **typed, step="look")


def test_a_window_is_closed_early_by_two_persons(analyst, reviewer, granted):
    address = f"{LIST}{granted}/close/"
    assert "提前关闭「年底系统故障补报」" in words(analyst.open(address))
    typed = {"paper": "会议纪要", "reason": "平台已恢复"}
    told = analyst.send(address, 422, closed_from=f"{today()}", **typed)
    assert "只能从以后的一天起关闭" in told

    tomorrow = today() + timedelta(days=1)
    analyst.send(address, closed_from=f"{tomorrow}", **typed)
    (asked,) = waiting()
    reviewer.send(f"{LIST}{asked.pk}/decide/", answer="grant")

    page = words(analyst.open(LIST))
    assert f"提前关闭，审核员 {today()} 批准：平台已恢复（会议纪要）" in page
    assert f"{today()} 24:00" in page


def test_the_unit_sees_the_window_among_its_duties(granted):
    unit = Unit.objects.get(name="市公安局")
    client = Client()
    log_in(client, "clerk", unit)

    page = words(client.get("/home/").content.decode())

    assert "「年底系统故障补报」补报窗口将关闭" in page
    assert f"信用办自开，审核员 {today()} 批准" in page


def test_who_mends_an_overdue_row_is_told_of_the_window(december, granted):
    unit = Unit.objects.get(name="鲁山县市场监督管理局")
    client = Client()
    log_in(client, "clerk", unit)
    faulty = Entry.objects.filter(outcome="faulty", unit=unit).last()

    page = words(client.get(f"/mend/{faulty.pk}/").content.decode())

    assert f"在补报窗口「年底系统故障补报」内：{UNTIL} 24:00 前改好报来" in page
    assert "改好也算迟报" not in page


def test_the_policy_page_lists_it_as_the_offices_own(analyst, granted):
    page = words(analyst.open("/rulebook/policy/"))

    assert "补报窗口「年底系统故障补报」" in page
    assert "本办决定" in page
    before = words(analyst.open("/rulebook/policy/?on=2024-01-01"))
    assert "年底系统故障补报" not in before


def test_another_place_has_none_of_them(analyst, granted):
    page = analyst.open(f"{LIST}?place=hubei")

    assert "年底系统故障补报" not in page
    assert "提请开窗口" not in page


def test_a_window_that_is_not_there_is_not_found(analyst, reviewer):
    assert "没有第 77 号" in analyst.open(f"{LIST}77/close/", 404)
    reviewer.send(f"{LIST}77/decide/", 422, answer="grant")
