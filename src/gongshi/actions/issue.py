"""Composes the bulletin of a month from the ledger."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.utils import timezone

from gongshi.actions.ranking import ranking
from gongshi.assessment.counts import Counts
from gongshi.bulletin.composing import Imprint, compose
from gongshi.bulletin.document import Document
from gongshi.bulletin.figures import WHOLE, Figures, UnitCounts
from gongshi.bulletin.outline import Outline, of_a_day, read_outline
from gongshi.clocks.periods import Period, local_day
from gongshi.errors import UsageError
from gongshi.ledger.facts import categories_by_head
from gongshi.ledger.models import Unit
from gongshi.policy.fingerprint import fingerprint
from gongshi.policy.policies import Policy, policy_in_force


def compose_bulletin(
    period: Period, place: str, *, number: str = "", signed_on: date | None = None
) -> Document:
    """Compose the bulletin of one month.

    Args:
        period: The month.
        place: Key or name of the place whose policy has the outline.
        number: Document number, empty while it has none.
        signed_on: Day of signing.

    Raises:
        UnknownName: There is no such place.
        UsageError: The place has no bulletin.
    """
    if period.start > timezone.now():
        raise UsageError("future", f"{period.title}还没有到，没有可通报的数。")
    policy = policy_in_force(place, period.last_day)
    outline = _outline(policy, period)
    figures = month_figures(period, policy, outline)
    return compose(
        outline,
        figures,
        Imprint(
            number=number,
            signed_on=signed_on,
            as_of=_as_of(period),
            policy=f"{policy.place}@{policy.edition}",
            rulebook=fingerprint(),
            is_provisional=not period.is_over(local_day(timezone.now())),
        ),
    )


def month_figures(period: Period, policy: Policy, outline: Outline) -> Figures:
    """Count a month and the month before, for every unit at the top of its tree."""
    now, before = categories_by_head(period), categories_by_head(period.previous())
    units = Unit.objects.filter(parent=None)
    return Figures(
        period=period,
        units=[_unit(unit, now, before) for unit in units],
        rates=policy.rates,
        scopes=outline.scopes,
        volume=outline.volume,
        scores=ranking(period, policy),
    )


def _outline(policy: Policy, period: Period) -> Outline:
    if period.is_day and policy.daily:
        return of_a_day(policy.daily, policy.groups, policy.name)
    if period.is_day or not policy.bulletin:
        kind = "每日统计表" if period.is_day else "通报的提纲"
        raise UsageError(
            "no_bulletin", f"「{policy.name}」在 {period.title} 没有{kind}。"
        )
    return read_outline(policy.bulletin, policy.files[0])


def uncounted(period: Period, place: str) -> int:
    """Count the assessed rows of a month whose unit no table of the bulletin shows.

    Args:
        period: The month.
        place: Key or name of the place.
    """
    outline = _outline(policy_in_force(place, period.last_day), period)
    groups = {table.group for table in outline.tables}
    shown = set(
        Unit.objects.filter(parent=None, group__in=groups).values_list("pk", flat=True)
    )
    counted = categories_by_head(period)
    return sum(
        counts.assessed
        for unit, by_category in counted.items()
        for category, counts in by_category.items()
        if unit not in shown and category in outline.scopes[WHOLE]
    )


def _unit(
    unit: Unit,
    now: Mapping[int | None, Mapping[str, Counts]],
    before: Mapping[int | None, Mapping[str, Counts]],
) -> UnitCounts:
    return UnitCounts(
        name=unit.name,
        group=unit.group,
        position=unit.position,
        counts=now.get(unit.pk, {}),
        before=before.get(unit.pk, {}),
    )


def _as_of(period: Period) -> str:
    """Say up to when rows are counted: the month's end, or now while it runs."""
    now = timezone.localtime()
    return (
        f"{now:%Y-%m-%d %H:%M:%S}"
        if now < period.end
        else f"{period.last_day} 23:59:59"
    )
