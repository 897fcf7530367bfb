"""Finds nil returns that evidence contradicts: each becomes a signal of its own.

The evidence is a row that was decided in the period and came later, or the case of a
decision of the period, whatever found it: a register, an exposure, a draw.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from gongshi.clocks.periods import CHINA
from gongshi.clocks.reasons import dated
from gongshi.clocks.spans import Span
from gongshi.ledger.cases import Suspicion
from gongshi.ledger.models import NilReturn
from gongshi.ledger.nil_returns import Declared, with_contradictions
from gongshi.ledger.refuting import Refutation, refuted
from gongshi.policy.silence import silence_in_force
from gongshi.policy.standards import load_standard

_KIND = "contradiction"
_ROWS = "{nil}，后来收到这段时间作出的决定 {rows} 行。"
_CASE = "{nil}，线索 {number} 却是其间{day}作出的决定。"


def contradictions(on: date, before: datetime) -> list[Suspicion]:
    """Find what contradicts the nil returns, those of the last year by their rows.

    Args:
        on: The day of looking, in China.
        before: Moment up to which cases count.

    Returns:
        One finding for each nil return with such rows, and one for each nil return and
        case; the latter are about the decision of that case.
    """
    weeks = silence_in_force(on).whole("history_weeks")
    since = datetime.combine(on - timedelta(weeks=weeks), datetime.min.time(), CHINA)
    nils = NilReturn.objects.select_related("unit").filter(declared_at__gte=since)
    rows = (each for each in with_contradictions(list(nils)) if each.is_contradicted)
    return [*_by_rows(rows, on), *_by_cases(refuted(before), on)]


def _by_rows(found: Iterator[Declared], on: date) -> Iterator[Suspicion]:
    for each in found:
        yield Suspicion(
            kind=_KIND,
            key=f"{_KIND}:{each.nil.pk}:rows",
            told=_ROWS.format(nil=_told(each.nil), rows=each.rows),
            found_on=on,
            unit=each.nil.unit,
            category=each.nil.category,
            evidence={"nil_return": each.nil.pk, "rows": each.rows},
        )


def _by_cases(found: list[Refutation], on: date) -> Iterator[Suspicion]:
    for each in found:
        nil, case = each.nil, each.case
        yield Suspicion(
            kind=_KIND,
            key=f"{_KIND}:{nil.pk}:case:{case.pk}",
            told=_CASE.format(
                nil=_told(nil), number=case.number, day=dated(each.decided_on)
            ),
            found_on=on,
            # All that makes it the same decision, so that it joins that case.
            unit=case.unit,
            category=case.category,
            document_number=case.document_number,
            authority_name=case.authority_name,
            subject_name=case.subject_name,
            decided_on=each.decided_on,
            evidence={"nil_return": nil.pk, "case": case.number},
        )


def _told(nil: NilReturn) -> str:
    span = Span(nil.first_day, nil.last_day).title
    title = load_standard(nil.category).title
    return f"{nil.unit.name}报过{span}{title}的零报告（{nil.told}）"
