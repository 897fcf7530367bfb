"""The month's list of omissions: whose verdicts count, as rows and as a paper."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from gongshi.actions.cases_fit import terms_today
from gongshi.actions.cases_listed import kinds_of, title_of
from gongshi.bulletin.document import Document, Paragraph, Span, Table
from gongshi.clocks.periods import CHINA, Period, local_day
from gongshi.ledger.case_models import Case
from gongshi.ledger.caseload import proven
from gongshi.ledger.facts import heads
from gongshi.ledger.history import units_on
from gongshi.ledger.models import Office, Unit
from gongshi.policy.casework import casework_in_force
from gongshi.policy.fingerprint import fingerprint
from gongshi.policy.standards import load_standard

HEADER = (
    "序号",
    "单位",
    "文书号",
    "类别",
    "决定日期",
    "线索",
    "结论",
    "认定日期",
    "线索编号",
)
#: The same columns under the groups of the paper, whose widths follow their cells.
_TITLES = ("序号", "单位", "文书号", "类别", "日期", "线索", "结论", "认定", "编号")
_GROUPS = (Span(""), Span(""), Span("没有报送的决定", 3), Span("核查", 4))


@dataclass(frozen=True)
class Omission:
    """One decision that was found not to be reported."""

    case: Case
    #: Who answers for it, and the unit that tables show it under.
    unit: Unit
    head: Unit
    kinds: tuple[str, ...]
    verdict: str
    judged_at: datetime
    #: Whether the paper of a register counts it, so that the verdict does not once more.
    is_of_register: bool


def omissions(
    period: Period, unit: Unit | None = None, *, as_of: datetime | None = None
) -> list[Omission]:
    """List the omissions of a month, unit by unit.

    Args:
        period: In which they were judged so.
        unit: With everything below it; None = all.
        as_of: Steps taken later do not matter; now when absent.
    """
    terms = casework_in_force(min(period.last_day, local_day(timezone.now())))
    counting = [key for key, each in terms.verdicts.items() if each.counts]
    judged = [each for each in proven(period, counting, as_of) if each.unit_id]
    if not judged:
        return []
    of_day, units = heads(period.last_day), units_on()
    kinds = kinds_of([each.case.pk for each in judged])
    found = [
        Omission(
            case=each.case,
            unit=units[each.unit_id],
            head=of_day[each.unit_id],
            kinds=kinds.get(each.case.pk, ()),
            verdict=each.verdict,
            judged_at=each.judged_at,
            is_of_register=each.is_of_register,
        )
        for each in judged
        if each.unit_id
    ]
    wanted = [
        each for each in found if unit is None or _is_below(each.unit, unit, units)
    ]
    return sorted(wanted, key=lambda each: (each.head.position, each.case.pk))


def _is_below(unit: Unit | None, top: Unit, units: dict[int, Unit]) -> bool:
    while unit is not None:
        if unit.pk == top.pk:
            return True
        unit = units.get(unit.parent_id or 0)
    return False


def cells(found: list[Omission]) -> list[tuple[str, ...]]:
    """Give the list as the cells of `HEADER`."""
    verdicts = terms_today().verdicts
    return [
        (
            str(at),
            each.unit.name,
            each.case.document_number or "（不详）",
            load_standard(each.case.category).title if each.case.category else "",
            str(each.case.decided_on or ""),
            "、".join(each.kinds),
            title_of(verdicts, each.verdict),
            str(local_day(each.judged_at)),
            each.case.number,
        )
        for at, each in enumerate(found, 1)
    ]


def as_document(
    period: Period, found: list[Omission], unit: Unit | None = None
) -> Document:
    """Lay the list out as a paper.

    Args:
        period: The month.
        found: As `omissions` gives them.
        unit: Whom it is about; None = all.
    """
    office, now = Office.objects.get(), timezone.now()
    whose = unit.name if unit else "各单位"
    units = len({each.head.pk for each in found})
    told = (
        f"{period.title}，经核查认定漏报、瞒报 {len(found)} 条，涉及 {units} 家单位，清单如下。"
        if found
        else f"{period.title}，没有经核查认定的漏报、瞒报。"
    )
    table = Table(
        key="omissions",
        title=f"{period.title}漏报瞒报清单",
        header=_TITLES,
        over=(_GROUPS,),
        rows=tuple(cells(found)),
        note="按认定的月份列；申诉成立的不列",
        after=0,
    )
    return Document(
        organ=office.name,
        number="",
        title_lines=(f"{whose}{period.title}漏报瞒报清单",),
        period=period.key,
        recipients="",
        paragraphs=(Paragraph(0, (told,)),),
        tables=(table,) if found else (),
        signed_by=office.name,
        signed_on=local_day(now),
        as_of=f"{now.astimezone(CHINA):%Y-%m-%d %H:%M}",
        rulebook=fingerprint(),
    )


def as_json(each: Omission) -> dict[str, object]:
    """Give one omission, as JSON."""
    return {
        "number": each.case.number,
        "unit": each.unit.name,
        "document_number": each.case.document_number,
        "category": each.case.category,
        "decided_on": str(each.case.decided_on) if each.case.decided_on else None,
        "signals": list(each.kinds),
        "verdict": each.verdict,
        "judged_at": each.judged_at.isoformat(),
        "of_register": each.is_of_register,
    }
