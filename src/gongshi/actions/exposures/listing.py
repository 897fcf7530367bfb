"""Lists exposures with where each of their decisions stands, for people and programs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from gongshi.actions.exposures.ruling import find_sighted as find_sighted
from gongshi.actions.exposures.standing import Told, look_up, told_of
from gongshi.clocks.periods import local_day
from gongshi.errors import UnknownName, UsageError
from gongshi.ledger.exposure_models import Exposure, ExposureRuling, Sighted
from gongshi.ledger.known import latest_of, reference
from gongshi.ledger.models import Entry
from gongshi.ledger.units import load_register
from gongshi.oversight.exposures.items import is_person
from gongshi.policy.exposures import STATES, ExposureTerms, exposures_in_force


@dataclass(frozen=True, eq=False)
class Candidate:
    """A record that may be the decision, side by side with it."""

    entry: Entry
    reference: str
    score: int
    reason: str


@dataclass(frozen=True, eq=False)
class Listed:
    """One decision of an exposure, and where it stands."""

    sighted: Sighted
    told: Told
    state: str
    #: Whether its party is a natural person, whose name is masked where it is shown.
    is_person: bool
    candidates: tuple[Candidate, ...] = ()
    rulings: tuple[ExposureRuling, ...] = ()

    @property
    def not_number(self) -> str:
        """What stands for a number and is none; else ""."""
        return str(self.told.exposure.facts[self.told.place].get("not_number", ""))


def terms_now() -> ExposureTerms:
    """Give the words and limits in force today."""
    return exposures_in_force(local_day(timezone.now()))


def selected(state: str = "", unit: int | None = None) -> QuerySet[Sighted]:
    """Select decisions, those of the latest exposure first.

    Raises:
        UsageError: There is no such state.
    """
    if state and state not in STATES:
        known = "、".join(STATES)
        raise UsageError("state", f"没有「{state}」这种状态，可写：{known}。")
    wanted = {key: value for key, value in (("state", state), ("unit", unit)) if value}
    found = Sighted.objects.filter(**wanted).order_by("-exposure", "place")
    return found.select_related("exposure", "unit", "entry__batch", "case")


def listed(sighted: Iterable[Sighted]) -> list[Listed]:
    """Tell of decisions, without their candidates."""
    terms = terms_now()
    return [_listed(each, terms) for each in sighted]


def shown(exposure_id: int) -> tuple[Exposure, list[Listed]]:
    """Tell of one exposure: its decisions with their candidates and rulings.

    Raises:
        UnknownName: There is none.
    """
    exposure = Exposure.objects.filter(pk=exposure_id).first()
    if exposure is None:
        raise UnknownName(
            "unknown_exposure",
            f"没有第 {exposure_id} 号曝光，请用 gongshi exposures list 查看。",
        )
    terms = terms_now()
    sighted = list(
        exposure.sighted.select_related("exposure", "unit", "entry__batch", "case")
    )
    entries = _entries(sighted)
    rulings = list(exposure.rulings.select_related("entry__batch", "unit"))
    return exposure, [_listed(each, terms, entries, rulings) for each in sighted]


def look_again(on: date | None = None) -> int:
    """Match again what no person decided: rows that came since may report it.

    Returns:
        How many decisions were looked at.
    """
    now = timezone.now()
    open_ones = Exposure.objects.filter(
        sighted__state__in=("absent", "near", "elsewhere")
    ).distinct()
    terms = exposures_in_force(on or local_day(now))
    return len(look_up(list(open_ones), load_register(), terms, now))


def _entries(sighted: Sequence[Sighted]) -> dict[int, Entry]:
    wanted = {one["entry"] for each in sighted for one in each.candidates}
    found = Entry.objects.select_related("batch", "unit").in_bulk(wanted)
    return {
        key: latest_of(each) if each.outcome == "faulty" else each
        for key, each in found.items()
    }


def _listed(
    sighted: Sighted,
    terms: ExposureTerms,
    entries: dict[int, Entry] | None = None,
    rulings: Sequence[ExposureRuling] = (),
) -> Listed:
    told = told_of(sighted.exposure)[sighted.place]
    near: list[dict[str, Any]] = sighted.candidates if entries else []
    return Listed(
        sighted=sighted,
        told=told,
        state=terms.states[sighted.state],
        is_person=is_person(told.subject, terms),
        candidates=tuple(
            Candidate(entry, reference(entry), one["score"], one["reason"])
            for one in near
            if entries and (entry := entries.get(one["entry"]))
        ),
        rulings=tuple(each for each in rulings if each.place == sighted.place),
    )
