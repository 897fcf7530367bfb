from datetime import date, timedelta

import chinese_calendar
import holidays
import pytest

from gongshi.policy.calendars import UncoveredYear, load_calendar
from gongshi.policy.toml import RulebookFault

FIRST, LAST = date(2004, 1, 1), date(2026, 12, 31)
EVERY_DAY = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]


def test_every_day_agrees_with_chinese_calendar():
    calendar = load_calendar()

    differing = [
        day
        for day in EVERY_DAY
        if calendar.is_workday(day) != chinese_calendar.is_workday(day)
    ]

    assert differing == []


def test_every_day_but_one_agrees_with_holidays():
    calendar = load_calendar()
    other = holidays.country_holidays("CN", years=range(2004, 2027))

    differing = [
        day
        for day in EVERY_DAY
        if calendar.is_workday(day) != other.is_working_day(day)
    ]

    # 国办发明电〔2005〕35号 makes that Saturday a working day; chinese_calendar, from
    # which the table was made, does not know it.
    assert differing == [date(2005, 12, 31)]


def test_every_covered_year_names_its_notice():
    calendar = load_calendar()

    assert calendar.covered_years() == tuple(range(2004, 2027))
    for year in calendar.covered_years():
        own = calendar.year(year).notices[0]
        assert own.title == f"国务院办公厅关于{year}年部分节假日安排的通知"
        assert bool(own.number) == (own.sure == "std")


def test_an_uncovered_year_is_a_state_of_its_own():
    with pytest.raises(UncoveredYear) as unknown:
        load_calendar().is_workday(date(2027, 1, 4))

    assert unknown.value.year == 2027


def test_working_days_are_added_across_a_holiday_and_make_up_days():
    assert load_calendar().add_workdays(date(2023, 9, 27), 7) == date(2023, 10, 12)


def test_working_days_are_added_across_the_new_year():
    assert load_calendar().add_workdays(date(2025, 12, 31), 1) == date(2026, 1, 4)


def test_adding_into_an_uncovered_year_names_it():
    with pytest.raises(UncoveredYear) as unknown:
        load_calendar().add_workdays(date(2026, 12, 28), 4)

    assert unknown.value.year == 2027


@pytest.mark.parametrize(
    ("after", "upto", "count"),
    [
        ("2023-09-27", "2023-10-12", 7),
        ("2023-12-12", "2023-12-12", 0),
        ("2023-12-12", "2023-12-13", 1),
        ("2023-12-15", "2023-12-17", 0),
        ("2025-12-31", "2026-01-04", 1),
        ("2024-12-31", "2026-01-01", 248),
    ],
)
def test_working_days_between_leave_out_the_first_day(after, upto, count):
    span = (date.fromisoformat(after), date.fromisoformat(upto))

    assert load_calendar().workdays_between(*span) == count


def test_exceptions_of_a_span_are_holidays_and_make_up_days():
    days_off, make_up = load_calendar().exceptions(date(2025, 12, 30), date(2026, 1, 5))

    assert days_off == (date(2026, 1, 1), date(2026, 1, 2), date(2026, 1, 3))
    assert make_up == (date(2026, 1, 4),)


def test_one_rulebook_has_one_calendar():
    assert load_calendar() is load_calendar()


def test_a_broken_year_reports_every_fault_at_once(tmp_path):
    (tmp_path / "calendar").mkdir()
    (tmp_path / "calendar" / "2031.toml").write_text(
        """
        year = 2030
        holidays = [2031-01-02, 2031-01-01, 2030-12-31]
        workdays = [2031-01-06]
        extra = 1
        [[notice]]
        title = "通知"
        number = ""
        sure = "maybe"
        """,
        encoding="utf-8",
    )

    with pytest.raises(RulebookFault) as broken:
        load_calendar(tmp_path).is_workday(date(2031, 1, 1))

    assert {fault.key for fault in broken.value.faults} == {
        "year",
        "holidays",
        "workdays",
        "notice[0].sure",
        "extra",
    }
