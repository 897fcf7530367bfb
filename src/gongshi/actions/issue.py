"""Composes the bulletin of a month from the ledger."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from django.utils import timezone

from gongshi.actions.assess import Assessed, left_out
from gongshi.actions.ranking import few_rows, later_papers, ranking, scores_of
from gongshi.assessment.counts import Counts
from gongshi.bulletin.composing import Imprint, compose
from gongshi.bulletin.document import Document
from gongshi.bulletin.figures import WHOLE, Figures, UnitCounts
from gongshi.bulletin.outline import Outline, of_a_day, read_outline
from gongshi.bulletin.papers import KeptPaper, Papers
from gongshi.clocks.periods import Period, local_day
from gongshi.errors import UsageError
from gongshi.ledger.evidence import EvidenceAsked, select_evidence
from gongshi.ledger.facts import categories_by_head, heads, tops
from gongshi.ledger.models import Unit
from gongshi.policy.fingerprint import fingerprint
from gongshi.policy.policies import Policy, policy_in_force

#: Id of the unit at the top of its tree → key of the category → counts.
CountsByHead: TypeAlias = Mapping[int | None, Mapping[str, Counts]]


@dataclass(frozen=True)
class Draft:
    """A bulletin before it is issued."""

    document: Document
    #: What the office should know of it, in sentences.
    notes: tuple[str, ...]


def compose_bulletin(
    period: Period, place: str, *, number: str = "", signed_on: date | None = None
) -> Document:
    """Compose the bulletin of one month; as `draft_bulletin`, without its notes."""
    drafted = draft_bulletin(period, place, number=number, signed_on=signed_on)
    return drafted.document


def draft_bulletin(
    period: Period, place: str, *, number: str = "", signed_on: date | None = None
) -> Draft:
    """Compose the bulletin of one month, and tell what should be known of it.

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
    now = categories_by_head(period)
    assessed = ranking(period, policy, now)
    figures = _figures(period, policy, outline, now, assessed)
    document = compose(
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
    return Draft(document, tuple(_notes(period, outline, now, assessed)))


def month_figures(period: Period, policy: Policy, outline: Outline) -> Figures:
    """Count a month and the month before, for every unit at the top of its tree."""
    now = categories_by_head(period)
    return _figures(period, policy, outline, now, ranking(period, policy, now))


def _figures(
    period: Period,
    policy: Policy,
    outline: Outline,
    now: CountsByHead,
    assessed: Assessed | None,
) -> Figures:
    before = categories_by_head(period.previous())
    units = tops(period.last_day)
    return Figures(
        period=period,
        units=[_unit(unit, now, before) for unit in units],
        rates=policy.rates,
        scopes=outline.scopes,
        volume=outline.volume,
        scores=scores_of(assessed) if assessed else None,
        papers=_papers(period, policy, outline),
    )


def _papers(period: Period, policy: Policy, outline: Outline) -> dict[str, Papers]:
    """Gather the granted papers up to the month's end of the units it tells of."""
    asked = EvidenceAsked(
        policy.place, period.key, so_far=True, groups=outline.groups, is_met=True
    )
    top_of = heads(period.last_day) if policy.papers else {}
    kept: dict[str, list[KeptPaper]] = {each.key: [] for each in policy.papers}
    for each in select_evidence(asked) if policy.papers else ():
        top = top_of[each.unit_id]
        if each.kind in kept:
            kept[each.kind].append(
                KeptPaper(
                    number=each.pk,
                    period=each.period,
                    unit=each.unit.name,
                    top=top.name,
                    group=top.group,
                    values=each.values,
                )
            )
    return {
        each.key: Papers(policy.place, each, kept[each.key]) for each in policy.papers
    }


def _outline(policy: Policy, period: Period) -> Outline:
    if period.is_day and policy.daily:
        return of_a_day(policy.daily, policy.groups, policy.name)
    if period.is_day or not policy.bulletin:
        kind = "每日统计表" if period.is_day else "通报的提纲"
        raise UsageError(
            "no_bulletin", f"「{policy.name}」在 {period.title} 没有{kind}。"
        )
    return read_outline(policy.bulletin, policy.files[0])


def _notes(
    period: Period, outline: Outline, now: CountsByHead, assessed: Assessed | None
) -> Iterator[str]:
    if assessed:
        yield from assessed.notes
        yield from later_papers(assessed, now)
        yield from few_rows(assessed)
    if left := _uncounted(period, outline, now):
        yield (
            f"有 {left} 行的报送单位不在名录或没有分组，没有计入通报；"
            f"{left_out(period, _groups(outline), outline.scopes[WHOLE])} 可以看到。"
        )


def _groups(outline: Outline) -> list[str]:
    """List the groups whose units some table of the bulletin shows."""
    return sorted({table.group for table in outline.tables} - {""})


def _uncounted(period: Period, outline: Outline, now: CountsByHead) -> int:
    """Count the assessed rows whose unit no table of the bulletin shows."""
    groups = _groups(outline)
    shown = {unit.pk for unit in tops(period.last_day) if unit.group in groups}
    return sum(
        counts.assessed
        for unit, by_category in now.items()
        for category, counts in by_category.items()
        if unit not in shown and category in outline.scopes[WHOLE]
    )


def _unit(
    unit: Unit,
    now: CountsByHead,
    before: CountsByHead,
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
