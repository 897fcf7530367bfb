"""Whether this server can do its work, and what will soon keep it from it."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.db import DatabaseError
from django.utils import timezone

from gongshi.actions.setting_up import office
from gongshi.clocks.periods import local_day
from gongshi.errors import NotReady, refusal
from gongshi.jobs.health import oldest_waiting
from gongshi.ledger.refusals import why
from gongshi.policy.calendars import load_calendar

OK, WARNING, ERROR = "ok", "warning", "error"
#: Bytes of free disk below which nothing is promised any more, and people are warned:
#: some of the largest uploads, and some weeks.
_LEAST, _LITTLE = 1 << 29, 5 << 30
#: A worker that lives takes a job within a second, and a large one takes some minutes.
_LONG = timedelta(minutes=5)
#: Days ahead for which deadlines must be computable.
_AHEAD = timedelta(days=60)


@dataclass(frozen=True)
class Check:
    """One thing that was looked at."""

    key: str
    #: ok; warning: it works, but someone must act; error: it does not work.
    state: str
    #: For people.
    text: str


def readiness() -> tuple[Check, ...]:
    """Look at everything that a server needs."""
    today, covered = local_day(timezone.now()), load_calendar().covered_years()
    calendar = calendar_check(today, covered)
    return (_ledger(), _queue(), _archive(), _disk(), calendar)


def _ledger() -> Check:
    try:
        office()
    except NotReady as error:
        return Check("ledger", ERROR, error.text)
    return Check("ledger", OK, "台账已就绪，表是这个版本的。")


def _queue() -> Check:
    try:
        waits = oldest_waiting()
    except DatabaseError as error:
        return Check("queue", ERROR, f"看不到后台任务：{why(error)}。")
    minutes = int(waits.total_seconds() // 60)
    if waits > _LONG:
        text = f"最早的后台任务已等了 {minutes} 分钟，请确认后台进程在运行。"
        return Check("queue", WARNING, text)
    return Check("queue", OK, "后台任务没有积压。")


def _archive() -> Check:
    folder = settings.HOME / "archive"
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"\0")
            file.flush()
    except OSError as error:
        return Check("archive", ERROR, f"档案目录写不进去：{refusal(error)}。")
    return Check("archive", OK, "档案目录可写。")


def _disk() -> Check:
    try:
        return disk_check(shutil.disk_usage(settings.HOME).free)
    except OSError as error:
        return Check("disk", ERROR, f"看不到磁盘：{refusal(error)}。")


def disk_check(free: int) -> Check:
    """Judge how many bytes of disk are free."""
    text = f"磁盘剩余 {free / (1 << 30):.1f} GB"
    if free < _LEAST:
        return Check("disk", ERROR, f"{text}，收不了文件了，请马上清理或扩容。")
    if free < _LITTLE:
        return Check("disk", WARNING, f"{text}，请尽快清理或扩容。")
    return Check("disk", OK, f"{text}。")


def calendar_check(on: date, covered: Collection[int]) -> Check:
    """Judge whether the years of the next 60 days have working days.

    Args:
        on: Today.
        covered: Years that the rulebook has.
    """
    last = on + _AHEAD
    missing = [year for year in range(on.year, last.year + 1) if year not in covered]
    if missing:
        text = f"工作日历还没有 {missing[0]} 年的放假安排，期限落到那年的暂算不出。"
        return Check("calendar", WARNING, text)
    return Check("calendar", OK, "今后 60 天的工作日历齐全。")
