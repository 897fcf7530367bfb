"""An office opens a window of its own: two persons, and never for what is past."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from gongshi.actions.forecast import forecast
from gongshi.actions.list_windows import listed_windows
from gongshi.actions.verify import verify_ledger
from gongshi.actions.window_terms import Wanted, prepared
from gongshi.actions.windows import ask, ask_close, decide, touched, waiting
from gongshi.clocks.judge import judge
from gongshi.clocks.periods import CHINA, local_day
from gongshi.errors import UnknownName, UsageError
from gongshi.ledger import pages
from gongshi.ledger.models import Entry, Unit, WindowDecision, WindowRequest
from gongshi.ledger.windows import is_own, policy_on, widened
from gongshi.people.models import AuditEntry
from gongshi.policy.policies import policy_in_force
from tests import databases, postgresql
from tests.days import today
from tests.people.persons import person
from tests.service.test_verify import alter
from tests.web import city

#: Rows of this day are late today.
DECIDED = date(2023, 12, 1)
WANTED = Wanted(
    name="年底系统故障补报",
    decided_from=date(2023, 11, 20),
    decided_to=date(2023, 12, 31),
    submit_by=today() + timedelta(days=10),
    categories=["licence"],
    reason="平台停机三天",
    paper="关于平台停机的情况说明",
    number="平信用办〔2024〕3号",
)


@pytest.fixture(autouse=True)
def units(ledger):
    city.set_up_units()


@pytest.fixture
def analyst():
    return person("analyst")


@pytest.fixture
def reviewer():
    return person("reviewer")


@pytest.fixture
def granted(analyst, reviewer) -> WindowRequest:
    asked = ask(WANTED, analyst)
    decide(asked.pk, reviewer, is_granted=True)
    return asked


def filed(number: int, decided_on: date = DECIDED, at: datetime | None = None) -> Entry:
    """File one row now, or at a moment."""
    row = city.licence(number, decided_on)
    batch = city.file_rows([row], "市公安局", at or timezone.now())
    return Entry.objects.get(batch=batch)


def told(entry: Entry) -> str:
    policy = policy_in_force("pingdingshan", local_day(entry.received_at))
    return pages.clock_sentence(entry, widened(policy, entry.received_at))


def test_what_waits_exempts_nothing_and_what_is_granted_does(analyst, reviewer):
    asked = ask(WANTED, analyst)
    before = filed(1)
    assert (before.late, before.exempt) == (True, "")

    decide(asked.pk, reviewer, is_granted=True)
    after = filed(2)

    assert (after.outcome, after.late, after.exempt) == ("accepted", False, WANTED.name)
    assert f"在“{WANTED.name}”补报窗口内（{WANTED.submit_by} 24:00 截止）" in told(
        after
    )
    assert waiting() == []


def test_rows_judged_before_keep_their_verdict(analyst, reviewer):
    before = filed(1)

    decide(ask(WANTED, analyst).pk, reviewer, is_granted=True)

    assert Entry.objects.get(pk=before.pk).late
    assert "迟" in told(before)
    assert WANTED.name not in told(before)


def test_a_row_that_was_received_before_the_grant_is_late(granted):
    """Its job may run later: the moment of receipt counts."""
    entry = filed(1, at=timezone.now() - timedelta(hours=1))

    assert (entry.late, entry.exempt) == (True, "")


@pytest.mark.parametrize(
    ("day", "exempt"),
    [
        (date(2023, 11, 19), ""),
        (date(2023, 11, 20), WANTED.name),
        (date(2023, 12, 31), WANTED.name),
        (date(2024, 1, 1), ""),
    ],
)
def test_both_ends_of_the_decision_days_are_inside(granted, day, exempt):
    assert filed(1, day).exempt == exempt


@pytest.mark.parametrize(("days", "late"), [(10, False), (11, True)])
def test_the_last_day_of_filing_is_inside(granted, days, late):
    last = datetime.combine(today() + timedelta(days=days), time(23, 59, 59), CHINA)
    policy = widened(policy_in_force("pingdingshan", today()), last)

    assert judge(policy, "licence", DECIDED, last).late is late


def test_other_categories_and_other_places_have_no_window(granted):
    now = timezone.now()
    here = widened(policy_in_force("pingdingshan", today()), now)

    assert judge(here, "penalty", DECIDED, now).exempt is None
    wuhan = policy_in_force("wuhan", today())
    assert widened(wuhan, now) == wuhan


def test_the_forecast_knows_the_window(granted):
    row = city.licence(7, DECIDED)
    content = json.dumps([row], ensure_ascii=False).encode()

    done = forecast(
        content,
        file_name="a.json",
        category="licence",
        reporter=Unit.objects.get(name="市公安局"),
    )

    assert (done.foretold.counts.late, done.foretold.counts.exempt) == (0, 1)


def test_the_policy_of_a_day_lists_it_with_who_granted_it(granted):
    (window,) = [
        each for each in policy_on("pingdingshan", today()).windows if is_own(each)
    ]

    assert window.source.title == WANTED.paper
    assert window.source.article == f"信用办自开，审核员 {today()} 批准"
    yesterday = policy_on("pingdingshan", today() - timedelta(days=1))
    assert not any(map(is_own, yesterday.windows))


def test_what_is_refused_never_holds(analyst, reviewer):
    decide(ask(WANTED, analyst).pk, reviewer, is_granted=False, note="没有依据")

    assert filed(1).late
    assert [each.state for each in listed_windows()] == ["refused"]


def test_nobody_grants_his_own_and_only_reviewers_grant(analyst):
    asked = ask(WANTED, analyst)

    with pytest.raises(UsageError, match="要由审核员或办公室负责人办"):
        decide(asked.pk, analyst, is_granted=True)
    with pytest.raises(UsageError, match="要由分析员办"):
        ask(WANTED, person("reviewer"))
    analyst.role = "reviewer"
    with pytest.raises(UsageError, match="要由另一人批准"):
        decide(asked.pk, analyst, is_granted=True)
    analyst.is_active = False
    with pytest.raises(UsageError, match="不能批准"):
        decide(asked.pk, analyst, is_granted=True)

    assert not WindowDecision.objects.exists()


def test_a_refusal_says_why(analyst, reviewer):
    with pytest.raises(UsageError, match="请写明为什么"):
        decide(ask(WANTED, analyst).pk, reviewer, is_granted=False, note=" ")


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"decided_to": date(2023, 11, 19)}, "决定日期的止日 2023-11-19 在起日 2023-11-20 以前"),
        ({"submit_by": today() - timedelta(days=1)}, "已经过去"),
        ({"decided_to": today() + timedelta(days=11)}, "在决定日期的止日"),
        ({"reason": "  "}, "请写明理由"),
        ({"paper": ""}, "请写明依据"),
        ({"name": ""}, "请写明窗口名称"),
        ({"name": "长" * 61}, "窗口名称最多 60 字"),
        ({"categories": ["婚姻"]}, "没有名为“婚姻”的类别"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused_in_one_sentence(analyst, changed, words):
    with pytest.raises(UsageError) as refused:
        ask(replace(WANTED, **changed), analyst)

    assert words in refused.value.text
    assert refused.value.text.count("。") == 1
    assert not WindowRequest.objects.exists()


def test_the_last_day_of_filing_may_be_today(analyst):
    assert ask(replace(WANTED, submit_by=today()), analyst).submit_by == today()


def test_an_overlap_in_a_category_is_refused(granted, analyst):
    other = replace(
        WANTED, name="另一个", decided_from=WANTED.decided_to,
        decided_to=date(2024, 1, 31),
    )  # fmt: skip

    with pytest.raises(UsageError, match=f"与窗口「{WANTED.name}」重叠"):
        ask(replace(other, categories=()), analyst)
    with pytest.raises(UsageError, match="已有名为"):
        ask(replace(other, name=WANTED.name, categories=["penalty"]), analyst)

    assert ask(replace(other, categories=["penalty"]), analyst).pk
    later = WANTED.decided_to + timedelta(days=1)
    assert ask(replace(other, name="其后", decided_from=later), analyst).pk


def test_no_category_means_all_of_them(analyst):
    asked = prepared(replace(WANTED, categories=()))

    policy = policy_in_force("pingdingshan", today())
    assert asked.categories == [each.key for each in policy.categories]


def test_of_two_that_overlap_only_the_first_can_be_granted(analyst, reviewer):
    first = ask(WANTED, analyst)
    second = ask(replace(WANTED, name="另一个"), analyst)

    decide(second.pk, reviewer, is_granted=True)
    with pytest.raises(UsageError, match="重叠"):
        decide(first.pk, reviewer, is_granted=True)

    assert decide(first.pk, reviewer, is_granted=False, note="已有一个").note


def test_asked_twice_in_the_same_words_it_is_one_request(analyst):
    first = ask(WANTED, analyst)

    assert ask(WANTED, analyst) == first
    with pytest.raises(UsageError, match="已有人提请"):
        ask(replace(WANTED, reason="别的理由"), analyst)


def test_granted_twice_it_keeps_its_first_answer(analyst, reviewer):
    asked = ask(WANTED, analyst)

    first = decide(asked.pk, reviewer, is_granted=True)
    second = decide(asked.pk, person("office_head"), is_granted=False, note="晚了")

    assert second == first
    assert WindowDecision.objects.count() == 1
    assert AuditEntry.objects.filter(act__startswith="window.").count() == 2


def test_touched_rows_are_told_unit_by_unit(analyst):
    filed(1)
    filed(2, date(2023, 10, 9))
    row = city.licence(3, DECIDED, XK_XDR_SHXYM=city.WRONG_CODE)
    city.file_rows([row], "鲁山县市场监督管理局", timezone.now())

    met = touched(prepared(WANTED))

    assert met.late == (("市公安局", 1),)
    assert met.waiting == (("鲁山县", 1),)
    assert met.units == [("市公安局", 1, 0), ("鲁山县", 0, 1)]


def test_a_window_is_closed_early_from_a_coming_day_on(granted, analyst, reviewer):
    first_closed = today() + timedelta(days=3)
    asked = ask_close(granted.pk, first_closed, "会议纪要", "平台已恢复", analyst)
    assert (
        ask_close(granted.pk, first_closed, "会议纪要", "平台已恢复", analyst) == asked
    )

    decide(asked.pk, reviewer, is_granted=True)

    assert filed(1).exempt == WANTED.name
    last = datetime.combine(first_closed, time(0), CHINA)
    policy = widened(policy_in_force("pingdingshan", today()), last)
    assert judge(policy, "licence", DECIDED, last).late
    before = last - timedelta(seconds=1)
    assert judge(policy, "licence", DECIDED, before).exempt == WANTED.name
    assert [each.state for each in listed_windows()] == ["open", "granted"]


@pytest.mark.parametrize(
    ("days", "words"),
    [(0, "只能从以后的一天起关闭"), (11, "本来就关"), (-3, "只能从以后的一天起关闭")],
)
def test_a_closing_that_does_not_fit_is_refused(granted, analyst, days, words):
    day = today() + timedelta(days=days)

    with pytest.raises(UsageError, match=words):
        ask_close(granted.pk, day, "会议纪要", "平台已恢复", analyst)


def test_only_a_window_that_stands_can_be_closed(analyst):
    tomorrow = today() + timedelta(days=1)

    with pytest.raises(UsageError, match="没有开过"):
        ask_close(ask(WANTED, analyst).pk, tomorrow, "纪要", "理由", analyst)
    with pytest.raises(UnknownName, match="没有第 77 号"):
        ask_close(77, tomorrow, "纪要", "理由", analyst)


def test_every_step_is_in_the_audit_log(granted):
    acts = AuditEntry.objects.filter(act__startswith="window.").order_by("number")

    assert list(acts.values_list("act", "actor", "target")) == [
        ("window.ask", "analyst", f"pingdingshan:{granted.pk}"),
        ("window.grant", "reviewer", f"pingdingshan:{granted.pk}"),
    ]


@pytest.mark.parametrize("model", [WindowRequest, WindowDecision])
def test_neither_request_nor_answer_can_be_changed(granted, model):
    found = model.objects.all()

    for act in (
        lambda: found.update(id=77),
        lambda: found._raw_delete("default"),
    ):
        with pytest.raises(DatabaseError, match="append only"), transaction.atomic():
            act()


@pytest.mark.parametrize(
    ("name", "change", "title"),
    [
        ("ledger_windowrequest", "submit_by = '2099-01-01'", "补报窗口提请"),
        ("ledger_windowdecision", "decided_at = '2023-01-01 00:00:00+00:00'",
         "补报窗口批复"),
    ],
)  # fmt: skip
def test_a_flipped_bit_is_found(granted, name, change, title):
    alter(name, f"UPDATE {name} SET {change}")

    faults = [(each.place, each.reason) for each in verify_ledger().faults]

    key = {each._meta.db_table: each for each in (WindowRequest, WindowDecision)}
    number = key[name].objects.get().pk
    assert faults == [(f"{title} {number} 号", "内容或它的封记被改过")]


@pytest.mark.parametrize("database", databases.DATABASES)
@pytest.mark.parametrize("ledger", ["sqlite"], indirect=True)
def test_granted_by_many_at_once_it_is_one(database, tmp_path):
    place = {**os.environ, "GONGSHI_HOME": str(tmp_path / "home")}
    place.pop("GONGSHI_DB", None)
    if database == "postgresql":
        place["GONGSHI_DB"] = postgresql.create("granting")
    (tmp_path / "home").mkdir()
    script = Path(__file__).with_name("granting_at_once.py")

    done = subprocess.run(
        [sys.executable, str(script)],
        env=place | {"PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
    )

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {
        "answers": 16, "different": 1, "stored": 1, "audited": 1,
    }  # fmt: skip


def test_receiving_asks_one_query_for_windows(granted):
    with CaptureQueriesContext(connection) as captured:
        filed(1)

    about = [each for each in captured if "windowrequest" in each["sql"]]
    assert len(about) == 1
