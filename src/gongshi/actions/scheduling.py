"""Brings the schedule in line with what the place's policy asks for on a day."""

from __future__ import annotations

from datetime import datetime

from gongshi.actions import work
from gongshi.clocks.periods import local_day
from gongshi.jobs.schedule import arrange
from gongshi.jobs.slots import Round
from gongshi.ledger.models import Office
from gongshi.policy.policies import Policy, policy_in_force


def plan(now: datetime) -> None:
    """Arrange the rounds of the policy in force; done twice it changes nothing."""
    policy = policy_in_force(Office.objects.get().place, local_day(now))
    arrange(rounds(policy), now)


def rounds(policy: Policy) -> dict[str, Round]:
    """Say when each kind of job comes round under a policy; others are left out."""
    asked = {
        name: module.comes_round(policy)
        for name, module in work.modules().items()
        if hasattr(module, "comes_round")
    }
    return {name: comes for name, comes in asked.items() if comes is not None}
