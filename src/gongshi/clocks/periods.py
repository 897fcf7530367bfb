"""Months and moments in China time: what a period holds and on which day a row arrived.

A month runs from 00:00:00 of its first day to 23:59:59 of its last, by the moment of
reporting, as the notices state below their tables.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from gongshi.errors import UsageError

CHINA: Final = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, order=True)
class Period:
    """One calendar month or one day of China time."""

    #: Both included.
    first_day: date
    last_day: date

    @property
    def key(self) -> str:
        """Write it as the command line takes it, like 2023-12 or 2023-12-01."""
        return f"{self.first_day}" if self.is_day else f"{self.first_day:%Y-%m}"

    @property
    def is_day(self) -> bool:
        """Tell whether it is a single day."""
        return self.first_day == self.last_day

    @property
    def title(self) -> str:
        """Write it as a bulletin does, like 2023年12月 or 2023年12月1日."""
        first = self.first_day
        of_month = f"{first.year}年{first.month}月"
        return f"{of_month}{first.day}日" if self.is_day else of_month

    @property
    def start(self) -> datetime:
        """Give the first moment, included."""
        return datetime.combine(self.first_day, time(), CHINA)

    @property
    def end(self) -> datetime:
        """Give the first moment after it, not included."""
        return datetime.combine(self.last_day + timedelta(days=1), time(), CHINA)

    def previous(self) -> "Period":
        """Give the month or the day before."""
        last_day = self.first_day - timedelta(days=1)
        return Period(last_day if self.is_day else last_day.replace(day=1), last_day)

    def is_over(self, on: date) -> bool:
        """Tell whether nothing can arrive in it any more; until then it is provisional.

        Args:
            on: The day of looking.
        """
        return on > self.last_day

    def __contains__(self, moment: datetime) -> bool:
        return self.start <= moment < self.end


def month(text: str) -> Period:
    """Read a month written like 2023-12, in the years 1900 to 2999.

    Raises:
        UsageError: It is written otherwise.
    """
    if not re.fullmatch(r"(19|2[0-9])[0-9]{2}-(0[1-9]|1[0-2])", text):
        raise UsageError("bad_period", f"“{text}”不是月份，请写成 2023-12 的样子。")
    first_day = date.fromisoformat(f"{text}-01")
    following = (first_day + timedelta(days=31)).replace(day=1)
    return Period(first_day, following - timedelta(days=1))


def period(text: str) -> Period:
    """Read a month written like 2023-12, or a day written like 2023-12-01.

    Raises:
        UsageError: It is written otherwise.
    """
    if len(text) <= len("2023-12"):
        return month(text)
    only = day(text)
    return Period(only, only)


def day(text: str) -> date:
    """Read a day written like 2023-12-01.

    Raises:
        UsageError: It is written otherwise, or there is no such day.
    """
    try:
        if re.fullmatch(r"(19|2[0-9])[0-9]{2}-[0-9]{2}-[0-9]{2}", text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise UsageError("bad_day", f"“{text}”不是日期，请写成 2023-12-01 的样子。")


def moment(text: str) -> datetime:
    """Read a moment in ISO 8601; without an offset it is China time.

    Args:
        text: In the years 1900 to 2999, like `2023-12-14T09:30:00`,
            `2023-12-14T01:30:00Z` or `2023-12-14`, the first moment of that day.

    Returns:
        Aware, in China time.

    Raises:
        UsageError: It is written otherwise, or there is no such moment.
    """
    try:
        if re.fullmatch(r"(19|2[0-9])[0-9]{2}-[0-9]{2}-[0-9]{2}([T ].+)?", text):
            read = datetime.fromisoformat(text)
            aware = read if read.tzinfo else read.replace(tzinfo=CHINA)
            return aware.astimezone(CHINA)
    except (ValueError, OverflowError):
        pass
    raise UsageError(
        "bad_moment",
        f"“{text}”不是时间，请写成 2023-12-14T09:30:00 的样子（不写时区即北京时间）。",
    )


def local_day(at: datetime) -> date:
    """Give the day in China on which a moment falls.

    Args:
        at: Aware; a naive moment is a fault of the program.
    """
    assert at.tzinfo is not None, "a moment needs its offset"
    return at.astimezone(CHINA).date()
