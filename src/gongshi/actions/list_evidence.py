"""Lists the reviewed papers of a month: all of them, or those behind a figure."""

from __future__ import annotations

from gongshi.actions.taken_papers import Taken, taken_in_force
from gongshi.clocks.periods import Period
from gongshi.ledger.evidence import EvidenceAsked, select_evidence
from gongshi.ledger.models import Evidence, Unit
from gongshi.ledger.units import load_register
from gongshi.policy.policies import Policy, find_group


def listed_evidence(
    period: Period,
    place: str,
    *,
    so_far: bool = False,
    unit: str | None = None,
    group: str | None = None,
    kind: str | None = None,
    decision: str | None = None,
    number: int | None = None,
    with_replaced: bool = False,
) -> tuple[list[Evidence], Taken]:
    """List papers; the filters are those that a figure's query names.

    Args:
        period: The month.
        place: Key or name of the place.
        so_far: Whether the months before it are listed too.
        unit: Name, alias or code of one unit, with everything below it; None = all.
        group: Keys or titles of groups, joined with commas.
        kind: Key or title of one kind.
        decision: "met" or "unmet".
        number: Of one paper.
        with_replaced: Whether papers that gave way are listed too.

    Returns:
        The papers, oldest first, and what the place takes.

    Raises:
        UnknownName: No such place, unit, group or kind.
        UsageError: The place took no papers in that month.
    """
    taken = taken_in_force(period, place)
    found = select_evidence(
        EvidenceAsked(
            place=taken.policy.place,
            period=period.key,
            so_far=so_far,
            unit=load_register().find(unit) if unit else None,
            groups=_groups(taken.policy, group) if group else None,
            kind=taken.find_kind(kind) if kind else None,
            is_met=None if decision is None else decision == "met",
            number=number,
            with_replaced=with_replaced,
        )
    )
    return list(found), taken


def _groups(policy: Policy, written: str) -> list[str]:
    # Groups as units have them need not be those of this place's policy.
    used = set(Unit.objects.values_list("group", flat=True))
    return [
        each if each in used else find_group(policy, each).key
        for each in written.split(",")
    ]


def said(paper: Evidence, taken: Taken) -> str:
    """Say in one line what a paper says: 应报送 20；瞒报 3."""
    declared = taken.papers.get(paper.kind)
    titles = {each.key: each.title for each in declared.fields} if declared else {}
    told = paper.told
    # A field that a later edition no longer has keeps its key.
    keys = [*(key for key in titles if key in told), *(told.keys() - titles.keys())]
    return "；".join(f"{titles.get(key, key)} {told[key]}" for key in keys)
