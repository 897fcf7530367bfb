"""`/units/`: the register, and a unit's own page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import chain

from django.http import HttpRequest, HttpResponse

from gongshi.actions.change_unit import changes_of, told
from gongshi.assessment.counts import Counts
from gongshi.clocks.periods import Period
from gongshi.desks import masking
from gongshi.desks.figures import Ratio
from gongshi.desks.gate import sight
from gongshi.desks.nil_lines import nil_lines
from gongshi.desks.office.columns import Cell, cells, columns
from gongshi.desks.showing import Desk, asked_period, desk, show
from gongshi.desks.telling import field_title
from gongshi.errors import UnknownName
from gongshi.ledger import pages
from gongshi.ledger.facts import counts_by_head
from gongshi.ledger.history import units_on
from gongshi.ledger.models import NilReturn, Unit, UnitChange
from gongshi.ledger.unit_counts import ask, batches_touching, findings_by_rule
from gongshi.people.accounts import COMMAND_LINE
from gongshi.people.models import Person
from gongshi.policy.standards import load_standard

#: Months on a unit's page.
_MONTHS = 12
#: Batches on a unit's page; the rest are in the list of rows.
_BATCHES = 20
_NIL_RETURNS = 12


@dataclass(frozen=True)
class _Listed:
    """A unit in the register."""

    unit: Unit
    functions: list[str]
    is_child: bool
    counts: Counts


@dataclass(frozen=True)
class _Told:
    """One rule that a unit's rows break."""

    rule: str
    title: str
    message: str
    rows: int
    source: str
    severity: str


def unit_list(request: HttpRequest) -> HttpResponse:
    """Show the register of units."""
    period = asked_period(request)
    here = desk(period.last_day)
    units = list(units_on().values())
    return show(
        request,
        "office/units.html",
        here,
        period=period,
        sections=_sections(units, counts_by_head(period), here),
        total=len(units),
        tops=sum(unit.parent_id is None for unit in units),
    )


def unit_page(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Show one unit: its month, its year, its batches, its faults."""
    units = units_on()
    if unit_id not in units or not sight(request).holds(unit_id):
        raise UnknownName("unknown_unit", f"名录里没有编号为 {unit_id} 的单位。")
    unit = units[unit_id]
    period = asked_period(request)
    here = desk(period.last_day)
    below = pages.units_below(unit_id, units.values())
    months = _months_until(period)
    by_month = pages.counts_by_month(below, months)
    counts = by_month[period]
    asked = ask(below, period)
    return show(
        request,
        "office/unit.html",
        here,
        unit=unit,
        parent=units.get(unit.parent_id or 0),
        children=[each for each in units.values() if each.parent_id == unit_id],
        group=next((g.title for g in here.policy.groups if g.key == unit.group), ""),
        functions=_functions(unit, here),
        period=period,
        counts=counts,
        rates=[Ratio(rate, counts) for rate in here.policy.rates.values()],
        columns=columns(here.policy),
        months=_lines(unit, months, by_month, here),
        batches=batches_touching(asked)[:_BATCHES],
        findings=[_told(each, period) for each in findings_by_rule(asked)],
        changes=changes_told(changes_of(unit)),
        lines=nil_lines(NilReturn.objects.filter(unit=unit)[:_NIL_RETURNS]),
    )


@dataclass(frozen=True)
class Changed:
    """What became of a unit, in words."""

    sentence: str
    reason: str
    #: Name, or login of one who is no person here.
    by: str
    change: UnitChange


def changes_told(changes: Iterable[UnitChange]) -> list[Changed]:
    """Tell changes of units, with who made them."""
    found = list(changes)
    if not found:
        return []
    names = dict(Person.objects.values_list("login", "name"))
    names[COMMAND_LINE] = "命令行"
    return [
        Changed(told(each), each.reason, names.get(each.made_by, each.made_by), each)
        for each in found
    ]


def _sections(
    units: Iterable[Unit], counts: Mapping[int | None, Counts], here: Desk
) -> list[tuple[str, list[_Listed]]]:
    """Part the register by group, each unit followed by those that count towards it."""
    groups = {group.key: group.title for group in here.policy.groups}
    sections: dict[str, list[_Listed]] = {title: [] for title in groups.values()}
    children: dict[int | None, list[Unit]] = {}
    for unit in units:
        children.setdefault(unit.parent_id, []).append(unit)
    for top in children.get(None, []):
        section = sections.setdefault(groups.get(top.group, "其他"), [])
        section += _branch(top, children, counts, here)
    return [(title, listed) for title, listed in sections.items() if listed]


def _branch(
    unit: Unit,
    children: Mapping[int | None, list[Unit]],
    counts: Mapping[int | None, Counts],
    here: Desk,
) -> list[_Listed]:
    listed = _Listed(
        unit=unit,
        functions=_functions(unit, here),
        is_child=unit.parent_id is not None,
        counts=counts.get(unit.pk, Counts()),
    )
    below = (
        _branch(each, children, counts, here) for each in children.get(unit.pk, [])
    )
    return [listed, *chain.from_iterable(below)]


def _months_until(last: Period) -> list[Period]:
    months = [last]
    while len(months) < _MONTHS:
        months.insert(0, months[0].previous())
    return months


def _lines(
    unit: Unit, months: list[Period], by_month: Mapping[Period, Counts], here: Desk
) -> list[tuple[Period, list[Cell]]]:
    """Lay out the months, latest first; those before the first rows are left out."""
    shown = columns(here.policy)
    filed = [at for at, month in enumerate(months) if by_month[month].received]
    months = months[filed[0] if filed else -1 :]
    return [
        (month, cells(shown, by_month[month], {"period": month.key, "unit": unit.name}))
        for month in reversed(months)
    ]


def _functions(unit: Unit, here: Desk) -> list[str]:
    titles = {each.key: each.title for each in here.policy.categories}
    return [titles.get(key, key) for key in unit.functions]


def _told(found: Mapping[str, object], period: Period) -> _Told:
    standard = load_standard(str(found["category"]), period.last_day)
    code = str(found["field"])
    return _Told(
        rule=str(found["rule"]),
        title=field_title(standard, code),
        message=masking.sentence(standard, code, str(found["message"])),
        rows=int(str(found["rows"])),
        source=str(found["source"]),
        severity=str(found["severity"]),
    )
