"""`/home/`: a unit's month at a glance, what is due, what to mend, what it was told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from gongshi.actions.assess import assess
from gongshi.assessment.counts import Counts, rows_of
from gongshi.assessment.rank import Ranked
from gongshi.checks.outcomes import TITLES
from gongshi.clocks.periods import Period, month
from gongshi.desks import links
from gongshi.desks.figures import Ratio
from gongshi.desks.gate import person_of
from gongshi.desks.office.columns import Cell, Column, cells
from gongshi.desks.showing import Desk, desk, show
from gongshi.desks.unit.duties import Duty, duties_of
from gongshi.desks.unit.notices import told_to
from gongshi.desks.unit.showing import asked_unit, is_part
from gongshi.desks.unit.waiting import count_waiting, first_of, to_mend, waiting_of
from gongshi.errors import UsageError
from gongshi.ledger import pages
from gongshi.ledger.facts import heads
from gongshi.ledger.models import Unit, Unmended
from gongshi.ledger.unit_counts import ask, counts_by_category

_MONTHS = 12
#: Rows to mend and notices shown here; the rest is on pages of its own.
_ROWS, _NOTICES = 10, 5
#: Height of the highest bar of the trend, in pixels.
_BAR = 56
_COLUMNS = tuple(
    Column(key, title) for key, title in {"received": "报送", **TITLES}.items()
)


@dataclass(frozen=True)
class RateShown:
    """One rate of the month, with the rows that it counts."""

    ratio: Ratio
    #: The same of the month before.
    before: Ratio
    #: The rows of its numerator.
    address: str


@dataclass(frozen=True)
class MonthShown:
    """One month of the trend."""

    period: Period
    rows: int
    y: str
    height: str
    address: str


def home_page(request: HttpRequest) -> HttpResponse:
    """Show the desk of a unit; people of the office choose one first."""
    unit = asked_unit(request)
    if unit is None:
        return HttpResponseRedirect(reverse("units"))
    here = desk()
    period = month(f"{here.today:%Y-%m}")
    below = pages.tree_of(unit.pk)
    months = _months_until(period)
    by_month = pages.counts_by_month(below, months)
    is_empty = not by_month[period].received
    by_category = {} if is_empty else counts_by_category(ask(below, period))
    waiting = waiting_of(below, here.today)
    rows, overdue = count_waiting(waiting, here.today)
    first = to_mend(first_of(waiting, _ROWS), here)
    duties = duties_of(unit, here, period, by_category, (rows, overdue, first))
    me = person_of(request)
    assert me is not None, "the gate lets nobody in who is not logged in"
    return show(
        request,
        "unit/home.html",
        here,
        unit=unit,
        period=period,
        counts=by_month[period],
        rates=_rates(unit, months[-2:], here, by_month),
        is_ranked=bool(here.policy.assessment),
        table=_table(unit, period, here, by_category),
        columns=_COLUMNS,
        total=cells(_COLUMNS, by_month[period], _query(unit, period)),
        trend=_trend(unit, months, by_month),
        is_new=not rows and not any(each.received for each in by_month.values()),
        duties=duties,
        today_duties=[each for each in duties if each.left == 0 and not each.is_grave],
        urgent=_urgent(duties),
        waiting=rows,
        waiting_now=_of_month(waiting, period),
        to_mend=rows,
        overdue=overdue,
        waiting_first=first,
        notices=told_to(me)[:_NOTICES],
    )


def rank_part(request: HttpRequest) -> HttpResponse:
    """Show the rank of a unit this month; asked apart, for it counts every unit."""
    unit = asked_unit(request)
    if unit is None:
        return HttpResponseRedirect(reverse("units"))
    here = desk()
    period = month(f"{here.today:%Y-%m}")
    ranked, others = _rank(unit, period, here)
    template = "unit/_rank.html" if is_part(request) else "unit/rank.html"
    return show(
        request, template, here, unit=unit, period=period, ranked=ranked, others=others
    )


def _rank(unit: Unit, period: Period, here: Desk) -> tuple[Ranked | None, int]:
    """Find the rank of the unit at the top of the tree, and among how many."""
    try:
        assessed = assess(period, here.policy.place)
        ranked = assessed.of(heads()[unit.pk].name)
    except UsageError:
        # The place scores no units, or not this one.
        return None, 0
    group = ranked.card.facts.group
    return ranked, sum(each.card.facts.group == group for each in assessed.ranked)


def _months_until(last: Period) -> list[Period]:
    months = [last]
    while len(months) < _MONTHS:
        months.insert(0, months[0].previous())
    return months


def _query(unit: Unit, period: Period) -> dict[str, object]:
    return {"period": period.key, "unit": unit.name}


def _rates(
    unit: Unit, last: list[Period], here: Desk, by_month: Mapping[Period, Counts]
) -> list[RateShown]:
    before, period = last
    return [
        RateShown(
            ratio=Ratio(rate, by_month[period]),
            before=Ratio(rate, by_month[before]),
            address=links.rows({**_query(unit, period), **rows_of(rate.numerator)}),
        )
        for rate in here.policy.rates.values()
        if hasattr(Counts(), rate.numerator) and hasattr(Counts(), rate.denominator)
    ]


def _table(
    unit: Unit, period: Period, here: Desk, by_category: Mapping[str, Counts]
) -> list[tuple[str, list[Cell]]]:
    """Lay out the month: what the unit has to file, and what it filed besides."""
    titles = {each.key: each.title for each in here.policy.categories}
    wanted = [key for key in unit.functions if key in titles]
    keys = dict.fromkeys([*wanted, *by_category])
    return [
        (
            titles.get(key, key),
            cells(
                _COLUMNS,
                by_category.get(key, Counts()),
                {**_query(unit, period), "category": key},
            ),
        )
        for key in keys
    ]


def _trend(
    unit: Unit, months: list[Period], by_month: Mapping[Period, Counts]
) -> list[MonthShown]:
    top = max(max(each.received for each in by_month.values()), 1)
    shown = []
    for each in months:
        rows = by_month[each].received
        height = _BAR * rows / top
        address = links.rows(_query(unit, each))
        shown.append(
            MonthShown(each, rows, f"{_BAR - height:.1f}", f"{height:.1f}", address)
        )
    return shown


def _of_month(waiting: QuerySet[Unmended], period: Period) -> int:
    """Count the rows to mend that came in a month."""
    came = waiting.filter(received_at__gte=period.start, received_at__lt=period.end)
    return came.order_by().count()


def _urgent(duties: list[Duty]) -> Duty | None:
    """Find the returned rows when one of them is due today, or was."""
    return next((each for each in duties if each.is_grave and each.left == 0), None)
