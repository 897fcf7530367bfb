"""The clocks for whole batches: a file has many rows but few distinct decision days."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING

from gongshi.clocks.deadlines import Due, due
from gongshi.clocks.judge import judge
from gongshi.policy.calendars import Calendar, load_calendar
from gongshi.policy.policies import Policy

if TYPE_CHECKING:
    import polars as pl


def due_days(
    policy: Policy,
    category: str,
    decided: Iterable[date],
    *,
    calendar: Calendar | None = None,
) -> dict[date, Due]:
    """Find the due day of each distinct decision day.

    Args:
        policy: Of the place that receives the records.
        category: Key, like `licence`.
        decided: Decision days, repeats welcome.
        calendar: The working days; those of the packaged rulebook when absent.
    """
    calendar = calendar or load_calendar()
    return {day: due(policy, category, day, calendar) for day in set(decided)}


def judge_columns(
    frame: pl.DataFrame,
    policy: Policy,
    category: str,
    received_at: datetime,
    *,
    decided: str = "decided",
    calendar: Calendar | None = None,
) -> pl.DataFrame:
    """Judge every row of a batch that arrived at one moment.

    Args:
        frame: One row per record, with the decision day (Date) in column `decided`.
        policy: Of the place that receives them, in force when they arrive.
        category: Key, like `licence`.
        received_at: Aware moment at which the batch complied.
        decided: Name of the column of decision days.
        calendar: The working days; those of the packaged rulebook when absent.

    Returns:
        The frame, rows in the same order, with `due` (Date), `days_late` (Int32),
        `late` (Boolean) and `exempt` (String, the window's name) as in `Judgement`;
        all four are null where the decision day is.
    """
    import polars as pl

    days = frame.get_column(decided).drop_nulls().unique().to_list()
    judged = [
        judge(policy, category, day, received_at, calendar=calendar) for day in days
    ]
    verdicts = pl.DataFrame(
        {
            decided: days,
            "due": [each.due_on for each in judged],
            "days_late": [each.days_late for each in judged],
            "late": [each.late for each in judged],
            "exempt": [each.exempt for each in judged],
        },
        schema={
            decided: pl.Date,
            "due": pl.Date,
            "days_late": pl.Int32,
            "late": pl.Boolean,
            "exempt": pl.String,
        },
    )
    return frame.join(verdicts, on=decided, how="left", maintain_order="left")
