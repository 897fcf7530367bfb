"""The office's first page: who stands where, and what waits for whom."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from gongshi.actions.assess import assess
from gongshi.actions.questions import open_questions
from gongshi.actions.scorecards import as_json
from gongshi.clocks.periods import Period
from gongshi.desks import links
from gongshi.desks.showing import asked_period, desk, show
from gongshi.desks.unit.showing import is_part
from gongshi.ledger.bulletins import APPROVED, OPEN, REVIEW
from gongshi.ledger.models import AdjustmentRequest, BulletinDraft, WindowRequest
from gongshi.policy.policies import Policy

#: Units shown of each group: from the top, and from the bottom.
_BEST, _LAST = 5, 3
#: Marks of items in the bars, as the style sheet names them.
_MARKS = 5


@dataclass(frozen=True)
class Piece:
    """One item's loss as a piece of a bar, in per cent of what the scale holds."""

    left: str
    width: str
    mark: int


@dataclass(frozen=True)
class Placed:
    """One unit in its ranking."""

    pk: int
    name: str
    rank: int | None
    total: str
    pieces: tuple[Piece, ...]
    #: What cost it most, in words.
    losses: str


@dataclass(frozen=True)
class Group:
    """The best and the last of one ranking."""

    title: str
    count: int
    best: tuple[Placed, ...]
    last: tuple[Placed, ...]


@dataclass(frozen=True)
class RankingPart:
    """The rankings of a month as they stand."""

    is_provisional: bool
    groups: tuple[Group, ...]
    #: Item → its mark in the bars.
    keys: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Tasks:
    """What waits for somebody of the office."""

    drafts: tuple[BulletinDraft, ...]
    adjustments: int
    #: Windows that were asked for, and closings.
    windows: int
    #: Rows about which units wait for an answer, the first asked first.
    questions: tuple[int, ...]

    @property
    def to_review(self) -> list[BulletinDraft]:
        """List the drafts that wait for an answer."""
        return [each for each in self.drafts if each.state == REVIEW]

    @property
    def to_issue(self) -> list[BulletinDraft]:
        """List the drafts that wait for their number."""
        return [each for each in self.drafts if each.state == APPROVED]


def ranking_page(request: HttpRequest) -> HttpResponse:
    """Give the rankings of a month to the first page, which asks for them when shown."""
    period = asked_period(request)
    if not is_part(request):
        address = links.with_query(reverse("scores"), {"period": period.key})
        return HttpResponseRedirect(address)
    here = desk(period.last_day)
    ranking = ranking_part(period, here.policy.place)
    return show(request, "office/_ranking.html", here, period=period, ranking=ranking)


def office_tasks(policy: Policy) -> Tasks:
    """Find what waits."""
    drafts = BulletinDraft.objects.filter(state__in=OPEN)
    waiting = AdjustmentRequest.objects.filter(decision__isnull=True)
    return Tasks(
        tuple(drafts.only("period", "state", "corrects_id")),
        waiting.count() if policy.assessment else 0,
        WindowRequest.objects.filter(decision__isnull=True).count(),
        tuple(open_questions().values_list("entry_id", flat=True)),
    )


def ranking_part(period: Period, place: str) -> RankingPart:
    """Score a month as it stands, and take the best and the last of each group."""
    assessed = assess(period, place)
    units = as_json(assessed)["units"]
    assert isinstance(units, list)
    items = [each for each in assessed.assessment.items if each.points]
    full = (
        max(sum((_lost(each) for each in one["items"]), Fraction()) for one in units)
        if units
        else Fraction()
    )
    titles = {each.key: each.title for each in assessed.policy.groups}
    groups = []
    for key in dict.fromkeys(each["group"] for each in units):
        placed = [
            _placed(each, ranked.card.facts.key, full or Fraction(1))
            for each, ranked in zip(units, assessed.ranked, strict=True)
            if each["group"] == key
        ]
        best = placed[:_BEST]
        last = placed[max(len(best), len(placed) - _LAST) :]
        groups.append(Group(titles[key], len(placed), tuple(best), tuple(last)))
    keys = tuple((each.title, at % _MARKS + 1) for at, each in enumerate(items))
    return RankingPart(assessed.is_provisional, tuple(groups), keys)


def _placed(unit: dict[str, Any], pk: int, full: Fraction) -> Placed:
    pieces, left = [], Fraction()
    scored = [each for each in unit["items"] if each["full"]]
    for at, item in enumerate(scored):
        width = _lost(item) / full * 100
        if width:
            pieces.append(
                Piece(f"{float(left):.2f}%", f"{float(width):.2f}%", at % _MARKS + 1)
            )
        left += width
    costly = [
        loss
        for item in scored
        for loss in item["losses"]
        if _is_number(loss["points"]) and loss["points"] != "0"
    ]
    costly.sort(key=lambda loss: -_points(loss["points"]))
    told = [f"{each['title']} {each['count']}" for each in costly]
    return Placed(
        pk, unit["unit"], unit["rank"], unit["total"], tuple(pieces),
        "、".join(told[:3]) or unit["standing_title"] or "没有失分",
    )  # fmt: skip


def _lost(item: dict[str, Any]) -> Fraction:
    """Give the points that an item cost, as printed."""
    if not item["full"] or not _is_number(item["points"]):
        return Fraction()
    return max(Fraction(item["full"]) - _points(item["points"]), Fraction())


@lru_cache(maxsize=10_000)
def _points(text: str) -> Fraction:
    """Read points that were printed; the same few come again and again."""
    return Fraction(text)


def _is_number(text: str) -> bool:
    return text.replace(".", "", 1).isdigit()
