from datetime import UTC, date, datetime, timedelta

import pytest

from gongshi.clocks.periods import CHINA, Period, day, local_day, moment, month
from gongshi.errors import UsageError

SECOND = timedelta(seconds=1)


def test_a_month_runs_from_its_first_to_its_last_second_in_china():
    december = month("2023-12")

    assert december == Period(date(2023, 12, 1), date(2023, 12, 31))
    assert december.start == datetime(2023, 11, 30, 16, tzinfo=UTC)
    assert december.end == datetime(2023, 12, 31, 16, tzinfo=UTC)
    assert december.start in december
    assert december.start - SECOND not in december
    assert december.end - SECOND in december
    assert december.end not in december


def test_a_month_is_written_two_ways():
    assert (month("2024-01").key, month("2024-01").title) == ("2024-01", "2024年1月")


def test_the_month_before_crosses_the_year_and_knows_leap_years():
    assert month("2024-01").previous() == month("2023-12")
    assert month("2024-03").previous().last_day == date(2024, 2, 29)


@pytest.mark.parametrize("text", ["2023-13", "2023-1", "202312", "２０２３-12", ""])
def test_a_bad_month_is_refused(text):
    with pytest.raises(UsageError) as refused:
        month(text)

    assert refused.value.text == f"“{text}”不是月份，请写成 2023-12 的样子。"


def test_a_day_is_read():
    assert day("2023-12-01") == date(2023, 12, 1)


@pytest.mark.parametrize("text", ["2023-02-29", "20231201", "2023-12-1", "昨天"])
def test_a_bad_day_is_refused(text):
    with pytest.raises(UsageError) as refused:
        day(text)

    assert refused.value.text == f"“{text}”不是日期，请写成 2023-12-01 的样子。"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2023-12-14T09:30:00", datetime(2023, 12, 14, 9, 30, tzinfo=CHINA)),
        ("2023-12-14 09:30", datetime(2023, 12, 14, 9, 30, tzinfo=CHINA)),
        ("2023-12-14T01:30:00Z", datetime(2023, 12, 14, 9, 30, tzinfo=CHINA)),
        ("2023-12-14T09:30:00+08:00", datetime(2023, 12, 14, 9, 30, tzinfo=CHINA)),
        ("2023-12-14", datetime(2023, 12, 14, tzinfo=CHINA)),
    ],
)
def test_a_moment_without_offset_is_china_time(text, expected):
    assert moment(text) == expected


@pytest.mark.parametrize(
    "text", ["2023-12-14T25:00:00", "2023-12-14x09", "9999-12-31T23:00-08:00", "now"]
)
def test_a_bad_moment_is_refused(text):
    with pytest.raises(UsageError) as refused:
        moment(text)

    assert refused.value.text == (
        f"“{text}”不是时间，请写成 2023-12-14T09:30:00 的样子（不写时区即北京时间）。"
    )


def test_the_day_of_a_moment_is_that_of_china():
    midnight = datetime(2023, 12, 12, 16, tzinfo=UTC)

    assert local_day(midnight - SECOND) == date(2023, 12, 12)
    assert local_day(midnight) == date(2023, 12, 13)


def test_a_naive_moment_is_a_fault_of_ours():
    with pytest.raises(AssertionError, match="offset"):
        local_day(datetime(2023, 12, 12))  # noqa: DTZ001  # that is the point
