from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from gongshi.clocks.judge import Judgement, judge
from gongshi.clocks.periods import moment
from gongshi.policy.policies import Source, Window, policy_in_force

POLICY = policy_in_force("pingdingshan", date(2023, 12, 31))
WINDOW = Window(
    name="补报",
    categories=("licence",),
    decided_from=date(2023, 3, 1),
    decided_to=date(2023, 3, 31),
    submit_by=date(2023, 6, 30),
    counts_late=False,
    reject_extends=False,
    source=Source("通知", "", "一"),
    sure="inf",
    file="-",
)


def judged(decided, received, *, category="licence", window=WINDOW):
    policy = replace(POLICY, windows=(window,))
    return judge(policy, category, date.fromisoformat(decided), moment(received))


def test_a_judgement_says_everything_at_once():
    assert judge(POLICY, "licence", date(2023, 12, 1), moment("2023-12-14")) == (
        Judgement(
            due_on=date(2023, 12, 12),
            late=True,
            days_late=2,
            exempt=None,
            reason="2023-12-01（周五）作出决定，7 个工作日内报送，"
            "应于 2023-12-12（周二）24:00 前报送；2023-12-14 报送，迟 2 个工作日。",
        )
    )


@pytest.mark.parametrize(
    ("received", "late"),
    [
        ("2023-12-12T23:59:58+08:00", False),
        ("2023-12-12T23:59:59+08:00", False),
        ("2023-12-12T23:59:59.999999+08:00", False),
        ("2023-12-13T00:00:00+08:00", True),
        ("2023-12-13T00:00:01+08:00", True),
        ("2023-12-12T15:59:59Z", False),
        ("2023-12-12T16:00:00Z", True),
    ],
)
def test_midnight_in_china_divides_on_time_from_late(received, late):
    assert judged("2023-12-01", received).late is late


@pytest.mark.parametrize(
    ("decided", "received", "exempt"),
    [
        ("2023-02-28", "2023-05-08T12:00", None),
        ("2023-03-01", "2023-05-08T12:00", "补报"),
        ("2023-03-31", "2023-05-08T12:00", "补报"),
        ("2023-04-01", "2023-05-08T12:00", None),
        ("2023-03-15", "2023-06-30T23:59:59", "补报"),
        ("2023-03-15", "2023-07-01T00:00:00", None),
        ("2023-03-15", "2023-03-24T23:59:59", None),
        ("2023-03-15", "2023-03-25T00:00:00", "补报"),
    ],
)
def test_a_window_excuses_what_lies_inside_it_and_would_be_late(
    decided, received, exempt
):
    assert judged(decided, received).exempt == exempt


def test_an_excused_record_is_not_late():
    found = judged("2023-03-15", "2023-06-30")

    assert (found.late, found.days_late, found.exempt) == (False, 0, "补报")


def test_a_window_of_another_category_excuses_nothing():
    assert judged("2023-03-15", "2023-06-30", category="penalty").late


def test_a_window_that_counts_late_excuses_nothing():
    window = replace(WINDOW, counts_late=True)

    assert judged("2023-03-15", "2023-06-30", window=window).late


def test_a_record_that_has_not_arrived_is_not_judged():
    found = judge(POLICY, "licence", date(2023, 12, 1), None)

    assert (found.due_on, found.late, found.days_late) == (
        date(2023, 12, 12),
        None,
        None,
    )


def test_a_moment_of_another_offset_is_judged_by_its_day_in_china():
    received_at = datetime(2023, 12, 12, 16, tzinfo=UTC)

    assert judge(POLICY, "licence", date(2023, 12, 1), received_at).late


def test_a_window_excuses_a_record_whose_due_day_nobody_can_name():
    window = replace(WINDOW, categories=("made_up",))

    found = judged("2023-03-15", "2023-06-30", category="made_up", window=window)

    assert (found.due_on, found.late, found.exempt) == (None, False, "补报")
