"""How long a unit has filed nothing, and which step of the ladder that has reached.

last filed 2022-08-01, steps of 14 and 28 days
2022-08-15  -> none yet: the fourteenth day is not over
2022-08-16  -> 预警提醒
2022-08-30  -> 电话沟通
"""

from collections.abc import Iterable
from datetime import date

from gongshi.policy.terms import Silence


def silence_step(
    steps: Iterable[Silence], last_filed_on: date, as_of: date
) -> Silence | None:
    """Find the step a silent unit has reached.

    Args:
        steps: Of the place's policy, fewest days first.
        last_filed_on: The day of its last filing, in China.
        as_of: The day of looking; it may still bring a filing, so it is not counted.

    Returns:
        The last step all of whose days went by without a filing; None before the first.

    Source: 省信用办关于开展以漏报瞒报问题为重点的“双公示”信息报送治理工作的通知 三、（二）.
    """
    days = silent_days(last_filed_on, as_of)
    reached = [step for step in steps if step.days <= days]
    return reached[-1] if reached else None


def silent_days(last_filed_on: date, as_of: date) -> int:
    """Count the whole days that went by without a filing.

    Args:
        last_filed_on: The day of the last filing, in China; not counted.
        as_of: The day of looking, not counted either.

    Returns:
        Calendar days; -1 where the last filing came on the day of looking.
    """
    return (as_of - last_filed_on).days - 1
