"""连续两周无信息上报: two weeks of whole days, of which the day of looking is none."""

from datetime import date

import pytest

from gongshi.clocks.silence import silence_step, silent_days
from gongshi.policy.policies import policy_in_force

STEPS = policy_in_force("hubei", date(2022, 9, 1)).silence


@pytest.mark.parametrize(
    ("last_filed_on", "as_of", "days", "step"),
    [
        (date(2022, 8, 1), date(2022, 8, 1), -1, None),
        (date(2022, 8, 1), date(2022, 8, 2), 0, None),
        (date(2022, 8, 1), date(2022, 8, 15), 13, None),
        (date(2022, 8, 1), date(2022, 8, 16), 14, "预警提醒"),
        (date(2022, 8, 1), date(2022, 8, 29), 27, "预警提醒"),
        (date(2022, 8, 1), date(2022, 8, 30), 28, "电话沟通"),
        (date(2024, 5, 10), date(2024, 6, 30), 50, "电话沟通"),
    ],
)
def test_the_days_between_are_counted(last_filed_on, as_of, days, step):
    found = silence_step(STEPS, last_filed_on, as_of)

    assert silent_days(last_filed_on, as_of) == days
    assert (found and found.title) == step
