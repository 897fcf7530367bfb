from datetime import date

import polars as pl
from polars.testing import assert_frame_equal

from gongshi.clocks.lookup import due_days, judge_columns
from gongshi.clocks.periods import moment
from gongshi.policy.policies import policy_in_force

POLICY = policy_in_force("pingdingshan", date(2023, 12, 31))
FRIDAY, MONDAY, HOPELESS = date(2023, 12, 1), date(2023, 12, 4), date(2010, 1, 1)


def test_each_distinct_day_is_counted_once():
    found = due_days(POLICY, "licence", [FRIDAY, MONDAY, FRIDAY])

    assert {day: each.due_on for day, each in found.items()} == {
        FRIDAY: date(2023, 12, 12),
        MONDAY: date(2023, 12, 13),
    }


def test_rows_are_judged_in_their_order_and_nulls_stay_null():
    frame = pl.DataFrame(
        {"n": range(5), "decided": [MONDAY, None, FRIDAY, MONDAY, HOPELESS]}
    )

    judged = judge_columns(frame, POLICY, "licence", moment("2023-12-13"))

    due = [date(2023, 12, 13), None, date(2023, 12, 12), date(2023, 12, 13), None]
    expected = frame.with_columns(
        pl.Series("due", due, pl.Date),
        pl.Series("days_late", [0, None, 1, 0, None], pl.Int32),
        pl.Series("late", [False, None, True, False, None], pl.Boolean),
        pl.Series("exempt", [None] * 5, pl.String),
    )
    assert_frame_equal(judged, expected)


def test_a_batch_without_rows_keeps_its_shape():
    frame = pl.DataFrame({"day": []}, schema={"day": pl.Date})

    judged = judge_columns(
        frame, POLICY, "licence", moment("2023-12-13"), decided="day"
    )

    assert judged.schema == {
        "day": pl.Date,
        "due": pl.Date,
        "days_late": pl.Int32,
        "late": pl.Boolean,
        "exempt": pl.String,
    }
