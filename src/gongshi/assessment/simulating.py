"""What if: the facts of a unit with some of them changed, for trying out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from gongshi.assessment.counts import NAMES, Counts
from gongshi.assessment.facts import Evidence, UnitFacts
from gongshi.errors import UsageError
from gongshi.policy.assessing import Assessment

#: Faulty rows mended in time within the period.
MENDED = "mended"
#: Numbers of registers.
_REGISTER = ("due", "concealed")
#: Of what is granted several times, the most that can be supposed.
_MOST_TIMES = 99


def simulate(
    assessment: Assessment, facts: UnitFacts, changes: Mapping[str, int]
) -> UnitFacts:
    """Change facts.

    Args:
        assessment: Names the parts, adjustments and papers there are.
        facts: As they are.
        changes: `mended` = so many faulty rows accepted in time; the name of a count,
            `due` or `concealed` = set to so many; the key of a part, an adjustment or
            a paper = granted so many times.

    Raises:
        UsageError: No such key, or numbers that contradict each other.
    """
    known = (MENDED, *NAMES, *_REGISTER, *_kinds(assessment))
    for key in changes:
        if key not in known:
            listed = "、".join(known)
            raise UsageError("what_if", f"没有「{key}」可以假设，可用：{listed}。")
    for key in _kinds(assessment):
        if changes.get(key, 0) > _MOST_TIMES:
            raise UsageError("what_if", f"「{key}」最多假设 {_MOST_TIMES} 次。")
    changed = replace(
        facts,
        counts=_counts(facts.counts, changes),
        evidence=_evidence(facts, changes, _kinds(assessment)),
        # Both numbers hold them: who supposes one supposes all of it.
        cases=() if set(changes) & set(_REGISTER) else facts.cases,
    )
    _refuse_impossible(facts, changed)
    return changed


def _kinds(assessment: Assessment) -> tuple[str, ...]:
    adjustments = (each.key for each in assessment.adjustments)
    papers = (key for key in assessment.papers if key != "register")
    return (*assessment.parts(), *adjustments, *papers)


def _counts(counts: Counts, changes: Mapping[str, int]) -> Counts:
    mended = changes.get(MENDED, 0)
    moved = replace(
        counts, faulty=counts.faulty - mended, accepted=counts.accepted + mended
    )
    return replace(moved, **{key: changes[key] for key in changes if key in NAMES})


def _evidence(
    facts: UnitFacts, changes: Mapping[str, int], kinds: tuple[str, ...]
) -> tuple[Evidence, ...]:
    set_anew = {key for key in kinds if key in changes}
    if any(key in changes for key in _REGISTER):
        set_anew.add("register")
    kept = tuple(each for each in facts.evidence if each.kind not in set_anew)
    granted = tuple(
        Evidence(0, facts.name, key)
        for key in kinds
        for _ in range(changes.get(key, 0))
    )
    if "register" not in set_anew:
        return kept + granted
    due = changes.get("due", facts.due)
    concealed = changes.get("concealed", facts.concealed)
    checked = Evidence(0, facts.name, "register", due=due, concealed=concealed)
    return (*kept, *granted, checked)


def _refuse_impossible(before: UnitFacts, facts: UnitFacts) -> None:
    counts = facts.counts
    there = before.counts.faulty
    for what, few, many in (
        (f"改好的行不能多于问题行，现有问题行 {there} 行", 0, counts.faulty),
        (
            f"迟报行 {counts.late} 行不能多于正确行 {counts.accepted} 行",
            counts.late,
            counts.accepted,
        ),
        (
            f"瞒报 {facts.concealed} 条不能多于台账应报送 {facts.due} 条",
            facts.concealed,
            facts.due,
        ),
    ):
        if few > many:
            raise UsageError("what_if", f"假设的数自相矛盾：{what}。")
