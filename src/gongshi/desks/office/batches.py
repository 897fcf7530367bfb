"""`/batches/`: what was received, and the verdict on one file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse

from gongshi.actions.return_faulty import return_faulty
from gongshi.assessment.counts import Counts
from gongshi.checks.outcomes import OUTCOMES
from gongshi.clocks.periods import Period, local_day, month
from gongshi.desks import exports
from gongshi.desks.figures import Ratio
from gongshi.desks.keys import asked_key
from gongshi.desks.showing import desk, show
from gongshi.desks.telling import Told, told
from gongshi.ledger import pages
from gongshi.ledger.models import Batch, Finding
from gongshi.ledger.pages import Cause
from gongshi.policy.policies import places
from gongshi.policy.standards import load_standard
from gongshi.policy.terms import Rate

_PAGE = 50
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


def batch_list(request: HttpRequest) -> HttpResponse:
    """List all batches, latest first."""
    page = pages.batches(asked_key(request, "after"), _PAGE)
    return show(
        request,
        "office/batches.html",
        desk(),
        batches=page.items,
        after=page.after,
        is_first="after" not in request.GET,
    )


def batch_page(request: HttpRequest, number: str) -> HttpResponse:
    """Show the verdict on one file and its receipt."""
    batch = pages.find_batch(number)
    on = local_day(batch.received_at)
    standard = load_standard(batch.category, on)
    causes = [
        CauseTold(cause, told(_telling(cause), standard))
        for cause in pages.causes_of(batch)
    ]
    here = desk(on)
    period = month(f"{on:%Y-%m}")
    waiting = pages.waiting_rows(batch)
    return show(
        request,
        "office/batch.html",
        here,
        batch=batch,
        judged_by=_policy_told(batch.policy),
        on=on,
        period=period,
        standard=standard,
        bar=list(_bar(batch)),
        causes=[each for each in causes if _is_grave(each)],
        advice=[each for each in causes if not _is_grave(each)],
        waiting=waiting,
        mended=batch.faulty - waiting.rows,
        seconds=(batch.finished_at - batch.received_at).total_seconds(),
        effects=_effects(batch, period, here.policy.rates.get("accepted_rate")),
    )


def returned_file(request: HttpRequest, number: str) -> HttpResponse:  # noqa: ARG001
    """Give the unit its own workbook with the rows that are still to mend."""
    made = return_faulty(number)
    response = HttpResponse(made.content, content_type=exports.XLSX)
    return exports.attached(response, f"退回件 {made.batch.number}.xlsx")


def _policy_told(written: str) -> str:
    """Write `pingdingshan@2023-01-01` as 平顶山市，2023-01-01 版."""
    place, _, edition = written.partition("@")
    return f"{places().get(place, place)}，{edition} 版"


def _bar(batch: Batch) -> Iterator[Stretch]:
    at = 0.0
    for outcome in OUTCOMES:
        rows = getattr(batch, outcome)
        width = rows * 100 / batch.received if batch.received else 0
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
