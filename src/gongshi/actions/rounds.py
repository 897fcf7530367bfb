"""When the things that a policy says come round are begun here."""

from __future__ import annotations

from datetime import time

from gongshi.jobs.slots import Round, weekdays_of
from gongshi.policy.policies import Policy


def round_of(policy: Policy, key: str, at: time) -> Round | None:
    """Say when something comes round by a policy's cadence.

    Args:
        policy: In force.
        key: Of a `[[cadence]]`.
        at: Time of day in China at which it is begun; no notice says one.

    Returns:
        The day, the named or evenly spread days of the week, the first day of the
        month or quarter; None where the policy has no such cadence.
    """
    for cadence in policy.cadence:
        if cadence.key == key:
            named = (cadence.weekday,) if cadence.weekday else None
            days = named or weekdays_of(cadence.times)
            return Round(cadence.every, at, days if cadence.every == "week" else ())
    return None
