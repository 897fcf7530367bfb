"""The table of due days: decision day, weekday, and three ways of counting."""

from datetime import date

import pytest

from gongshi.clocks.deadlines import Due, due
from gongshi.policy.calendars import load_calendar
from gongshi.policy.policies import Deadline, Policy, Source

TABLE = """
    decision    weekday  7 workdays  14 days     14 workdays
    2022-01-24  Mon      2022-02-07  2022-02-07  2022-02-16
    2022-04-24  Sun      2022-05-06  2022-05-08  2022-05-16
    2022-06-01  Wed      2022-06-13  2022-06-15  2022-06-22
    2022-09-28  Wed      2022-10-12  2022-10-12  2022-10-21
    2023-09-27  Wed      2023-10-12  2023-10-11  2023-10-23
    2023-12-01  Fri      2023-12-12  2023-12-15  2023-12-21
    2025-09-26  Fri      2025-10-13  2025-10-10  2025-10-22
    2026-02-10  Tue      2026-02-26  2026-02-24  2026-03-06
    2026-09-28  Mon      2026-10-13  2026-10-12  2026-10-22
"""
ROWS = [line.split() for line in TABLE.strip().splitlines()[1:]]


def policy(days, unit, *, roll_forward=False):
    deadline = Deadline(
        category="licence",
        days=days,
        unit=unit,
        roll_forward=roll_forward,
        to="市信用平台",
        since=date(2015, 1, 1),
        source=Source("通知", "", "一"),
        sure="inf",
        file="-",
    )
    return Policy(
        place="here",
        name="此地",
        edition=date(2015, 1, 1),
        extends=None,
        categories=(),
        deadlines=(deadline,),
        windows=(),
        rates={},
        groups=(),
        cadence=(),
        bulletin={},
        files=(),
    )


def due_on(decided_on, days, unit, *, roll_forward=False):
    held = policy(days, unit, roll_forward=roll_forward)
    return due(held, "licence", decided_on, load_calendar()).due_on


@pytest.mark.parametrize(("decided", "weekday", "wd7", "cd14", "wd14"), ROWS)
def test_due_days_of_the_table(decided, weekday, wd7, cd14, wd14):
    decided_on = date.fromisoformat(decided)

    counted = (
        due_on(decided_on, 7, "workday"),
        due_on(decided_on, 14, "calendar"),
        due_on(decided_on, 14, "workday"),
    )

    assert f"{decided_on:%a}" == weekday
    assert [str(day) for day in counted] == [wd7, cd14, wd14]


def test_a_calendar_end_on_a_holiday_stays_unless_the_policy_rolls_it_forward():
    sunday = date(2022, 5, 8)

    assert due_on(date(2022, 4, 24), 14, "calendar") == sunday
    assert due_on(date(2022, 4, 24), 14, "calendar", roll_forward=True) == date(
        2022, 5, 9
    )


def test_a_calendar_end_on_a_working_day_is_never_rolled():
    rolled = due_on(date(2022, 6, 1), 14, "calendar", roll_forward=True)

    assert rolled == date(2022, 6, 15)


def test_calendar_days_need_no_published_year():
    assert due_on(date(2026, 12, 28), 14, "calendar") == date(2027, 1, 11)


def test_a_count_into_an_unpublished_year_is_undetermined():
    held = policy(7, "workday")

    found = due(held, "licence", date(2026, 12, 28), load_calendar())

    assert found == Due(None, held.deadlines[0], undetermined=True, uncovered_year=2027)


def test_a_category_without_a_deadline_is_undetermined():
    found = due(policy(7, "workday"), "penalty", date(2023, 12, 1), load_calendar())

    assert found == Due(due_on=None, basis=None, undetermined=True)


def test_the_last_day_there_is_has_no_day_after_it():
    assert due_on(date.max, 14, "calendar") is None
