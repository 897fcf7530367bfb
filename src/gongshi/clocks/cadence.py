"""On which day something that comes round is due next.

every week by Friday    on 2023-12-06 (Wednesday) -> 2023-12-08
every month by the 25th on 2020-08-26             -> 2020-09-25
every quarter           on 2022-08-12             -> 2022-09-30
"""

from datetime import date, timedelta

from gongshi.policy.terms import Cadence

_DAYS_IN_WEEK = 7


def falls_due(cadence: Cadence, on: date) -> date:
    """Find the day by whose end it is due next.

    Args:
        cadence: What comes round.
        on: The day of asking; one that is due on it is due today.

    Returns:
        The named day, else the last one of the day, week (Sunday), month or quarter.
    """
    if cadence.every == "day":
        return on
    if cadence.every == "week":
        weekday = cadence.weekday or _DAYS_IN_WEEK
        return on + timedelta(days=(weekday - on.isoweekday()) % _DAYS_IN_WEEK)
    if cadence.every == "quarter":
        return _last_day(on.year, 3 * -(-on.month // 3))
    if cadence.by_day is None:
        return _last_day(on.year, on.month)
    if on.day <= cadence.by_day:
        return on.replace(day=cadence.by_day)
    following = _last_day(on.year, on.month) + timedelta(days=1)
    return following.replace(day=cadence.by_day)


def _last_day(year: int, month: int) -> date:
    following = date(year + month // 12, month % 12 + 1, 1)
    return following - timedelta(days=1)
