"""The day of a test, asked for anew: a run of all tests may go past midnight."""

from datetime import date

from django.utils import timezone

from gongshi.clocks.periods import Period, local_day, month
from gongshi.policy.calendars import load_calendar


def today() -> date:
    return local_day(timezone.now())


def this_month() -> Period:
    return month(f"{today():%Y-%m}")


def workday_before(count: int) -> date:
    """Find the day from which it is so many working days to today."""
    calendar, days = load_calendar(), range(366)
    back = (date.fromordinal(today().toordinal() - each) for each in days)
    return next(
        each for each in back if calendar.workdays_between(each, today()) == count
    )
