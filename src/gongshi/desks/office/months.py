"""`/`: the month's table, its trend, who files when, and who is silent."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from operator import attrgetter
from typing import TypeVar

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse

from gongshi.assessment.counts import NAMES, Counts
from gongshi.clocks.periods import Period, local_day
from gongshi.clocks.periods import month as month_of
from gongshi.desks import exports, links
from gongshi.desks.figures import Ratio
from gongshi.desks.office.heat import heat_map
from gongshi.desks.office.month_table import MonthTable, Wish, month_table
from gongshi.desks.office.ranking import office_tasks
from gongshi.desks.office.silence import ladder
from gongshi.desks.office.trend import Trend, days_until, trend
from gongshi.desks.showing import Desk, asked_period, desk, show
from gongshi.ledger import pages
from gongshi.ledger.facts import heads
from gongshi.ledger.models import Unit
from gongshi.ledger.nil_returns import last_said
from gongshi.ledger.pages import Tally
from gongshi.policy.silence import SilenceTerms, silence_in_force

K = TypeVar("K")
_LATEST_BATCHES = 8
_NUMBERS = attrgetter(*NAMES)


@dataclass(frozen=True)
class _Month:
    """A month as it was counted, each unit's rows under the top of its tree."""

    desk: Desk
    period: Period
    #: Every unit → the one at the top of its tree.
    tops: Mapping[int, Unit]
    #: Those at the top that are shown, in register order, and what they filed.
    units: Sequence[Unit]
    tallies: Sequence[Tally]
    wish: Wish

    def sums(self, key: Callable[[Tally], K]) -> dict[K, Counts]:
        """Add the counts up by something."""
        return _sums(self.tallies, key)

    def table(self) -> MonthTable:
        """Lay out the table."""
        by_unit = self.sums(lambda tally: tally.unit_id)
        policy = self.desk.policy
        return month_table(self.units, by_unit, policy, self.period, self.wish)

    @property
    def as_of(self) -> date:
        """Give the day up to which the page speaks: the last one, or today."""
        return min(self.period.last_day, self.desk.today)


def month_page(request: HttpRequest) -> HttpResponse:
    """Show a month."""
    month = _counted(request)
    table = month.table()
    return show(
        request,
        "office/month.html",
        month.desk,
        period=month.period,
        before=month.period.previous(),
        after=_following(month),
        wish=month.wish,
        table=table,
        files=_files(month),
        rates=[Ratio(rate, table.counts) for rate in month.desk.policy.rates.values()],
        filed=sum(1 for each in _shown(table) if each.received),
        units=sum(1 for _ in _shown(table)),
        late_units=sum(1 for each in _shown(table) if each.late),
        waiting=table.counts.faulty - sum(tally.mended for tally in month.tallies),
        trend=_trend(month),
        heat=heat_map(
            month.units,
            month.sums(lambda tally: (tally.unit_id, local_day(tally.received_at))),
            month.period,
            month.desk.today,
        ),
        ladder=ladder(
            month.units,
            _last_filed(month),
            # All days of a month that is over went by, the last one too.
            min(local_day(month.period.end), month.desk.today),
            month.desk.policy.silence,
            _silence_terms(month),
        ),
        is_scored=bool(month.desk.policy.assessment) and not month.period.is_day,
        tasks=office_tasks(month.desk.policy),
        is_daily=bool(month.desk.policy.daily),
        unknown=month.sums(lambda tally: tally.unit_id).get(None, Counts()).received,
        batches=pages.batches(None, _LATEST_BATCHES).items,
    )


def month_file(request: HttpRequest, kind: str) -> HttpResponse | StreamingHttpResponse:
    """Give the table of a month as a file."""
    month = _counted(request)
    table = month.table()
    header = ["分组", "报送单位", *(each.column.title for each in table.headings)]
    name = f"{month.period.title}报送情况"
    return exports.exported(kind, name, header, _lines(table))


def _counted(request: HttpRequest) -> _Month:
    period = asked_period(request)
    tops = heads(period.last_day)
    wish = Wish(request.GET.get("group", ""), request.GET.get("sort", ""))
    units = [
        unit
        for pk, unit in tops.items()
        if unit.pk == pk and wish.group in ("", unit.group)
    ]
    tallies = _of_shown(pages.tallies(period.start, period.end), tops, units, wish)
    return _Month(desk(period.last_day), period, tops, units, tallies, wish)


def _of_shown(
    tallies: Iterable[Tally],
    tops: Mapping[int, Unit],
    units: Iterable[Unit],
    wish: Wish,
) -> list[Tally]:
    """Put what units filed under the tops of their trees; a group keeps its own."""
    shown = {unit.pk for unit in units} | ({None} if not wish.group else set())
    moved = (
        Tally(at, unit_id and tops[unit_id].pk, counts, mended)
        for at, unit_id, counts, mended in tallies
    )
    return [each for each in moved if each.unit_id in shown]


def _files(month: _Month) -> dict[str, str]:
    query = {"period": month.period.key, **month.wish.query()}
    return {kind: links.with_query(f"/month.{kind}", query) for kind in ("csv", "xlsx")}


def _following(month: _Month) -> Period | None:
    """Give the month after, unless it has not begun."""
    following = month.period.last_day + timedelta(days=1)
    return month_of(f"{following:%Y-%m}") if following <= month.desk.today else None


def _shown(table: MonthTable) -> Iterator[Counts]:
    for section in table.sections:
        yield from (line.counts for line in section.lines if line.unit)


def _trend(month: _Month) -> Trend:
    """Count the thirty days; those before the month are asked for apart."""
    start = month.period.start
    missing = month.period.first_day - days_until(month.as_of)[0]
    earlier = pages.tallies(start - missing, start) if missing > timedelta() else []
    tallies = _of_shown(earlier, month.tops, month.units, month.wish)
    counts = _sums([*tallies, *month.tallies], lambda each: local_day(each.received_at))
    rates = month.desk.policy.rates.values()
    lateness = next((rate for rate in rates if rate.numerator == "late"), None)
    return trend(counts, month.as_of, lateness)


def _last_filed(month: _Month) -> dict[int, datetime]:
    """Find when each unit was heard last, within the span that the ladder draws."""
    start = month.period.start
    since = start - timedelta(days=_silence_terms(month).whole("span_days"))
    before = pages.last_filed(since, start)
    found: dict[int, datetime] = {}
    filed = [(month.tops[unit_id].pk, at) for unit_id, at in before.items()]
    filed += [
        (each.unit_id, each.received_at) for each in month.tallies if each.unit_id
    ]
    said = last_said(since, month.period.end)
    filed += [(month.tops[unit_id].pk, at) for unit_id, at in said.items()]
    for top, at in filed:
        found[top] = max(at, found.get(top, at))
    return found


def _silence_terms(month: _Month) -> SilenceTerms:
    return silence_in_force(month.period.last_day)


def _sums(tallies: Iterable[Tally], key: Callable[[Tally], K]) -> dict[K, Counts]:
    """Add up by something; number by number, as there may be thousands."""
    parts: dict[K, list[tuple[int, ...]]] = {}
    for tally in tallies:
        parts.setdefault(key(tally), []).append(_NUMBERS(tally.counts))
    return {
        key: Counts(**dict(zip(NAMES, map(sum, zip(*rows, strict=True)), strict=True)))
        for key, rows in parts.items()
    }


def _lines(table: MonthTable) -> Iterator[list[object]]:
    shown = [heading.column for heading in table.headings]
    for section in table.sections:
        for line in section.lines:
            texts = [column.text(line.counts) for column in shown]
            yield [section.title, line.name, *texts]
        total = [column.text(section.counts) for column in shown]
        yield [section.title, "小计", *total]
    yield ["", "合计", *(column.text(table.counts) for column in shown)]
