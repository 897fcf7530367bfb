"""The clocks against an independent slow count, day by day with chinese_calendar."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import chinese_calendar
import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from gongshi.clocks.deadlines import due
from gongshi.clocks.judge import judge
from gongshi.clocks.lookup import judge_columns
from gongshi.clocks.periods import CHINA
from gongshi.policy.calendars import load_calendar
from gongshi.policy.policies import Source, Window, policy_in_force

ONE_DAY = timedelta(days=1)
BASE = policy_in_force("national", date(2023, 12, 31))
WINDOW = Window(
    name="补报",
    categories=("licence",),
    decided_from=date(2021, 7, 31),
    decided_to=date(2022, 7, 31),
    submit_by=date(2022, 8, 25),
    counts_late=False,
    reject_extends=False,
    source=Source("通知", "", "一"),
    sure="inf",
    file="-",
)

decision_days = st.dates(date(2015, 6, 24), date(2026, 11, 1))
waits = st.integers(min_value=0, max_value=40)
day_counts = st.integers(min_value=1, max_value=20)
units = st.sampled_from(["workday", "calendar"])
seconds = st.integers(min_value=0, max_value=86_399)


def policy_with(days, unit, windows=()):
    deadline = replace(BASE.deadlines[0], days=days, unit=unit)
    return replace(BASE, deadlines=(deadline,), windows=windows)


def slow_due(decided_on, days, unit):
    day = decided_on
    while days:
        day += ONE_DAY
        if unit == "calendar" or chinese_calendar.is_workday(day):
            days -= 1
    return day


def slow_days_late(due_on, received_on, unit):
    late, day = 0, due_on
    while day < received_on:
        day += ONE_DAY
        late += unit == "calendar" or chinese_calendar.is_workday(day)
    return late


def at(day, second):
    return datetime.combine(day, time(), CHINA) + timedelta(seconds=second)


@given(decision_days, day_counts, units)
def test_the_due_day_is_that_of_the_slow_count(decided_on, days, unit):
    found = due(policy_with(days, unit), "licence", decided_on, load_calendar())

    assert found.due_on == slow_due(decided_on, days, unit)


@given(decision_days, waits, day_counts, units, seconds)
def test_lateness_is_that_of_the_slow_count(decided_on, wait, days, unit, second):
    received_on = decided_on + wait * ONE_DAY
    due_on = slow_due(decided_on, days, unit)

    judged = judge(
        policy_with(days, unit), "licence", decided_on, at(received_on, second)
    )

    assert judged.late == (received_on > due_on)
    assert judged.days_late == slow_days_late(due_on, received_on, unit)


@given(decision_days, day_counts, units)
def test_one_second_before_midnight_is_on_time_and_midnight_is_late(
    decided_on, days, unit
):
    policy = policy_with(days, unit)
    midnight = at(slow_due(decided_on, days, unit) + ONE_DAY, 0)
    second = timedelta(seconds=1)

    late = [
        judge(policy, "licence", decided_on, moment).late
        for moment in (midnight - second, midnight, midnight + second)
    ]

    assert late == [False, True, True]


@given(
    st.dates(date(2021, 7, 1), date(2022, 8, 31)),
    st.dates(date(2022, 8, 20), date(2022, 8, 31)),
)
def test_a_window_excuses_exactly_the_late_rows_inside_it(decided_on, received_on):
    judged = judge(
        policy_with(14, "calendar", (WINDOW,)),
        "licence",
        decided_on,
        at(received_on, 0),
    )

    overdue = (received_on - decided_on).days > 14
    inside = date(2021, 7, 31) <= decided_on <= date(2022, 7, 31)
    in_time = received_on <= date(2022, 8, 25)
    assert (judged.exempt is not None) == (overdue and inside and in_time)
    assert judged.late == (overdue and not (inside and in_time))


@given(st.lists(st.none() | decision_days, max_size=20), decision_days)
def test_columns_judge_as_single_rows_do(decided, received_on):
    frame = pl.DataFrame({"decided": decided}, schema={"decided": pl.Date})
    policy, received_at = policy_with(7, "workday", (WINDOW,)), at(received_on, 0)

    columns = judge_columns(frame, policy, "licence", received_at).rows()

    assert columns == [
        (day, None, None, None, None) if day is None else _row(policy, day, received_at)
        for day in decided
    ]


def _row(policy, day, received_at):
    one = judge(policy, "licence", day, received_at)
    return (day, one.due_on, one.days_late, one.late, one.exempt)
