"""Whether a record came late, by how much, which window excuses it, and why.

The moment that counts is the one at which the record passed every check: the time a
unit takes to mend a returned row is part of its deadline.
"""

from dataclasses import dataclass
from datetime import date, datetime

from gongshi.clocks import reasons
from gongshi.clocks.deadlines import Due, due
from gongshi.clocks.periods import local_day
from gongshi.policy.calendars import Calendar, UncoveredYear, load_calendar
from gongshi.policy.policies import Policy, Window


@dataclass(frozen=True)
class Judgement:
    """What the clock says about one record."""

    #: Last day on which it may arrive, to 24:00 China time; None when undetermined.
    due_on: date | None
    #: None while it has not arrived, or its due day is undetermined.
    late: bool | None
    #: Days past the due day in the unit of the deadline: 0 when on time or excused, or
    #: when only days off have passed since; None when `late` is None, or when the year
    #: of arrival has no calendar yet.
    days_late: int | None
    #: Name of the window without which it would be late; None when none is needed.
    exempt: str | None
    #: One or more Chinese sentences that show the count.
    reason: str


def judge(
    policy: Policy,
    category: str,
    decided_on: date,
    received_at: datetime | None,
    *,
    calendar: Calendar | None = None,
) -> Judgement:
    """Judge one record.

    Args:
        policy: Of the place that receives it, in force when it arrives.
        category: Key, like `licence`.
        decided_on: The day of the decision.
        received_at: Aware moment at which it complied; None while it has not arrived.
        calendar: The working days; those of the packaged rulebook when absent.

    Source: 省信用办关于开展以漏报瞒报问题为重点的“双公示”信息报送治理工作的通知:
        correction time is included; rows of the backfill window are not counted late.
    """
    calendar = calendar or load_calendar()
    found = due(policy, category, decided_on, calendar)
    told = reasons.explain_due(policy, category, decided_on, found, calendar)
    if received_at is None:
        return _awaited(found, told)
    received_on = local_day(received_at)
    if found.due_on is not None and received_on <= found.due_on:
        said = f"{told}；{reasons.explain_on_time(received_on)}。"
        return Judgement(
            found.due_on, late=False, days_late=0, exempt=None, reason=said
        )
    window = excusing(policy, category, decided_on, received_on)
    if window is not None:
        said = f"{told}；{reasons.explain_exempt(received_on, window)}。"
        return Judgement(
            found.due_on, late=False, days_late=0, exempt=window.name, reason=said
        )
    return _missed(found, told, received_on, calendar)


def _awaited(found: Due, told: str) -> Judgement:
    last = f"，{reasons.explain_last_moment(found)}" if found.due_on else ""
    return Judgement(found.due_on, None, None, exempt=None, reason=f"{told}{last}。")


def _missed(found: Due, told: str, received_on: date, calendar: Calendar) -> Judgement:
    if found.due_on is None:
        said = f"{told}；{reasons.explain_pending(received_on)}。"
        return Judgement(None, None, None, exempt=None, reason=said)
    days_late = _days_late(found, received_on, calendar)
    said = f"{told}；{reasons.explain_late(received_on, days_late, found)}。"
    return Judgement(found.due_on, True, days_late, exempt=None, reason=said)


def _days_late(found: Due, received_on: date, calendar: Calendar) -> int | None:
    assert found.basis is not None, "a due day has a deadline"
    assert found.due_on is not None, "only a known due day can be missed"
    if found.basis.unit == "calendar":
        return (received_on - found.due_on).days
    try:
        return calendar.workdays_between(found.due_on, received_on)
    except UncoveredYear:
        return None


def excusing(
    policy: Policy, category: str, decided_on: date, received_on: date
) -> Window | None:
    """Find the window that keeps a record from counting as late, had it come late.

    Args:
        policy: With all windows that stand.
        category: Key.
        decided_on: The day of the decision.
        received_on: The day, in China, on which it complies.
    """
    for window in policy.windows:
        decided_inside = window.decided_from <= decided_on <= window.decided_to
        in_time = received_on <= window.submit_by and not window.counts_late
        if category in window.categories and decided_inside and in_time:
            return window
    return None
