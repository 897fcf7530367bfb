"""When an act on a case is due, too early or too late: days and terms of the rulebook."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from gongshi.clocks.periods import local_day
from gongshi.errors import UsageError
from gongshi.ledger.case_models import Case, CaseStep
from gongshi.policy.calendars import UncoveredYear, load_calendar
from gongshi.policy.casework import CaseTerms, casework_in_force


def terms_today() -> CaseTerms:
    """Give the terms of casework that hold today."""
    return casework_in_force(local_day(timezone.now()))


def due_after(day: date, limit: str) -> date | None:
    """Count working days from a day on, which itself is not counted.

    Args:
        day: In China.
        limit: `answer_days` or `appeal_days`.

    Returns:
        The last day; None where it lies in a year without a calendar.
    """
    workdays = int(casework_in_force(day).limits[limit])
    try:
        return load_calendar().add_workdays(day, workdays)
    except UncoveredYear:
        return None


def appeal_until(case: Case) -> date | None:
    """Give the last day on which the standing verdict can be appealed.

    Returns:
        None where none can be: no verdict that counts, or an appeal was made before.
    """
    judged = case.steps.filter(act="judged").last()
    if judged is None or case.state.state != "judged" or not _counts(judged):
        return None
    if _was_appealed(case):
        return None
    # In a year without a calendar no appeal is ever too late.
    return due_after(local_day(judged.made_at), "appeal_days") or date.max


def refuse_late_appeal(case: Case) -> None:
    """Refuse an appeal for which there is no ground, or no time any more.

    Raises:
        UsageError: It cannot be made.
    """
    until = appeal_until(case)
    if until is None:
        raise UsageError(
            "no_appeal",
            f"线索 {case.number} 现在不能申诉：没有计入瞒报率的结论，或者已经申诉过。",
        )
    if local_day(timezone.now()) > until:
        raise UsageError("late_appeal", f"申诉的期限 {until} 已过，不能申诉。")


def refuse_overruling(case: Case) -> None:
    """Refuse to judge anew what another person decided upon an appeal.

    Raises:
        UsageError: The case has to be opened again first.
    """
    if case.state.state == "judged" and _was_appealed(case):
        raise UsageError("decided", "申诉已经答复，要改结论，请先写明理由重新核查。")


def _was_appealed(case: Case) -> bool:
    """Tell whether an appeal was made since the case was opened the last time."""
    since = case.steps.filter(act="reopened").last()
    appeals = case.steps.filter(act="appealed", pk__gt=since.pk if since else 0)
    return appeals.exists()


def refuse_early_close(case: Case) -> None:
    """Refuse to close what the unit may still appeal against.

    Raises:
        UsageError: It may.
    """
    until = appeal_until(case)
    if until is not None and local_day(timezone.now()) <= until:
        day = "" if until == date.max else f"（到 {until} 为止）"
        raise UsageError("may_appeal", f"单位还可以申诉{day}，过了再结案。")


def refuse_untold(case: Case) -> None:
    """Refuse a verdict that counts against a unit that was not heard.

    Raises:
        UsageError: It was not asked, or has time to answer.
    """
    sent = case.steps.filter(act="dispatched").last()
    if sent is None and case.steps.filter(act="answered").exists():
        # It spoke before it was asked.
        return
    if sent is None or sent.to_id is None:
        raise UsageError(
            "not_heard", "还没有派给单位核实，不能认定漏报、瞒报，请先派单。"
        )
    answered = case.steps.filter(act="answered", pk__gt=sent.pk).exists()
    if answered or case.state.state != "waiting":
        return
    if sent.due_on is None or sent.due_on >= local_day(timezone.now()):
        until = sent.due_on or "待定"
        raise UsageError(
            "not_due", f"单位还没有答复，期限（{until}）也没有过，不能认定漏报、瞒报。"
        )


def _counts(judged: CaseStep) -> bool:
    terms = casework_in_force(local_day(judged.made_at))
    verdict = terms.verdicts.get(judged.verdict)
    return verdict is not None and verdict.counts
