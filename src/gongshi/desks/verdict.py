"""The verdict on one file as pages tell it: its bar, its causes, its effect."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from gongshi.actions.other_sources import OtherSources, in_batch
from gongshi.assessment.counts import Counts
from gongshi.checks.outcomes import OUTCOMES
from gongshi.clocks.periods import Period, local_day, month
from gongshi.desks.figures import Ratio
from gongshi.desks.telling import Told, told
from gongshi.ledger import pages
from gongshi.ledger.models import Batch, Finding
from gongshi.ledger.pages import Cause, Waiting
from gongshi.policy.policies import Policy, places
from gongshi.policy.standards import Standard, load_standard
from gongshi.policy.terms import Rate

#: Severities whose rows do not count as received well; the others are advice.
_GRAVE = ("return", "hold", "duplicate", "exclude")
#: Width that every outcome with rows keeps free to its right, in per cent.
_GAP = 0.15


@dataclass(frozen=True)
class Stretch:
    """One outcome on the bar."""

    outcome: str
    rows: int
    x: str
    width: str


@dataclass(frozen=True)
class CauseTold:
    """A cause in words, told by one of its rows."""

    cause: Cause
    example: Told


@dataclass(frozen=True)
class Effect:
    """The rate of the month in one case."""

    title: str
    ratio: Ratio


@dataclass(frozen=True)
class Verdict:
    """Everything that a page tells of a judged file."""

    batch: Batch
    on: date
    standard: Standard
    #: By whose policy it was judged, in words.
    judged_by: str
    #: Names of the windows without which rows would be late.
    windows: list[str]
    bar: list[Stretch]
    causes: list[CauseTold]
    advice: list[CauseTold]
    waiting: Waiting
    mended: int
    period: Period
    effects: list[Effect]
    #: Rows that name another unit.
    others: OtherSources | None


def verdict_on(batch: Batch, policy: Policy) -> Verdict:
    """Gather what there is to tell of a batch.

    Args:
        batch: With its unit.
        policy: In force on the day on which it was received.
    """
    on = local_day(batch.received_at)
    period = month(f"{on:%Y-%m}")
    standard = load_standard(batch.category, on)
    causes = [
        CauseTold(cause, told(_telling(cause), standard))
        for cause in pages.causes_of(batch)
    ]
    waiting = pages.waiting_rows(batch)
    return Verdict(
        batch=batch,
        on=on,
        standard=standard,
        judged_by=policy_told(batch.policy),
        windows=pages.windows_of(batch),
        bar=list(bar(batch)),
        causes=[each for each in causes if _is_grave(each)],
        advice=[each for each in causes if not _is_grave(each)],
        waiting=waiting,
        mended=batch.faulty - waiting.rows,
        period=period,
        effects=_effects(batch, period, policy.rates.get("accepted_rate")),
        others=in_batch(batch),
    )


def policy_told(written: str) -> str:
    """Write `pingdingshan@2023-01-01` as 平顶山市，2023-01-01 版."""
    place, _, edition = written.partition("@")
    return f"{places().get(place, place)}，{edition} 版"


def bar(counts: Batch | Counts) -> Iterator[Stretch]:
    """Lay the five outcomes out along one line."""
    at = 0.0
    for outcome in OUTCOMES:
        rows = getattr(counts, outcome)
        width = rows * 100 / counts.received if counts.received else 0
        yield Stretch(outcome, rows, f"{at:.2f}%", f"{max(width - _GAP, 0):.2f}%")
        at += width


def _is_grave(cause: CauseTold) -> bool:
    return cause.example.finding.severity in _GRAVE


def _telling(cause: Cause) -> Finding:
    """Choose the example with a suggestion, else the first."""
    offers = (each for each in cause.examples if each.suggestion is not None)
    return next(offers, cause.examples[0])


def _effects(batch: Batch, period: Period, rate: Rate | None) -> list[Effect]:
    """Work out what mending would do to the month of the unit, or of the city."""
    if rate is None:
        return []
    now = pages.standing_counts(batch, period)
    here = pages.standing_faulty(batch, period)
    cases = [("现在", 0), (f"改完这 {here} 行", here), ("全部改完", now.faulty)]
    chosen = [case for case in cases if case[1] or case[0] == "现在"]
    if here == now.faulty:
        chosen = chosen[:2]
    return [
        Effect(title, Ratio(rate, now + Counts(accepted=rows, faulty=-rows)))
        for title, rows in chosen
    ]
