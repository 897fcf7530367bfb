"""The ladder of silence: units by the days since they filed last."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from gongshi.clocks.periods import local_day
from gongshi.clocks.silence import silent_days
from gongshi.ledger.models import Unit
from gongshi.policy.policies import Silence
from gongshi.policy.silence import SilenceTerms

_LEFT, _RIGHT, _TOP, _STEP = 30.0, 84.0, 32, 32
#: Whether the step is grave → the class of bar and of number.
_LOOKS = {True: ("f-red", "t-red"), False: ("f-ochre", "t-ochre")}


@dataclass(frozen=True)
class Silent:
    """One unit and where its bar stands."""

    unit: Unit
    told: str
    width: str
    text_x: str
    y: int
    text_y: int
    bar: str
    text: str


@dataclass(frozen=True)
class Mark:
    """A line of the scale."""

    x: str
    text: str


@dataclass(frozen=True)
class Ladder:
    """The drawing, longest silence first."""

    silent: list[Silent]
    marks: list[Mark]
    left: str
    #: Pixels, one of the heights that the stylesheet knows.
    rungs: int
    foot: int
    told: str
    left_out: int


def ladder(
    units: Sequence[Unit],
    last_filed: Mapping[int, datetime],
    as_of: date,
    steps: Sequence[Silence],
    terms: SilenceTerms,
) -> Ladder:
    """Lay out the ladder.

    Args:
        units: Those at the top of their trees.
        last_filed: Id → last moment; missing when nothing came within the span drawn.
        as_of: The day of looking, not counted, as in `silent_days`.
        steps: Of the place's policy, fewest days first; a unit is listed from the
            first one on. A place without steps has no ladder.
        terms: How many days and units are drawn.
    """
    span, most = terms.whole("span_days"), terms.whole("bars_at_most")
    days = {
        unit.pk: silent_days(local_day(at), as_of)
        for unit in units
        if (at := last_filed.get(unit.pk))
    }
    listed_from = steps[0].days if steps else span + 2
    quiet = [unit for unit in units if days.get(unit.pk, span + 1) >= listed_from]
    # Nothing within the span is the longest silence, whatever the others count up to.
    quiet.sort(key=lambda unit: (unit.pk in days, -days.get(unit.pk, 0)))
    silent = [
        _silent(place, unit, days.get(unit.pk), steps, span)
        for place, unit in enumerate(quiet[:most])
    ]
    return Ladder(
        silent=silent,
        marks=[
            Mark(f"{_x(each.days, span):.1f}%", f"{each.days // 7} 周")
            for each in steps[1:]
        ],
        left=f"{_LEFT:.1f}%",
        rungs=len(silent),
        foot=_TOP + _STEP * len(silent) - 14,
        told="；".join(f"{each.unit.name} {each.told}" for each in silent),
        left_out=len(quiet) - len(silent),
    )


def _x(days: int, span: int) -> float:
    # Who is silent longer gets a full bar.
    return _LEFT + (_RIGHT - _LEFT) * min(days, span) / span


def _silent(
    place: int, unit: Unit, days: int | None, steps: Sequence[Silence], span: int
) -> Silent:
    known = span + 1 if days is None else days
    bar, text = _LOOKS[any(each.grave and known >= each.days for each in steps)]
    y = _TOP + _STEP * place
    return Silent(
        unit=unit,
        told=f"超过 {span} 天" if days is None else f"{days} 天",
        width=f"{_x(known, span) - _LEFT:.1f}%",
        text_x=f"{_x(known, span) + 1:.1f}%",
        y=y,
        text_y=y + 11,
        bar=bar,
        text=text,
    )
