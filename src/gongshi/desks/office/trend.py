"""Thirty days as bars and a line: where the shapes of the two small charts stand.

Charts are SVG without a viewBox: x in per cent, y in pixels, so that shapes stretch
and letters never do.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from gongshi.assessment.counts import Counts
from gongshi.desks.figures import Ratio, percent
from gongshi.desks.office.days_off import is_day_off
from gongshi.policy.terms import Rate

#: Days shown.
DAYS = 30
#: Height of the bars and of the line, in pixels; per cent kept free for the scale.
_BARS, _BARS_TOP, _LINE, _LINE_TOP, _LEFT = 132, 14, 76, 14, 8


@dataclass(frozen=True)
class Tick:
    """A line of the scale."""

    y: str
    text_y: str
    text: str


@dataclass(frozen=True)
class Bar:
    """One day."""

    x: str
    width: str
    y: str
    height: str
    is_last: bool


@dataclass(frozen=True)
class Point:
    """One day on which rows were judged; `from_x`, `from_y` is the one before."""

    x: str
    y: str
    from_x: str = ""
    from_y: str = ""


@dataclass(frozen=True)
class Trend:
    """Both charts, and what they say in words."""

    ticks: list[Tick]
    bars: list[Bar]
    bars_told: str
    points: list[Point]
    peak: Point | None
    peak_text: str
    #: Where the words at the peak begin, or end when it lies far right.
    peak_x: str
    peak_right: bool
    line_told: str
    days: tuple[date, date, date]


def days_until(last: date) -> list[date]:
    """List the days of the charts, the last one included."""
    return [last - timedelta(days=back) for back in reversed(range(DAYS))]


def trend(counts: Mapping[date, Counts], last: date, rate: Rate | None) -> Trend:
    """Lay out the charts.

    Args:
        counts: Day → counts; days without rows may be missing.
        last: Last day shown.
        rate: Drawn as the line; None where the policy has none.
    """
    days = days_until(last)
    filed = [counts.get(day, Counts()).received for day in days]
    step = _step(max(filed))
    top = max(-(-max(filed) // step) * step, step)
    points, peak, ratios = _line(counts, days, rate)
    peak_at = float(peak.x.rstrip("%")) if peak else 0.0
    is_right = peak_at > 60
    peak_day = max(ratios, key=lambda day: ratios[day].share) if ratios else None
    return Trend(
        ticks=[_tick(value, top) for value in range(step, top + 1, step)],
        bars=[_bar(place, value, top) for place, value in enumerate(filed)],
        bars_told=_bars_told(days, filed),
        points=points,
        peak=peak,
        peak_text=_peak_text(peak_day, ratios),
        peak_x=f"{peak_at + (-1.5 if is_right else 1.5):.2f}%",
        peak_right=is_right,
        line_told=_line_told(peak_day, ratios),
        days=(days[0], days[DAYS // 2], days[-1]),
    )


def _step(highest: int) -> int:
    """Choose the distance of the scale's lines: 1, 2 or 5 times a power of ten."""
    size = 1
    while True:
        for factor in (1, 2, 5):
            if highest <= factor * size * 3:
                return factor * size
        size *= 10


def _x(place: float) -> float:
    return _LEFT + place * (100 - _LEFT) / DAYS


def _tick(value: int, top: int) -> Tick:
    y = _BARS - (_BARS - _BARS_TOP) * value / top
    return Tick(f"{y:.1f}", f"{y - 4:.1f}", f"{value:,}")


def _bar(place: int, value: int, top: int) -> Bar:
    height = (_BARS - _BARS_TOP) * value / top
    width = (100 - _LEFT) / DAYS
    return Bar(
        x=f"{_x(place) + width * 0.1:.2f}%",
        width=f"{width * 0.8:.2f}%",
        y=f"{_BARS - height:.1f}",
        height=f"{height:.1f}",
        is_last=place == DAYS - 1,
    )


def _line(
    counts: Mapping[date, Counts], days: list[date], rate: Rate | None
) -> tuple[list[Point], Point | None, dict[date, Ratio]]:
    if rate is None:
        return [], None, {}
    ratios = {day: Ratio(rate, counts.get(day, Counts())) for day in days}
    # On days off one late row among three would hide what happens on all others.
    ratios = {
        day: ratio
        for day, ratio in ratios.items()
        if ratio.denominator and not is_day_off(day)
    }
    highest = max((ratio.share for ratio in ratios.values()), default=0) or 1
    points: list[Point] = []
    for place, day in enumerate(days):
        if day not in ratios:
            continue
        y = _LINE - (_LINE - _LINE_TOP) * ratios[day].share / highest
        here = Point(f"{_x(place + 0.5):.2f}%", f"{y:.1f}")
        before = points[-1] if points else here
        points.append(Point(here.x, here.y, before.x, before.y))
    return points, min(points, key=lambda point: float(point.y), default=None), ratios


def _peak_text(day: date | None, ratios: Mapping[date, Ratio]) -> str:
    if day is None or not ratios[day].numerator:
        return ""
    return f"{day.month}月{day.day}日 {percent(ratios[day])}"


def _bars_told(days: list[date], filed: list[int]) -> str:
    most = filed.index(max(filed))
    return (
        f"{days[0]} 至 {days[-1]} 每日报送量，合计 {sum(filed):,} 行；"
        f"最多 {days[most]}，{filed[most]:,} 行；最后一天 {filed[-1]:,} 行"
    )


def _line_told(peak: date | None, ratios: Mapping[date, Ratio]) -> str:
    if peak is None or not ratios[peak].numerator:
        return "这些工作日没有迟报"
    last = max(ratios)
    return (
        f"工作日{ratios[peak].rate.title}，最高 {peak} {percent(ratios[peak])}；"
        f"{last} {percent(ratios[last])}"
    )
