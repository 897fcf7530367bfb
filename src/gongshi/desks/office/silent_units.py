"""`/silence/`: who has filed nothing for long, and who files much less than ever."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse

from gongshi.actions.silence import Silent, calls_due, cases_of, silent_units
from gongshi.actions.work.quiet_units import KIND
from gongshi.desks.office.silence import ladder
from gongshi.desks.showing import desk, show
from gongshi.jobs.models import Kept
from gongshi.ledger.case_models import Case, CaseStep
from gongshi.policy.silence import silence_in_force

#: Pixels of a strip chart: of a week, of its bar, of the tallest bar, of the foot.
_WEEK, _BAR, _HIGH, _FOOT = 20, 14, 56, 18


@dataclass(frozen=True)
class Line:
    """A silent unit, and what is done about it."""

    silent: Silent
    case: Case | None
    calls: Sequence[CaseStep]
    is_due: bool


@dataclass(frozen=True)
class Bar:
    """One week of a strip: what came, and the line of what was expected."""

    x: int
    right: int
    y: str
    height: str
    expected_y: str
    is_recent: bool


@dataclass(frozen=True)
class Strip:
    """An unusually quiet unit, told and drawn."""

    unit_id: int
    unit: str
    told: str
    rows: int
    expected: float
    bars: Sequence[Bar]
    width: int
    height: int
    base: int
    first_day: str
    last_day: str


def silence_page(request: HttpRequest) -> HttpResponse:
    """Show the ladder, the calls of the day, and the quiet units of the last look."""
    here = desk()
    silent = silent_units(here.today)
    cases = cases_of(silent)
    due = {each.silent.key for each in calls_due(silent, cases, here.today)}
    terms = silence_in_force(here.today)
    looked = Kept.objects.filter(kind=KIND).order_by("period").last()
    return show(
        request,
        "office/silence.html",
        here,
        lines=[_line(each, cases.get(each.key), due) for each in silent],
        due=len(due),
        ladder=ladder(
            [each.unit for each in silent],
            {each.unit.pk: each.heard.at for each in silent},
            here.today,
            here.policy.silence,
            terms,
        ),
        steps=here.policy.silence,
        looked=looked,
        strips=[_strip(each) for each in looked.content] if looked else [],
        weeks=terms.whole("recent_weeks"),
    )


def _line(silent: Silent, case: Case | None, due: set[str]) -> Line:
    steps = case.steps.all() if case else ()
    calls = [each for each in steps if each.act == "called"]
    return Line(silent, case, calls, silent.key in due)


def _strip(quiet: Mapping[str, Any]) -> Strip:
    weeks = quiet["weeks"]
    tallest = max(max(each["rows"], each["expected"]) for each in weeks) or 1
    recent = len(weeks) // 2

    def height(rows: float) -> float:
        return _HIGH * rows / tallest

    return Strip(
        unit_id=quiet["unit_id"],
        unit=quiet["unit"],
        told=quiet["told"],
        rows=quiet["rows"],
        expected=quiet["expected"],
        bars=[
            Bar(
                x=place * _WEEK,
                right=place * _WEEK + _BAR,
                y=f"{_HIGH - height(each['rows']):.1f}",
                height=f"{height(each['rows']):.1f}",
                expected_y=f"{_HIGH - height(each['expected']):.1f}",
                is_recent=place >= recent,
            )
            for place, each in enumerate(weeks)
        ],
        width=len(weeks) * _WEEK,
        height=_HIGH + _FOOT,
        base=_HIGH,
        first_day=weeks[0]["first_day"],
        last_day=quiet["last_day"],
    )
