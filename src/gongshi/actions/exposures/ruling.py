"""Takes what a person decides about a decision that was seen, and what was done."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from gongshi.actions.exposures.standing import Told, suspicion, told_of
from gongshi.clocks.periods import local_day
from gongshi.errors import UnknownName, UsageError, storable
from gongshi.ledger.case_models import CaseStep
from gongshi.ledger.cases import Unfitting, raise_all, take_step
from gongshi.ledger.exposure_models import Exposure, ExposureRuling, Sighted
from gongshi.ledger.models import Entry, Office, Unit
from gongshi.ledger.units import load_register
from gongshi.people import audit

#: Ruling → the state that follows.
RULINGS = {"same": "reported", "ours": "absent", "foreign": "foreign"}
MOST_NOTED = 500
MOST_SAID = 1000


@dataclass(frozen=True)
class Ruling:
    """What a person decides."""

    #: Key of `RULINGS`.
    ruling: str
    #: Login of the person.
    by: str
    #: Of `same`: the row that reports it.
    entry: int | None = None
    #: Of `ours`: name of the unit; "" = as it was understood.
    unit: str = ""
    note: str = ""


def find_sighted(exposure: int, place: int) -> Sighted:
    """Find one decision of an exposure.

    Raises:
        UnknownName: There is none.
    """
    found = Sighted.objects.filter(exposure=exposure, place=place)
    sighted = found.select_related("exposure", "unit", "entry", "case").first()
    if sighted is None:
        raise UnknownName(
            "unknown_exposure",
            f"没有第 {exposure} 号曝光的第 {place + 1} 件决定，"
            "请用 gongshi exposures list 查看。",
        )
    return sighted


def rule(exposure: int, place: int, ruling: Ruling) -> Sighted:
    """Keep what a person decided; the same said again changes nothing.

    Args:
        exposure: Its number.
        place: Of the decision in it, from 0.
        ruling: What he decided.

    Raises:
        UsageError: It does not fit: no row, no unit, too long a note.
    """
    note = storable(ruling.note).strip()
    if len(note) > MOST_NOTED:
        raise UsageError("too_long", f"说明超过 {MOST_NOTED} 个字，什么都没有存。")
    if ruling.ruling not in RULINGS:
        raise UsageError("ruling", "请选一种认定：已报、没有报、与本地无关。")
    with transaction.atomic():
        # Two persons at once: the second waits, and sees what the first decided.
        Office.objects.select_for_update().first()
        sighted = find_sighted(exposure, place)
        entry, unit = _entry(ruling), _unit(sighted, ruling)
        last = ExposureRuling.objects.filter(exposure=exposure, place=place).last()
        told = (ruling.ruling, entry and entry.pk, unit and unit.pk)
        if last and (last.ruling, last.entry_id, last.unit_id) == told:
            return sighted
        ExposureRuling.objects.create(
            exposure=sighted.exposure,
            place=place,
            ruling=ruling.ruling,
            entry=entry,
            unit=unit,
            note=note,
            made_by=ruling.by,
            made_at=timezone.now(),
        )
        _move(sighted, ruling, entry, unit)
        audit.record(
            "exposure.rule",
            actor=ruling.by,
            target=f"{exposure}-{place + 1}",
            detail={"ruling": ruling.ruling},
        )
    return sighted


def say_called(exposure: int, place: int, text: str, by: str) -> Sighted:
    """Log a call about the case of a decision that is not reported.

    Raises:
        UsageError: No case, no words or too many, or the case is closed.
    """
    said = storable(text).strip()
    if not said or len(said) > MOST_SAID:
        raise UsageError(
            "called", f"电话记录请写 1 到 {MOST_SAID} 个字：打给谁，怎么说的。"
        )
    sighted = find_sighted(exposure, place)
    if sighted.case is None:
        raise UsageError("no_case", "这一件没有线索，不用打电话。")
    with transaction.atomic():
        same = sighted.case.steps.filter(act="called", text=said, made_by=by)
        if (last := same.last()) and (timezone.now() - last.made_at).seconds < 60:
            return sighted
        try:
            take_step(
                CaseStep(
                    case=sighted.case,
                    act="called",
                    text=said,
                    made_by=by,
                    made_at=timezone.now(),
                )
            )
        except Unfitting as error:
            raise UsageError(
                "unfitting", f"线索 {sighted.case.number} 已经有结论，不再记电话。"
            ) from error
        audit.record("exposure.call", actor=by, target=sighted.case.number)
    return sighted


def _entry(ruling: Ruling) -> Entry | None:
    if ruling.ruling != "same":
        return None
    entry = Entry.objects.filter(pk=ruling.entry).first() if ruling.entry else None
    if entry is None:
        raise UsageError("no_row", "请选是哪一行，什么都没有存。")
    return entry


def _unit(sighted: Sighted, ruling: Ruling) -> Unit | None:
    if ruling.ruling != "ours":
        return None
    unit = load_register().find(ruling.unit) if ruling.unit else sighted.unit
    if unit is None:
        raise UsageError("no_unit", "请选是哪个单位的决定，什么都没有存。")
    return unit


def _move(
    sighted: Sighted, ruling: Ruling, entry: Entry | None, unit: Unit | None
) -> None:
    sighted.state, sighted.entry = RULINGS[ruling.ruling], entry
    sighted.unit = unit or sighted.unit
    if ruling.ruling == "ours":
        told = _told(sighted.exposure, sighted.place)
        now = timezone.now()
        (sighted.case,) = raise_all([suspicion(told, local_day(now), unit)], now)
    sighted.save()


def _told(exposure: Exposure, place: int) -> Told:
    return told_of(exposure)[place]
