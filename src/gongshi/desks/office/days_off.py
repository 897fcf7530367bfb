"""Which days the charts draw as days off."""

from datetime import date

from gongshi.policy.calendars import UncoveredYear, load_calendar


def is_day_off(day: date) -> bool:
    """Tell whether a day is a weekend or holiday, make-up workdays counted as work.

    A year whose calendar is not published has its weekends off: this colours a column,
    no deadline hangs on it.
    """
    try:
        return not load_calendar().is_workday(day)
    except UncoveredYear:
        return day.weekday() >= 5
