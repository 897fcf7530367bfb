from datetime import datetime, time

import pytest

from gongshi.clocks.periods import CHINA
from gongshi.jobs.slots import Round, latest_slot, weekdays_of

AT = time(0, 5)
DAY = Round("day", AT)
WEEK = Round("week", time(9), (2, 5))
MONTH = Round("month", AT)
QUARTER = Round("quarter", AT)


@pytest.mark.parametrize(
    ("comes", "now", "slot"),
    [
        (DAY, "2026-11-21 00:05:00", "2026-11-21"),
        (DAY, "2026-11-21 00:04:59", "2026-11-20"),
        (DAY, "2026-01-01 00:00:00", "2025-12-31"),
        (DAY, "2028-02-29 23:59:59", "2028-02-29"),
        (Round("day", time()), "2026-11-21 00:00:00", "2026-11-21"),
        (Round("day", time()), "2026-11-20 23:59:59", "2026-11-20"),
        (WEEK, "2026-11-20 09:00:00", "2026-11-20"),
        (WEEK, "2026-11-20 08:59:59", "2026-11-17"),
        (WEEK, "2026-11-24 08:00:00", "2026-11-20"),
        (WEEK, "2026-11-24 09:00:00", "2026-11-24"),
        (MONTH, "2026-12-01 00:05:00", "2026-12"),
        (MONTH, "2026-12-01 00:04:00", "2026-11"),
        (MONTH, "2026-11-30 23:59:59", "2026-11"),
        (QUARTER, "2026-10-01 00:05:00", "2026-Q4"),
        (QUARTER, "2026-10-01 00:00:00", "2026-Q3"),
        (QUARTER, "2027-01-01 00:00:00", "2026-Q4"),
        (QUARTER, "2027-03-31 12:00:00", "2027-Q1"),
    ],
)
def test_a_slot_begins_at_its_moment_in_china(comes, now, slot):
    moment = datetime.fromisoformat(now).replace(tzinfo=CHINA)

    assert latest_slot(comes, moment) == slot


def test_a_slot_is_that_of_china_wherever_the_server_stands():
    moment = datetime.fromisoformat("2026-11-30T16:05:00+00:00")

    assert latest_slot(MONTH, moment) == "2026-12"


@pytest.mark.parametrize(
    ("times", "days"),
    [
        (1, (5,)),
        (2, (2, 5)),
        (3, (1, 3, 5)),
        (5, (1, 2, 3, 4, 5)),
        (7, (1, 2, 3, 4, 5)),
    ],
)
def test_times_of_a_week_are_spread_over_its_working_days(times, days):
    assert weekdays_of(times) == days
