"""Silent and quiet units at the office, and the log of calls."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from gongshi.actions.silence import watch
from gongshi.actions.work.quiet_units import KIND
from gongshi.clocks.periods import local_day
from gongshi.jobs.keeping import keep
from gongshi.ledger.case_models import CaseStep
from gongshi.ledger.models import Office, Unit
from gongshi.people.models import AuditEntry
from tests.days import today
from tests.web import city
from tests.web.conftest import heading, words
from tests.web.test_bulletin_wizard import Desk

PAGE, CALLS, LOG = "/silence/", "/silence/calls/", "/silence/calls/log/"


@pytest.fixture
def analyst():
    """Three units: the police filed two weeks ago, the county yesterday, one never."""
    city.set_up_units()
    Office.objects.update(created_at=timezone.now() - timedelta(days=40))
    file("市公安局", 15)
    file("鲁山县", 1)
    watch(today(), timezone.now())
    return Desk("analyst")


def file(unit: str, days: int) -> None:
    at = timezone.now() - timedelta(days=days)
    number = 100 + days
    city.file_rows([city.licence(number, local_day(at))], unit, at)


def case_of(unit: str) -> str:
    steps = CaseStep.objects.filter(case__unit__name=unit)
    return steps.values_list("case__number", flat=True)[0]


def call(desk: Desk, status: int = 302, **typed: str) -> str:
    sent = {"case": case_of("市审计局"), "called": "办公室主任", "said": "本周报来"}
    return desk.send(LOG, status, **sent | typed)


def test_the_ladder_tells_who_is_silent_for_how_long_and_what_is_done(analyst):
    page = analyst.open(PAGE)

    assert heading(page) == "无报送：2 家，今天要打 1 家电话"
    told = words(page)
    assert f"市公安局 14 {today() - timedelta(days=15)} 报送 2 周 提醒 X" in told
    assert "市审计局 39 " in told
    assert "建账，从没报送 4 周 电话" in told
    assert "今天要打" in told
    assert "鲁山县" not in told


def test_who_files_or_says_there_was_nothing_leaves_the_ladder(analyst):
    file("市公安局", 0)
    watch(today(), timezone.now())

    assert heading(analyst.open(PAGE)) == "无报送：1 家，今天要打 1 家电话"
    last = CaseStep.objects.filter(case__unit__name="市公安局").last()
    assert (last.act, last.made_by) == ("closed", "")
    assert last.text.startswith("市公安局已于")
    assert last.text.endswith("报送，程序自动结案。")


def test_a_call_is_noted_once_and_the_unit_is_not_called_again_today(analyst):
    assert "市审计局 4 周 电话" in words(analyst.open(CALLS))

    assert call(analyst) == CALLS
    assert call(analyst, said=" 本周报来 ") == CALLS

    page = analyst.open(CALLS)
    assert heading(page) == "电话沟通：今天没有要打的"
    assert "电话记录：1 次" in words(page)
    assert "分析员 打给办公室主任：本周报来" in words(page)
    assert "打过 1 次" in words(analyst.open(PAGE))
    step = CaseStep.objects.get(act="called")
    assert (step.made_by, step.text) == ("analyst", "打给办公室主任：本周报来")
    entry = AuditEntry.objects.get(act="case.call")
    assert (entry.actor, entry.target) == ("analyst", step.case.number)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"called": " "}, "请写明接电话的人。"),
        ({"said": ""}, "请写明说了什么。"),
        ({"said": "长" * 501}, "说了什么最多 500 字，请写短些。"),
        ({"called": "王某 13800138000"}, "电话记录不留号码，请删去再记。"),
        ({"said": "回拨 0375-2345678"}, "电话记录不留号码，请删去再记。"),
        ({"case": "X20990101-0001"}, "没有编号为「X20990101-0001」的线索。"),
    ],
)
def test_what_is_wrong_with_a_call_is_told_and_nothing_is_kept(analyst, typed, told):
    page = call(analyst, 422, **typed)

    assert told in words(page)
    assert not CaseStep.objects.filter(act="called").exists()


def test_what_was_typed_stays_where_it_was_typed(analyst):
    page = call(analyst, 422, said="")

    assert 'value="办公室主任"' in page


def test_a_call_about_what_is_over_is_refused(analyst):
    file("市审计局", 0)
    watch(today(), timezone.now())

    assert "已经办结，电话没有记下" in words(call(analyst, 422))


def test_who_may_not_analyse_reads_and_cannot_note(analyst):
    reviewer = Desk("reviewer")

    assert '<form method="post" action="/silence/' not in reviewer.open(CALLS)
    call(reviewer, 403)


def test_the_log_of_another_month_can_be_read(analyst):
    call(analyst)

    page = words(analyst.open(f"{CALLS}?period=2023-12"))

    assert "2023年12月电话记录：0 次" in page
    analyst.open(f"{CALLS}?period=去年", 400)


def test_quiet_units_are_shown_with_what_was_expected_and_what_came(analyst):
    weeks = [
        {"first_day": f"{date(2026, 7, 6) + timedelta(weeks=n)}", "rows": 40 - 4 * n,
         "expected": 38.5}
        for n in range(10)
    ]  # fmt: skip
    unit = Unit.objects.get(name="市公安局")
    quiet = {"unit_id": unit.pk, "unit": unit.name, "told": "近 5 周报了 60 行。",
             "rows": 60, "expected": 190.0, "weeks": weeks, "last_day": "2026-09-13"}  # fmt: skip
    keep(KIND, "2026-09-14", [quiet])

    page = analyst.open(PAGE)

    assert "报送偏少 1 家" in heading(page)
    assert "近 5 周报了 60 行。" in words(page)
    assert page.count('<rect class="f-azl"') == 5 + 1
    assert page.count('<rect class="f-az"') == 5 + 1
    assert "市公安局每周报送" in page


def test_before_the_first_look_the_page_says_so(analyst):
    assert "每周一看一次，还没有看过" in words(analyst.open(PAGE))
    keep(KIND, "2026-09-14", [])
    assert "没有一家比自己的往常、比同组都少得不寻常" in words(analyst.open(PAGE))


def test_where_nothing_is_said_of_silence_the_page_says_so():
    city.set_up_units()
    Office.objects.update(place="wuhan")

    page = Desk("analyst").open(PAGE)

    assert heading(page) == "无报送：本地办法没有分级"
    assert "没有写几天不报送怎样处理" in words(page)


@pytest.mark.parametrize("units", [1, 12])
def test_the_pages_ask_the_same_queries_however_many_are_silent(reader, analyst, units):
    for number in range(units):
        Unit.objects.create(name=f"示例{number}局", position=100 + number)
    watch(today(), timezone.now())

    reader.open(PAGE)
    # office · office of the ladder · units · their changes · the first filing · last filings · those of the
    # long silent · last nil returns · cases that refute some · signals with cases and
    # states · steps · what the last look kept
    assert reader.queries == 12
    reader.open(CALLS)
    # the same but for the look · log of the month · names of people
    assert reader.queries == 13
