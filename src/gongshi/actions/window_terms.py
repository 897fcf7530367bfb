"""What a window of the office's own may be: checked when asked for, and when granted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from gongshi.clocks.periods import local_day
from gongshi.errors import UsageError, storable
from gongshi.ledger.models import Office, WindowRequest
from gongshi.ledger.windows import widened, windows_at
from gongshi.policy.policies import Policy, Window, find_category, policy_in_force

_MOST = {"name": 60, "paper": 200, "number": 100, "reason": 500}
_TITLES = {"name": "窗口名称", "paper": "依据", "number": "文号", "reason": "理由"}


@dataclass(frozen=True)
class Wanted:
    """A window that somebody wants, as he wrote it."""

    name: str
    #: First and last decision day, and last day of filing, all included.
    decided_from: date
    decided_to: date
    submit_by: date
    #: Keys, titles or aliases; none = all that the policy has.
    categories: Sequence[str]
    reason: str
    #: The document that it rests on, and its number where it has one.
    paper: str
    number: str = ""


def prepared(wanted: Wanted, actor: str = "") -> WindowRequest:
    """Check a window; nothing is stored.

    Args:
        wanted: As written.
        actor: Login of who asks.

    Returns:
        The request as it would be stored.

    Raises:
        UsageError: Something in it is wrong.
    """
    now = timezone.now()
    policy = _policy(local_day(now))
    asked = WindowRequest(
        place=policy.place,
        categories=_keys(policy, wanted.categories),
        decided_from=wanted.decided_from,
        decided_to=wanted.decided_to,
        submit_by=wanted.submit_by,
        asked_by=actor,
        asked_at=now,
        **written(wanted.name, wanted.paper, wanted.number, wanted.reason),
    )
    _refuse_days(asked, local_day(now))
    _refuse_clash(asked, widened(policy, now).windows, local_day(now))
    return asked


def _policy(on: date) -> Policy:
    return policy_in_force(Office.objects.get().place, on)


def _keys(policy: Policy, written: Iterable[str]) -> list[str]:
    chosen = {find_category(policy, each).key for each in written}
    known = [each.key for each in policy.categories]
    return [key for key in known if key in chosen or not chosen]


def written(name: str, paper: str, number: str, reason: str) -> dict[str, str]:
    """Give what was written, blanks aside.

    Raises:
        UsageError: Something is missing, or too long.
    """
    told = {"name": name, "paper": paper, "number": number, "reason": reason}
    told = {key: " ".join(storable(text).split()) for key, text in told.items()}
    for key, text in told.items():
        if not text and key != "number":
            raise UsageError(f"no_{key}", f"请写明{_TITLES[key]}。")
        if len(text) > _MOST[key]:
            raise UsageError(
                f"long_{key}", f"{_TITLES[key]}最多 {_MOST[key]} 字，请写短些。"
            )
    return told


def _refuse_days(asked: WindowRequest, today: date) -> None:
    first, last, by = asked.decided_from, asked.decided_to, asked.submit_by
    if last < first:
        raise UsageError("days", f"决定日期的止日 {last} 在起日 {first} 以前，请改正。")
    if by < today:
        raise UsageError("past", f"补报截止日 {by} 已经过去，请写今天或以后的一天。")
    if by < last:
        raise UsageError(
            "days", f"补报截止日 {by} 在决定日期的止日 {last} 以前，请改正。"
        )


def _refuse_clash(asked: WindowRequest, windows: Iterable[Window], today: date) -> None:
    for each in windows:
        if each.name == asked.name:
            raise UsageError(
                "name_taken", f"已有名为「{each.name}」的窗口，请换一个名称。"
            )
        same_days = (
            each.decided_from <= asked.decided_to
            and asked.decided_from <= each.decided_to
        )
        both = set(each.categories) & set(asked.categories)
        if same_days and both and each.submit_by >= today:
            raise UsageError(
                "overlap",
                f"与窗口「{each.name}」重叠：同一类别、决定日期 {each.decided_from} 至 "
                f"{each.decided_to}，它到 {each.submit_by} 才关；请改日期或类别。",
            )


def refuse_closing(
    asked: WindowRequest, own: Mapping[int, Window], today: date
) -> None:
    """Refuse to close what is not open, or on a day that does not fit.

    Args:
        asked: The closing.
        own: Windows of the office by the number of their request.
        today: In China.

    Raises:
        UsageError: It cannot be closed so.
    """
    window = own.get(asked.closes_id or 0)
    if window is None:
        raise UsageError("not_open", f"「{asked.name}」没有开过，不用关。")
    if window.submit_by < today:
        raise UsageError(
            "closed", f"「{asked.name}」在 {window.submit_by} 已经关了，不用再关。"
        )
    if asked.submit_by < today:
        raise UsageError(
            "close_past",
            f"只能从以后的一天起关闭，最早 {today + timedelta(days=1)}。",
        )
    if asked.submit_by >= window.submit_by:
        raise UsageError(
            "no_change",
            f"「{asked.name}」到 {window.submit_by} 本来就关，请写 {window.submit_by} "
            "或更早的一天。",
        )


def refuse_overtaken(asked: WindowRequest) -> None:
    """Check once more: days have passed since, and others were granted."""
    now = timezone.now()
    today = local_day(now)
    if asked.closes_id:
        refuse_closing(asked, windows_at(asked.place, now), today)
        return
    _refuse_days(asked, today)
    _refuse_clash(asked, widened(_policy(today), now).windows, today)
