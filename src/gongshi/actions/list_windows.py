"""Lists the windows of the office's place: the policy's, its own, and what was asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from gongshi.clocks.periods import local_day
from gongshi.ledger.models import Office, WindowDecision, WindowRequest
from gongshi.ledger.windows import windows_at
from gongshi.policy.policies import Policy, Source, Window, policy_in_force


@dataclass(frozen=True)
class Listed:
    """One window, or one request."""

    #: Of the request; None where the policy has it.
    number: int | None
    name: str
    #: Number of the opening that it ends early.
    closes: int | None
    categories: tuple[str, ...]
    titles: tuple[str, ...]
    decided_from: date
    decided_to: date
    #: The day that holds by now.
    submit_by: date
    #: open, over, waiting, refused; of a closing that was agreed to: granted.
    state: str
    #: Logins; blank where there are none.
    asked_by: str
    decided_by: str
    decided_at: datetime | None
    source: str
    reason: str


def listed_windows() -> list[Listed]:
    """List the policy's windows, then the requests, oldest first."""
    now = timezone.now()
    today = local_day(now)
    policy = policy_in_force(Office.objects.get().place, today)
    own = windows_at(policy.place, now)
    return [
        *(_of_policy(each, policy, today) for each in policy.windows),
        *_requests(policy, own, today),
    ]


def _of_policy(window: Window, policy: Policy, today: date) -> Listed:
    return Listed(
        number=None,
        name=window.name,
        closes=None,
        categories=window.categories,
        titles=_titles(policy, window.categories),
        decided_from=window.decided_from,
        decided_to=window.decided_to,
        submit_by=window.submit_by,
        state=_state(window, today),
        asked_by="",
        decided_by="",
        decided_at=None,
        source=_told(window.source),
        reason="",
    )


def _requests(
    policy: Policy, own: Mapping[int, Window], today: date
) -> Iterator[Listed]:
    for asked in WindowRequest.objects.select_related("decision"):
        decision: WindowDecision | None = getattr(asked, "decision", None)
        window = own.get(asked.pk)
        if decision is None:
            state = "waiting"
        elif not decision.is_granted:
            state = "refused"
        else:
            state = _state(window, today) if window else "granted"
        yield Listed(
            number=asked.pk,
            name=asked.name,
            closes=asked.closes_id,
            categories=tuple(asked.categories),
            titles=_titles(policy, asked.categories),
            decided_from=asked.decided_from,
            decided_to=asked.decided_to,
            submit_by=window.submit_by if window else asked.submit_by,
            state=state,
            asked_by=asked.asked_by,
            decided_by=decision.decided_by if decision else "",
            decided_at=decision.decided_at if decision else None,
            source=_told(Source(asked.paper, asked.number, "")),
            reason=asked.reason,
        )


def _state(window: Window, today: date) -> str:
    return "open" if window.submit_by >= today else "over"


def _titles(policy: Policy, keys: tuple[str, ...] | list[str]) -> tuple[str, ...]:
    titles = {each.key: each.title for each in policy.categories}
    return tuple(titles.get(key, key) for key in keys)


def _told(source: Source) -> str:
    return source.title + (f"（{source.number}）" if source.number else "")
