"""Feeds the score of completeness: the checks of a unit's registers as one paper."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from gongshi.actions.keep_evidence import Review, keep_evidence
from gongshi.actions.taken_papers import REGISTER
from gongshi.assessment.rates import percentage
from gongshi.clocks.periods import Period
from gongshi.ledger.evidence import standing_evidence
from gongshi.ledger.models import Office, Unit
from gongshi.ledger.register_models import DrawNotice, RegisterAnswer, RegisterCheck
from gongshi.oversight.draws import UNITS
from gongshi.policy.policies import policy_in_force


@dataclass(frozen=True)
class Tally:
    """What a check comes to, with what was confirmed since.

    due = joined + confirmed + missing + unconfirmed.
    """

    rows: int
    due: int
    excluded: int
    no_rows: int
    joined: int
    confirmed: int
    missing: int
    unconfirmed: int

    @property
    def rate(self) -> str:
        """Print what is concealed of what was due, in per cent; "-" of nothing."""
        return percentage(self.missing, self.due) if self.due else "-"


def tally(check: RegisterCheck, answers: Iterable[RegisterAnswer]) -> Tally:
    """Count a check; the last answer to a row holds.

    Args:
        check: The check.
        answers: All of it, oldest first.
    """
    said = {each.row_number: each.entry_id for each in answers}
    confirmed = sum(entry is not None for entry in said.values())
    return Tally(
        rows=check.rows,
        due=check.due,
        excluded=check.excluded,
        no_rows=check.no_rows,
        joined=check.joined,
        confirmed=confirmed,
        missing=check.missing + len(said) - confirmed,
        unconfirmed=check.near - len(said),
    )


def checks_of(
    period: str, units: Iterable[Unit] | None = None
) -> Iterator[RegisterCheck]:
    """Give the checks of a month that hold, one a unit and category.

    Args:
        period: Like 2022-10.
        units: Only theirs; None = all.
    """
    found = RegisterCheck.objects.filter(period=period)
    if units is not None:
        found = found.filter(unit__in=list(units))
    found = found.defer("result").select_related("unit").prefetch_related("answers")
    yield from {(each.unit_id, each.category): each for each in found}.values()


def places_scoring(period: Period) -> list[str]:
    """Name the places by whose rules registers of a month count.

    The office's own, where it scores units; and any other by whose rules units were drawn.
    """
    own = Office.objects.get().place
    drawn = DrawNotice.objects.filter(kind=UNITS, period=period.key)
    found = dict.fromkeys([own, *drawn.values_list("place", flat=True)])
    return [each for each in found if policy_in_force(each, period.last_day).assessment]


def keep_papers(unit: Unit, period: Period, *, reviewer: str) -> None:
    """Keep the paper of a unit's registers of a month, where its numbers are new.

    Args:
        unit: The unit.
        period: The month.
        reviewer: Who stands on the paper.
    """
    tallies = [
        tally(each, each.answers.all()) for each in checks_of(period.key, [unit])
    ]
    due = sum(each.due for each in tallies)
    missing = sum(each.missing for each in tallies)
    review = Review(
        kind=REGISTER,
        units=[unit.name],
        reviewer=reviewer,
        values=[("due", f"{due}"), ("concealed", f"{missing}")],
        note="由台账核对得出，见台账核对的记录。",
    )
    for place in places_scoring(period):
        standing = standing_evidence(place, period.key).filter(unit=unit, kind=REGISTER)
        last = standing.last()
        if not (last and last.is_met and (last.due, last.concealed) == (due, missing)):
            keep_evidence(review, period, place)
