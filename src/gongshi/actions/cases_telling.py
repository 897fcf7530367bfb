"""Tells units and the office what was done about a case."""

from __future__ import annotations

from django.urls import reverse

from gongshi.actions.cases_seen import suspected, unit_of
from gongshi.actions.telling import tell_holders
from gongshi.clocks.periods import local_day
from gongshi.ledger.case_models import Case, CaseStep
from gongshi.ledger.models import Unit
from gongshi.people.notices import notify
from gongshi.people.rights import ANALYSE, REVIEW
from gongshi.policy.casework import casework_in_force


def tell(step: CaseStep, *, is_decision: bool = False) -> None:
    """Tell whoever has to know of a step.

    Args:
        step: Stored.
        is_decision: Whether it answers an appeal.
    """
    case = step.case
    if step.act == "dispatched" and step.to:
        by = f"，请在 {step.due_on} 前答复" if step.due_on else "，请答复"
        _tell_unit(case, step, step.to, f"{suspected(case)}{by}。")
    elif step.act == "judged" and (unit := unit_of(case)):
        verdicts = casework_in_force(local_day(step.made_at)).verdicts
        told = "申诉的答复" if is_decision else "认定"
        title = verdicts[step.verdict].title
        _tell_unit(case, step, unit, f"线索 {case.number} 的{told}：{title}。")
    elif step.act == "answered":
        _tell_office(step, ANALYSE, "单位答复了线索")
    elif step.act == "appealed":
        _tell_office(step, REVIEW, "单位对认定提出申诉，要由另一人答复：线索")


def _tell_unit(case: Case, step: CaseStep, unit: Unit, text: str) -> None:
    notify(
        kind="case",
        text=text,
        key=f"case:{step.pk}",
        link=reverse("my_case", args=[case.number]),
        unit=unit,
    )


def _tell_office(step: CaseStep, right: str, what: str) -> None:
    unit = unit_of(step.case)
    tell_holders(
        right,
        kind="case",
        text=f"{what} {step.case.number}{f'（{unit.name}）' if unit else ''}。",
        key=f"case:{step.pk}",
        link=reverse("case", args=[step.case.number]),
    )
