"""`gongshi silence`: silent units, who is to be called up, and unusually quiet ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from gongshi.cli.ledger_home import open_ledger
from gongshi.cli.output import format_option, show_json, show_tables
from gongshi.clocks.periods import day as read_day

if TYPE_CHECKING:
    from gongshi.actions.quiet import Quiet
    from gongshi.actions.silence import Due, Silent
    from gongshi.ledger.case_models import Case

_HEARD = {"filed": "报送", "said": "零报告", "never": "从没报送"}
_SILENT = ("单位", "最后一次", "方式", "未报天数", "到了哪一级", "线索")
_CALLS = ("要打电话的单位", "未报天数", "线索", "打过几次")
_QUIET = ("报送偏少的单位", "实报行数", "应有约", "说明")


@click.command("silence")
@click.option("--on", "day", help="看哪一天；不写则今天。")
@format_option
def silence(day: str | None, shape: str) -> None:
    """列出久未报送的单位、今天要打电话的单位、报送异常偏少的单位。"""
    open_ledger()
    from django.utils import timezone

    from gongshi.actions.quiet import quiet_units
    from gongshi.actions.setting_up import office
    from gongshi.actions.silence import calls_due, cases_of, silent_units
    from gongshi.clocks.periods import Period, local_day

    office()
    now = timezone.now()
    on = read_day(day) if day else local_day(now)
    before = min(now, Period(on, on).end)
    silent = silent_units(on, before)
    cases = cases_of(silent)
    calls = calls_due(silent, cases, on)
    quiet = quiet_units(on)
    if shape == "json":
        show_json(
            {
                "on": f"{on}",
                "silent": [_silent(each, cases.get(each.key)) for each in silent],
                "calls": [_call(each) for each in calls],
                "quiet": [_quiet(each) for each in quiet],
            }
        )
        return
    show_tables(
        [
            (
                f"久未报送的单位，{len(silent)} 家",
                _SILENT,
                [_cells(each, cases.get(each.key)) for each in silent],
            ),
            (
                f"要打电话的单位，{len(calls)} 家",
                _CALLS,
                [tuple(_call(each).values()) for each in calls],
            ),
            (
                f"报送异常偏少的单位，{len(quiet)} 家",
                _QUIET,
                [(each.unit, each.rows, each.expected, each.told) for each in quiet],
            ),
        ]
    )


def _cells(each: Silent, case: Case | None) -> tuple[object, ...]:
    told = _silent(each, case)
    told["heard"] = _HEARD[each.heard.how]
    del told["grave"]
    return tuple(told.values())


def _silent(each: Silent, case: Case | None) -> dict[str, object]:
    return {
        "unit": each.unit.name,
        "since": f"{each.since}",
        "heard": each.heard.how,
        "days": each.days,
        "step": each.step.title,
        "grave": each.step.grave,
        "case": case.number if case else None,
    }


def _call(each: Due) -> dict[str, object]:
    return {
        "unit": each.silent.unit.name,
        "days": each.silent.days,
        "case": each.case.number,
        "calls": len(each.calls),
    }


def _quiet(each: Quiet) -> dict[str, object]:
    return {
        "unit": each.unit,
        "from": each.first_day,
        "to": each.last_day,
        "rows": each.rows,
        "expected": each.expected,
        "chance": each.chance,
        "peers": each.peers,
        "peer_chance": each.peer_chance,
        "told": each.told,
        "weeks": [
            {"from": week.first_day, "rows": week.rows, "expected": week.expected}
            for week in each.weeks
        ],
    }
