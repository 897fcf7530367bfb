"""Opens and closes windows of the office's own, after a second person has agreed.

A request is kept as it was made; only one that was granted holds, and only for rows
received from that moment on (`ledger.windows`). What was judged before stays as it was.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from gongshi.actions.window_terms import (
    Wanted,
    prepared,
    refuse_closing,
    refuse_overtaken,
    written,
)
from gongshi.clocks.periods import local_day
from gongshi.errors import UnknownName, UsageError
from gongshi.ledger.facts import rows_by_head
from gongshi.ledger.models import (
    Entry,
    Office,
    Unmended,
    WindowDecision,
    WindowRequest,
)
from gongshi.ledger.windows import windows_at
from gongshi.people import audit
from gongshi.people.models import Person
from gongshi.people.rights import ANALYSE, REVIEW, may


@dataclass(frozen=True)
class Touched:
    """What a window would meet in the ledger: unit, None = unknown → rows."""

    #: Late rows decided in these days; they keep their judgement.
    late: tuple[tuple[str | None, int], ...]
    #: Returned rows decided in these days that were not mended yet.
    waiting: tuple[tuple[str | None, int], ...]

    @property
    def late_rows(self) -> int:
        """Count the late rows of all units."""
        return sum(rows for _, rows in self.late)

    @property
    def waiting_rows(self) -> int:
        """Count the returned rows of all units."""
        return sum(rows for _, rows in self.waiting)

    @property
    def units(self) -> list[tuple[str | None, int, int]]:
        """Give late and returned rows side by side, unit by unit."""
        late, waiting = dict(self.late), dict(self.waiting)
        return [
            (name, late.get(name, 0), waiting.get(name, 0)) for name in late | waiting
        ]


def touched(asked: WindowRequest) -> Touched:
    """Find what a window would meet: by unit as tables show them, most rows first."""
    returned = Unmended.objects.filter(**_inside(asked))
    return Touched(
        late=tuple(rows_by_head(late_inside(asked))),
        waiting=tuple(rows_by_head(returned)),
    )


def late_inside(asked: WindowRequest) -> QuerySet[Entry]:
    """Select the late rows that were decided in these days and not withdrawn since."""
    return Entry.objects.filter(late=True, withdrawal__isnull=True, **_inside(asked))


def ask(wanted: Wanted, person: Person) -> WindowRequest:
    """Ask for a window; it does not hold before another person has agreed.

    Args:
        wanted: The window.
        person: Who asks.

    Returns:
        The request; that of before when he has asked for the same already.

    Raises:
        UsageError: Anything in it is wrong; nothing was stored.
    """
    _refuse_without(person, ANALYSE)
    with transaction.atomic():
        Office.objects.select_for_update().first()
        asked = prepared(wanted, person.login)
        if known := _same(asked):
            return known
        if any(each.name == asked.name for each in waiting()):
            raise UsageError(
                "name_waiting", f"「{asked.name}」已有人提请，正等批准，请换一个名称。"
            )
        return _asked(asked)


def ask_close(
    number: int, closed_from: date, paper: str, reason: str, person: Person
) -> WindowRequest:
    """Ask to close a window early, from a coming day on.

    Args:
        number: Of the request that opened it.
        closed_from: First day on which it is closed.
        paper: What the closing rests on.
        reason: Why.
        person: Who asks.

    Returns:
        The request; that of before when he has asked for the same already.

    Raises:
        UsageError: Anything in it is wrong; nothing was stored.
    """
    _refuse_without(person, ANALYSE)
    with transaction.atomic():
        Office.objects.select_for_update().first()
        now = timezone.now()
        opened = find(number)
        asked = WindowRequest(
            place=opened.place,
            categories=opened.categories,
            decided_from=opened.decided_from,
            decided_to=opened.decided_to,
            submit_by=closed_from - timedelta(days=1),
            closes=opened,
            asked_by=person.login,
            asked_at=now,
            **written(opened.name, paper, "", reason),
        )
        refuse_closing(asked, windows_at(opened.place, now), local_day(now))
        if known := _same(asked):
            return known
        if opened.closings.filter(decision__isnull=True).exists():
            raise UsageError(
                "close_waiting", f"「{opened.name}」的提前关闭已有人提请，正等批准。"
            )
        return _asked(asked)


def decide(
    number: int, person: Person, *, is_granted: bool, note: str = ""
) -> WindowDecision:
    """Answer a request; granted, it holds for every row received afterwards.

    Args:
        number: Of the request.
        person: Who answers; never the one who asked.
        is_granted: The answer.
        note: Why; needed when it is refused.

    Returns:
        The decision. A request that was answered already keeps its answer.

    Raises:
        UsageError: It cannot be answered by this person, or not any more.
    """
    _refuse_without(person, REVIEW)
    with transaction.atomic():
        # Nobody enters rows meanwhile: each is judged with this window or without it.
        Office.objects.select_for_update().first()
        asked = find(number)
        if known := WindowDecision.objects.filter(request=asked).first():
            return known
        if asked.asked_by == person.login:
            raise UsageError("own_request", "这是您自己提的，要由另一人批准。")
        if not is_granted and not note.strip():
            raise UsageError("no_reason", "不同意的，请写明为什么。")
        if is_granted:
            refuse_overtaken(asked)
        decision = WindowDecision.objects.create(
            request=asked,
            is_granted=is_granted,
            note=note.strip()[:500],
            decided_by=person.login,
            decided_name=person.name,
            decided_at=timezone.now(),
        )
        _record("grant" if is_granted else "refuse", asked, person.login)
    return decision


def find(number: int) -> WindowRequest:
    """Find a request by its number.

    Raises:
        UnknownName: There is none.
    """
    if (asked := WindowRequest.objects.filter(pk=number).first()) is None:
        raise UnknownName("unknown_window", f"没有第 {number} 号补报窗口提请。")
    return asked


def waiting() -> list[WindowRequest]:
    """List the requests that nobody has answered, oldest first."""
    return list(WindowRequest.objects.filter(decision__isnull=True))


def _inside(asked: WindowRequest) -> dict[str, object]:
    return {
        "category__in": asked.categories,
        "decided_on__range": (asked.decided_from, asked.decided_to),
    }


def _refuse_without(person: Person, right: str) -> None:
    if not (person.is_active and may(person.role, right)):
        what = "提请" if right == ANALYSE else "批准"
        raise UsageError(
            "no_right",
            f"「{person.login}」（{person.duty.title}）不能{what}补报窗口，"
            f"要由{'分析员' if right == ANALYSE else '审核员或办公室负责人'}办。",
        )


def _same(asked: WindowRequest) -> WindowRequest | None:
    """Find the request that the same person has just made in the same words."""
    told = ("name", "decided_from", "decided_to", "submit_by", "closes_id", "reason",
            "paper", "number", "asked_by", "categories")  # fmt: skip
    mine = (each for each in waiting() if each.asked_by == asked.asked_by)
    return next(
        (each for each in mine if _told(each, told) == _told(asked, told)), None
    )


def _told(asked: WindowRequest, names: Collection[str]) -> list[object]:
    return [getattr(asked, name) for name in names]


def _asked(asked: WindowRequest) -> WindowRequest:
    asked.save(force_insert=True)
    _record("ask", asked, asked.asked_by)
    return asked


def _record(act: str, asked: WindowRequest, actor: str) -> None:
    audit.record(
        f"window.{act}",
        actor=actor,
        target=f"{asked.place}:{asked.pk}",
        detail={
            "name": asked.name,
            "days": f"{asked.decided_from}/{asked.decided_to}",
            "submit_by": f"{asked.submit_by}",
            "closes": asked.closes_id or 0,
        },
    )
