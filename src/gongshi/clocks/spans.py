"""The weeks and months that things which come round are about.

every week   on 2023-12-06 (Wednesday) -> 2023-12-04 to 2023-12-10
every month  on 2023-12-06             -> 2023-12-01 to 2023-12-31
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from gongshi.errors import UsageError

_WEEK = timedelta(days=7)


@dataclass(frozen=True, order=True)
class Span:
    """A calendar week, Monday to Sunday, or a calendar month."""

    #: Both included.
    first_day: date
    last_day: date

    @property
    def key(self) -> str:
        """Write it as addresses do, like 2023-12 or 2023-W49."""
        if self.last_day - self.first_day < _WEEK:
            year, week, _ = self.first_day.isocalendar()
            return f"{year}-W{week:02}"
        return f"{self.first_day:%Y-%m}"

    @property
    def title(self) -> str:
        """Write it for people, like 2023年12月 or 2023年12月4日—10日."""
        first, last = self.first_day, self.last_day
        if last - first >= _WEEK:
            return f"{first.year}年{first.month}月"
        year = f"{last.year}年" if first.year != last.year else ""
        month = f"{last.month}月" if first.month != last.month else ""
        return f"{first.year}年{first.month}月{first.day}日—{year}{month}{last.day}日"

    def previous(self, every: str) -> "Span":
        """Give the week or month before."""
        return span_of(self.first_day - timedelta(days=1), every)


def span_of(on: date, every: str) -> Span:
    """Find the week or month in which a day lies.

    Args:
        on: The day.
        every: "week" or "month".
    """
    if every == "week":
        first = on - timedelta(days=on.weekday())
        return Span(first, first + _WEEK - timedelta(days=1))
    first = on.replace(day=1)
    following = (first + timedelta(days=31)).replace(day=1)
    return Span(first, following - timedelta(days=1))


def spans_until(on: date, every: str, count: int) -> Iterator[Span]:
    """List the latest weeks or months, that of the day first."""
    span = span_of(on, every)
    for _ in range(count):
        yield span
        span = span.previous(every)


def read_span(written: str, every: str) -> Span:
    """Read a day, a month or a week such as 2023-W49 as the span that it lies in.

    Raises:
        UsageError: It is none of them.
    """
    text = written.strip()
    try:
        if "W" in text.upper():
            day = date.fromisoformat(text.upper())
        else:
            day = date.fromisoformat(
                text if len(text) > len("2023-12") else f"{text}-01"
            )
        found = span_of(day, every)
    except (ValueError, OverflowError):
        raise UsageError(
            "bad_span", f"「{written}」不是周或月，请写成 2023-12 或 2023-W49 的样子。"
        ) from None
    if every == "week" and len(text) == len("2023-12"):
        raise UsageError(
            "month_for_week",
            f"这里按周报，「{written}」是一个月，请写成 2023-W49 或那一周的某一天。",
        )
    return found
