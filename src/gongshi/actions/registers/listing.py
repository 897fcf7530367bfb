"""Lists the registers of a month: who brought one, what came of it, who said nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from gongshi.actions.registers.papers import Tally, checks_of, places_scoring, tally
from gongshi.clocks.periods import Period, local_day
from gongshi.ledger.evidence import standing_evidence
from gongshi.ledger.facts import tops
from gongshi.ledger.models import Entry, NilReturn, Office, Unit
from gongshi.ledger.register_models import RegisterCheck
from gongshi.oversight.reading import understand
from gongshi.policy.continuity import continuity_in_force
from gongshi.policy.policies import policy_in_force

_EXPLAINED, _DRAWN = "explanation", "drawn"


@dataclass(frozen=True)
class Held:
    """What there is of one unit in a month."""

    unit: Unit
    checks: tuple[tuple[RegisterCheck, Tally], ...]
    #: Whether it was drawn for its register to be compared.
    is_drawn: bool
    #: What it said instead of a register; "" = nothing.
    explained: str

    @property
    def state(self) -> str:
        """Tell in one word: given, explained, unanswered (drawn, and silent) or none."""
        if self.checks:
            return "given"
        if self.explained:
            return "explained"
        return "unanswered" if self.is_drawn else "none"

    @property
    def told(self) -> str:
        """Tell in Chinese what it is that has no register."""
        return {
            "given": "",
            "explained": self.explained,
            "unanswered": "被抽到，还没有交台账，也没有说明",
            "none": "没有交台账",
        }[self.state]


def registers_of(period: Period) -> list[Held]:
    """List the units that are ranked, and those below them that have anything.

    Args:
        period: The month.

    Returns:
        In the order of the register of units.
    """
    place = Office.objects.get().place
    checks: dict[int, list[tuple[RegisterCheck, Tally]]] = defaultdict(list)
    for each in checks_of(period.key):
        checks[each.unit_id].append((each, tally(each, each.answers.all())))
    said = [
        (paper.unit_id, paper.kind)
        for each in {place, *places_scoring(period)}
        for paper in standing_evidence(each, period.key)
        if paper.is_met and paper.kind in (_EXPLAINED, _DRAWN)
    ]
    explained = {unit: "已交盖章说明" for unit, kind in said if kind == _EXPLAINED}
    drawn = {unit for unit, kind in said if kind == _DRAWN}
    nil = dict(_nil(period))
    named = {*checks, *explained, *drawn, *nil, *_ranked(place, period)}
    units = Unit.objects.filter(pk__in=named)
    return [
        Held(
            unit,
            tuple(checks.get(unit.pk, ())),
            unit.pk in drawn,
            explained.get(unit.pk) or nil.get(unit.pk, ""),
        )
        for unit in units
    ]


def counts_of(told: Tally) -> dict[str, int]:
    """Give the counts of a check by their names in JSON."""
    return asdict(told)


def told_of(check: RegisterCheck) -> dict[str, Any]:
    """Give a check row by row, as JSON has it.

    Args:
        check: Stored, or as it would be stored.
    """
    answers = list(check.answers.all()) if check.pk else []
    said = {each.row_number: each.entry_id for each in answers}
    rows = sorted(_rows(check, said), key=lambda row: row["row"])
    return {
        "check": check.pk,
        "unit": check.unit.name,
        "period": check.period,
        "category": check.category,
        "file_name": check.file_name,
        "file_hash": check.file_hash,
        "columns": check.columns,
        "counts": counts_of(tally(check, answers)),
        "rows": rows,
    }


def _rows(
    check: RegisterCheck, said: Mapping[int, int | None]
) -> Iterator[dict[str, Any]]:
    terms = continuity_in_force(local_day(timezone.now()))
    words = terms.matching
    for row in check.result["near"]:
        number = row["row_number"]
        state = "near"
        if number in said:
            state = "missing" if said[number] is None else "confirmed"
        yield _row(row, state, entry=said.get(number)) | {
            "candidates": [
                {
                    "entry": entry,
                    "reason": reason,
                    "likeness": likeness,
                    "why": words[reason],
                }
                for entry, reason, likeness in row["candidates"]
            ]
        }
    for row in check.result["missing"]:
        number = row["number"] and understand(row["number"], terms)
        odd = number.text if number and number.key != "number" else ""
        yield _row(row, "missing", why=odd)
    for name in ("excluded", "no_rows"):
        for row in check.result[name]:
            yield _row(row, name.removesuffix("s"))
    # What is joined is told by its record alone: there may be fifty thousand.
    for number, entry, way in check.result["joined"]:
        yield _row({"row_number": number}, "joined", entry=entry, why=words[way])


def _row(
    row: Mapping[str, Any], state: str, *, entry: int | None = None, why: str = ""
) -> dict[str, Any]:
    return {
        "row": row["row_number"],
        "state": state,
        **{
            name: row.get(name, "")
            for name in ("number", "subject", "authority", "decided", "remark")
        },
        "entry": entry,
        "why": why or row.get("why", ""),
        "candidates": [],
    }


def records_of(entries: set[int]) -> Mapping[int, Entry]:
    """Find the records that rows are near, for people to compare."""
    return Entry.objects.in_bulk(entries)


def _ranked(place: str, period: Period) -> set[int]:
    """Give the units that the place ranks, else all at the top."""
    policy = policy_in_force(place, period.last_day)
    groups = {each.key for each in policy.groups}
    heads = tops(period.last_day)
    chosen = [each for each in heads if each.group in groups] or heads
    return {each.pk for each in chosen}


def _nil(period: Period) -> Iterator[tuple[int, str]]:
    """Give what units said in nil returns of the month."""
    first, last = period.first_day, period.last_day
    said = NilReturn.objects.filter(first_day__lte=last, last_day__gte=first)
    days: dict[int, set[date]] = defaultdict(set)
    for each in said:
        days[each.unit_id].add(each.first_day)
    for unit, starts in days.items():
        yield unit, f"报过 {len(starts)} 期零报告"
