"""Windows that the office opened itself, beside those of the policy."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from gongshi.clocks.periods import Period, local_day
from gongshi.ledger.models import WindowDecision
from gongshi.policy.policies import Policy, Source, Window, policy_in_force

#: How sure a value is that this office decided itself.
OWN = "office"


def widened(policy: Policy, at: datetime) -> Policy:
    """Put the office's own windows behind those of a policy.

    Args:
        policy: Of any place; only the place of the ledger has windows of its own.
        at: Aware moment, as of receipt; a window that was granted later is not there.

    Returns:
        The policy; each window ends on the day that holds at that moment.
    """
    own = windows_at(policy.place, at)
    return replace(policy, windows=(*policy.windows, *own.values())) if own else policy


def policy_on(place: str, on: date) -> Policy:
    """Give what held in a place at the end of a day, the office's own windows too.

    Args:
        place: Key.
        on: The day; of one that is not over, what is known by now.
    """
    return widened(policy_in_force(place, on), Period(on, on).end)


def windows_at(place: str, at: datetime) -> dict[int, Window]:
    """List the windows that were granted by a moment, open or over, oldest first.

    Returns:
        Number of the request that opened it → the window.
    """
    granted = WindowDecision.objects.filter(
        is_granted=True, decided_at__lte=at, request__place=place
    )
    found: dict[int, Window] = {}
    for decision in granted.select_related("request").order_by("pk"):
        asked = decision.request
        if asked.closes_id is None:
            found[asked.pk] = _window(decision)
        else:
            opened = found[asked.closes_id]
            found[asked.closes_id] = replace(opened, submit_by=asked.submit_by)
    return found


def is_own(window: Window) -> bool:
    """Tell whether the office opened a window itself."""
    return window.sure == OWN


def _window(decision: WindowDecision) -> Window:
    asked = decision.request
    day: date = local_day(decision.decided_at)
    return Window(
        name=asked.name,
        categories=tuple(asked.categories),
        decided_from=asked.decided_from,
        decided_to=asked.decided_to,
        submit_by=asked.submit_by,
        counts_late=False,
        reject_extends=False,
        source=Source(
            asked.paper,
            asked.number,
            f"信用办自开，{decision.decided_name} {day} 批准",
        ),
        sure=OWN,
        file="",
    )
