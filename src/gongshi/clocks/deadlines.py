"""When a record is due: the decision day plus the days its category has.

The decision day is day 0; the last day counts in full, to 24:00 China time. A decision
on a holiday or weekend counts from the next day on, like any other.

    2023-12-01 (Friday) + 7 working days  -> 2023-12-12
    2023-12-01 (Friday) + 14 calendar days -> 2023-12-15
"""

from dataclasses import dataclass
from datetime import date, timedelta

from gongshi.policy.calendars import Calendar, UncoveredYear
from gongshi.policy.policies import Deadline, Policy, deadline_for


@dataclass(frozen=True)
class Due:
    """The last day on which a record may arrive, or why there is none to name."""

    #: Included, to 24:00 China time; None when undetermined.
    due_on: date | None
    #: The deadline it was counted by; None when none holds for the decision day.
    basis: Deadline | None
    #: True when the day cannot be named.
    undetermined: bool
    #: The year whose working days are not known yet; None when that is not the reason.
    uncovered_year: int | None = None


def due(policy: Policy, category: str, decided_on: date, calendar: Calendar) -> Due:
    """Find the day a record is due.

    Args:
        policy: Of the place that receives it.
        category: Key, like `licence`.
        decided_on: The day of the decision.
        calendar: The working days.

    Returns:
        Undetermined where no deadline holds for that decision day, or the count meets
        a year whose calendar is not published: a due day is never guessed.

    Source: 民法典 第二百零一条 (the first day is not counted), 行政处罚法 第八十五条.
    """
    basis = deadline_for(policy, category, decided_on)
    if basis is None:
        return Due(due_on=None, basis=None, undetermined=True)
    try:
        due_on = _last_day(basis, decided_on, calendar)
    except UncoveredYear as unknown:
        return Due(None, basis, undetermined=True, uncovered_year=unknown.year)
    return Due(due_on, basis, undetermined=False)


def _last_day(basis: Deadline, decided_on: date, calendar: Calendar) -> date:
    if basis.unit == "workday":
        return calendar.add_workdays(decided_on, basis.days)
    try:
        last = decided_on + timedelta(days=basis.days)
    except OverflowError as error:
        # A mistyped 9999-12-31 has no day after it.
        raise UncoveredYear(date.max.year + 1) from error
    if basis.roll_forward and not calendar.is_workday(last):
        return calendar.add_workdays(last, 1)
    return last
