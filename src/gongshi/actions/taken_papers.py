"""What kinds of evidence a place takes in a month: those of its score, and its papers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from gongshi.actions.assess import assessment_in_force
from gongshi.clocks.periods import Period
from gongshi.errors import UnknownName
from gongshi.policy.assessing import Adjustment, Assessment, Named, Part
from gongshi.policy.papers import COUNT, Paper, PaperField
from gongshi.policy.policies import Policy, policy_in_force
from gongshi.policy.registers import RegisterField, load_register_standard

#: The paper of an assessment that says something in numbers.
REGISTER = "register"


@dataclass(frozen=True)
class Taken:
    """What a place takes."""

    policy: Policy
    #: None where units are not scored.
    assessment: Assessment | None
    #: Kind → title; those of the assessment first.
    titles: Mapping[str, str]
    #: Kind → what it says; kinds that say nothing beside the decision are left out.
    papers: Mapping[str, Paper]
    #: Kinds that count only with a file attached.
    with_file: frozenset[str]
    #: Kinds of which a unit has one a month; the others add up.
    once_a_month: frozenset[str]

    def find_kind(self, written: str) -> str:
        """Find a kind of evidence by key or title.

        Raises:
            UnknownName: There is none; the text lists those there are.
        """
        for key, title in self.titles.items():
            if written.strip() in (key, title):
                return key
        listed = "、".join(f"{key}（{title}）" for key, title in self.titles.items())
        raise UnknownName(
            "unknown_kind", f"没有「{written}」这种证据，可用：{listed}。"
        )


def taken_in_force(period: Period, place: str) -> Taken:
    """Give what a place took on the last day of a month.

    Raises:
        UnknownName: There is no such place.
        UsageError: It took nothing then.
    """
    policy = policy_in_force(place, period.last_day)
    if policy.assessment or not policy.papers:
        return _taken(*assessment_in_force(period, place))
    return _taken(policy, None)


def _taken(policy: Policy, assessment: Assessment | None) -> Taken:
    own = {each.key: each for each in policy.papers}
    scored = assessment.papers if assessment else {}
    parts = assessment.parts() if assessment else {}
    adjustments = assessment.adjustments if assessment else ()
    adding = {each.key for each in adjustments}
    adding |= {each.key for each in own.values() if each.adds_up}
    known: dict[str, Part | Adjustment | Named | Paper] = {
        **parts,
        **{each.key: each for each in adjustments},
        **scored,
        **own,
    }
    needing: tuple[Part | Named | Paper, ...] = (
        *parts.values(), *scored.values(), *own.values(),
    )  # fmt: skip
    return Taken(
        policy=policy,
        assessment=assessment,
        titles={key: each.title for key, each in known.items()},
        papers={
            **{
                key: _register(policy, scored[key]) for key in scored if key == REGISTER
            },
            **own,
        },
        with_file=frozenset(each.key for each in needing if each.needs_file),
        once_a_month=frozenset(known.keys() - adding),
    )


def _register(policy: Policy, named: Named) -> Paper:
    """Give the register check of an assessment as a paper: its fields have their own file."""
    columns = load_register_standard("register_checks").fields
    fields = map(partial(_count, columns[1].code), columns[1:])
    return Paper(
        key=named.key,
        title=named.title,
        needs_file=named.needs_file,
        adds_up=False,
        fields=tuple(fields),
        rates=(),
        source=named.source,
        sure=named.sure,
        file=policy.files[0],
    )


def _count(whole: str, column: RegisterField) -> PaperField:
    part_of = "" if column.code == whole else whole
    return PaperField(
        key=column.code,
        title=column.title,
        aliases=column.aliases,
        kind=COUNT,
        no_more_than=part_of,
    )
