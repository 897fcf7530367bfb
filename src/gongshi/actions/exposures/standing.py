"""Says where each decision of an exposure stands, and raises what is not reported."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from gongshi.clocks.periods import local_day
from gongshi.identifiers import document_number
from gongshi.ledger.cases import Suspicion, raise_all
from gongshi.ledger.exposure_models import Exposure, ExposureRuling, Sighted
from gongshi.ledger.exposures import (
    Wanted,
    authority_key,
    records_like,
    units_of_prefixes,
)
from gongshi.ledger.models import Unit
from gongshi.ledger.units import Register
from gongshi.oversight.exposures.matching import Candidate, match_exposures
from gongshi.oversight.exposures.weighing import Known
from gongshi.policy.exposures import ExposureTerms


@dataclass(frozen=True, eq=False)
class Told:
    """One decision of an exposure, as it was understood."""

    exposure: Exposure
    place: int
    number: str
    subject: str
    authority: str
    decided_on: date | None
    category: str

    @property
    def is_read(self) -> bool:
        """Whether there is anything by which to look for it."""
        return bool(self.number or self.subject)


def look_up(
    exposures: Sequence[Exposure],
    register: Register,
    terms: ExposureTerms,
    at: datetime,
) -> list[Sighted]:
    """Match every decision of exposures with the ledger, and raise what is not there.

    Call it inside a transaction; done again, it says how things stand by now.

    Returns:
        One per decision that no person has ruled on, stored.
    """
    ruled = set(
        ExposureRuling.objects.filter(
            exposure__in=[one.pk for one in exposures]
        ).values_list("exposure_id", "place")
    )
    told = [
        each
        for one in exposures
        for each in told_of(one)
        if (one.pk, each.place) not in ruled
    ]
    units = _units(told, register)
    found = _matched(told, units, register, terms)
    known = {
        (each.exposure_id, each.place): each
        for each in Sighted.objects.filter(exposure__in=[one.pk for one in exposures])
    }
    sighted = []
    for each, unit, candidates in zip(told, units, found, strict=True):
        stands = known.get((each.exposure.pk, each.place)) or Sighted(
            exposure=each.exposure, place=each.place
        )
        stands.number_key = document_number.key(each.number)[:200]
        stands.unit, stands.matched_at = unit, at
        stands.state = _state(each, unit, candidates)
        stands.entry_id = (
            candidates[0][0] if candidates and candidates[0][1].is_sure else None
        )
        stands.candidates = [
            {"entry": entry, "score": one.score, "reason": one.reason}
            for entry, one in candidates
        ]
        sighted.append(stands)
    _raise(zip(told, sighted, strict=True), at)
    for stands in sighted:
        stands.save()
    return sighted


def told_of(exposure: Exposure) -> list[Told]:
    """Read the decisions of an exposure back."""
    return [
        Told(
            exposure=exposure,
            place=place,
            number=_value(facts, "number"),
            subject=_value(facts, "subject"),
            authority=_value(facts, "authority"),
            decided_on=date.fromisoformat(day)
            if (day := _value(facts, "decided"))
            else None,
            category=facts.get("category", ""),
        )
        for place, facts in enumerate(exposure.facts)
    ]


def suspicion(told: Told, on: date, unit: Unit | None) -> Suspicion:
    """Write the finding that a decision which was seen is not reported."""
    exposure = told.exposure
    who = f"「{exposure.source}」" if exposure.source else "媒体或网站"
    what = f"{told.number}" if told.number else "没有写文书号的一件决定"
    day = f"（{told.decided_on}）" if told.decided_on else ""
    return Suspicion(
        kind="exposure",
        key=f"exposure:{exposure.key}:{told.place}",
        told=f"{who}公开了{what[:200]}{day}，平台上没有。",
        found_on=on,
        unit=unit,
        category=told.category,
        document_number=told.number[:200],
        authority_name=(unit.name if unit else told.authority)[:200],
        subject_name=told.subject[:200],
        decided_on=told.decided_on,
        evidence={
            "exposure": exposure.pk,
            "place": told.place,
            "address": exposure.address,
            "title": exposure.title,
        },
    )


def _value(facts: Mapping[str, Any], kind: str) -> str:
    return str(facts[kind]["value"]) if kind in facts else ""


def _units(told: Sequence[Told], register: Register) -> list[Unit | None]:
    """Tell whose each decision is: by the authority, the number's prefix, the site."""
    by_key = {each.pk: each for each in register.by_name.values()}
    by_stem = units_of_prefixes(each.number for each in told)

    def unit(each: Told) -> Unit | None:
        if named := register.by_name.get(each.authority):
            return named
        number = document_number.parse(each.number)
        if number and number.stem in by_stem:
            return by_key.get(by_stem[number.stem])
        if each.authority:
            return None
        source = each.exposure.source
        sites = (one for name, one in register.by_name.items() if name in source)
        return next(sites, None)

    return [unit(each) for each in told]


def _matched(
    told: Sequence[Told],
    units: Sequence[Unit | None],
    register: Register,
    terms: ExposureTerms,
) -> list[list[tuple[int, Candidate]]]:
    """Give the candidates of each decision: the entry, and how near it is."""
    import polars as pl

    wanted = [
        Wanted(each.number, each.subject, each.decided_on, _core(each.subject, terms))
        for each in told
    ]
    rows = records_like(wanted, terms.whole("near_days"), register)
    shape = {"number": pl.String, "subject": pl.String, "authority": pl.String,
             "decided": pl.Date}  # fmt: skip
    known = [
        (one.number, one.subject, one.authority, one.decided_on) for _, one in rows
    ]
    seen = [
        Known(
            each.number,
            each.subject,
            authority_key(each.authority, unit.pk if unit else None, register),
            each.decided_on,
        )
        for each, unit in zip(told, units, strict=True)
    ]
    records = pl.DataFrame(known, schema=shape, orient="row")
    found = match_exposures(seen, records, terms)
    return [[(rows[one.record][0], one) for one in each] for each in found]


def _core(subject: str, terms: ExposureTerms) -> str:
    """Give the part of a name between the place and what sort of firm it is."""
    words = terms.words
    for ending in words["subject_endings"]:
        if subject.endswith(ending) and len(subject) > len(ending) + 1:
            subject = subject.removesuffix(ending)
            break
    for ending in words["place_endings"]:
        head, _, rest = subject[:6].partition(ending)
        if rest and len(head) > 1:
            subject = subject[len(head) + 1 :]
            break
    return subject if len(subject) > 1 else ""


def _state(
    told: Told, unit: Unit | None, candidates: Sequence[tuple[int, Candidate]]
) -> str:
    if not told.is_read:
        return "unread"
    if candidates:
        return "reported" if candidates[0][1].is_sure else "near"
    return "absent" if unit else "elsewhere"


def _raise(pairs: Iterable[tuple[Told, Sighted]], at: datetime) -> None:
    absent = [(told, stands) for told, stands in pairs if stands.state == "absent"]
    for told, stands in absent:
        (stands.case,) = raise_all([suspicion(told, local_day(at), stands.unit)], at)
