"""Scores and ranks the units of a month from the ledger, and issues what it found."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache

from django.db import transaction
from django.utils import timezone

from gongshi.actions.cases_omitted import omissions
from gongshi.actions.change_unit import changes_of, told
from gongshi.actions.concerned import refuse_others
from gongshi.actions.scorecards import as_json
from gongshi.assessment.counts import Counts, rows_of
from gongshi.assessment.facts import Evidence, UnitFacts
from gongshi.assessment.indicators import indicators
from gongshi.assessment.rank import Ranked, rank
from gongshi.assessment.score import score
from gongshi.assessment.simulating import MENDED, simulate
from gongshi.clocks.periods import Period
from gongshi.errors import UnknownName, UsageError
from gongshi.ledger.evidence import keep_issue, latest_issue, standing_evidence
from gongshi.ledger.facts import categories_by_head, heads, tops
from gongshi.ledger.history import units_on
from gongshi.ledger.models import IssuedScores, Unit
from gongshi.ledger.units import find_ever, ids_by_name, load_register
from gongshi.people import audit
from gongshi.people.accounts import COMMAND_LINE
from gongshi.policy.assessing import Assessment
from gongshi.policy.assessment_tables import read_assessment
from gongshi.policy.fingerprint import fingerprint
from gongshi.policy.policies import Policy, first_edition, policy_in_force


@dataclass(frozen=True)
class Assessed:
    """The scores of one month, computed."""

    period: Period
    policy: Policy
    assessment: Assessment
    #: Group by group, the best first.
    ranked: tuple[Ranked, ...]
    #: Up to when evidence counts.
    as_of: datetime
    rulebook: str
    #: What a reader should know, in sentences, and those of them that matter to each
    #: unit by itself.
    notes: tuple[str, ...]
    notes_for_each: tuple[str, ...] = ()
    #: What was only supposed; empty for the scores as they are.
    supposed: Mapping[str, int] = field(default_factory=dict)

    @property
    def is_provisional(self) -> bool:
        """Tell whether the month was still running."""
        return self.as_of < self.period.end

    @property
    def publish_before(self) -> date:
        """Give the day before which the ranking has to be published."""
        following = self.period.last_day + timedelta(days=1)
        return following.replace(day=self.assessment.limit("publish_before_day"))

    def of(self, unit: str) -> Ranked:
        """Find a unit by any name that it has or had, whatever the month calls it.

        Raises:
            UnknownName: There is no such unit, or it is not ranked.
        """
        found = find_ever(unit)
        for each in self.ranked:
            if each.card.facts.key == found.pk:
                return each
        raise UnknownName("not_ranked", _why_not_ranked(found, self.period))


def assess(
    period: Period,
    place: str,
    *,
    as_of: datetime | None = None,
    unit: str = "",
    supposing: Mapping[str, int] | None = None,
    counted: Mapping[int | None, Mapping[str, Counts]] | None = None,
) -> Assessed:
    """Score and rank every unit of a month.

    Args:
        period: The month.
        place: Key or name of the place whose assessment it is.
        as_of: Evidence received later does not count; now when absent.
        unit: Name in the register of the unit that `supposing` is about.
        supposing: What to change about it, see `simulate`.
        counted: The month as `categories_by_head` counts it; counted here when absent.

    Raises:
        UnknownName: No such place, or the unit is not ranked.
        UsageError: The month has not begun, the place has no assessment in it, or what
            is supposed cannot be.
    """
    refuse_future(period)
    policy, assessment = assessment_in_force(period, place)
    moment = as_of or timezone.now()
    by_category = categories_by_head(period) if counted is None else counted
    summed = _counts(by_category, assessment)
    earlier = _earlier(period, policy, assessment)
    told = _facts(
        period, policy, assessment, as_of=moment, counted=summed, earlier=earlier
    )
    facts = list(told)
    left = sum(each.assessed for each in summed.values())
    left -= sum(each.counts.assessed for each in facts)
    if supposing:
        _refuse_closed(period, assessment, moment, supposing)
        granted = [key for key, times in supposing.items() if times]
        supposed = find_ever(unit)
        refuse_others(assessment, granted, [supposed])
        facts = [
            simulate(assessment, each, supposing) if each.key == supposed.pk else each
            for each in facts
        ]
    running = tuple(_running(period, policy, assessment, earlier))
    return Assessed(
        period=period,
        policy=policy,
        assessment=assessment,
        ranked=_ranked(policy.place, period.last_day, tuple(facts)),
        as_of=moment,
        rulebook=fingerprint(),
        notes=(*running, *_notes(period, policy, assessment, facts, left=left)),
        notes_for_each=running,
        supposed=supposing or {},
    )


def issue(assessed: Assessed, actor: str = COMMAND_LINE) -> IssuedScores:
    """Freeze scores; done again with other points it gives a further version.

    Args:
        assessed: The scores.
        actor: Login of who issues them.

    Returns:
        The version; that of before where no point has changed.

    Args:
        assessed: The scores.
        actor: Login of who issues them.

    Raises:
        UsageError: The month still runs, or the scores are only supposed.
    """
    if assessed.supposed:
        raise UsageError("supposed", "假设的得分不能印发，请去掉 --what-if。")
    if assessed.is_provisional:
        raise UsageError(
            "provisional",
            f"{assessed.period.title}还没有过完，得分是暂定的，不能印发。",
        )
    new = IssuedScores(
        place=assessed.policy.place,
        period=assessed.period.key,
        as_of=assessed.as_of,
        issued_at=timezone.now(),
        policy=f"{assessed.policy.place}@{assessed.policy.edition}",
        rulebook=assessed.rulebook,
        content=json.dumps(as_json(assessed), ensure_ascii=False, indent=2),
    )
    with transaction.atomic():
        kept = keep_issue(new)
        if kept is new:
            target = f"{kept.place}:{kept.period}:{kept.version}"
            audit.record("scores.issue", actor=actor, target=target)
    return kept


def assessment_in_force(period: Period, place: str) -> tuple[Policy, Assessment]:
    """Give how a place scored on the last day of a month.

    Raises:
        UnknownName: There is no such place.
        UsageError: It had no assessment then.
    """
    policy, assessment = _assessment(place, period.last_day)
    if assessment is None:
        first = first_edition(place)
        since = f"（最早一版自 {first} 起）" if period.last_day < first else ""
        raise UsageError(
            "no_assessment", f"「{policy.name}」在{period.title}没有考核办法{since}。"
        )
    return policy, assessment


@lru_cache(maxsize=64)
def _assessment(place: str, on: date) -> tuple[Policy, Assessment | None]:
    policy = policy_in_force(place, on)
    if not policy.assessment:
        return policy, None
    assessment = read_assessment(
        policy.assessment,
        policy.files[0],
        indicators=indicators(),
        groups=[each.key for each in policy.groups],
    )
    return policy, assessment


@lru_cache(maxsize=64)
def _ranked(place: str, on: date, facts: tuple[UnitFacts, ...]) -> tuple[Ranked, ...]:
    """Score and rank; pages ask again and again, and the same facts give the same."""
    _, assessment = _assessment(place, on)
    assert assessment is not None
    return rank(assessment, [score(assessment, each) for each in facts])


def refuse_future(period: Period) -> None:
    """Refuse a month that has not begun.

    Raises:
        UsageError: It has not.
    """
    if period.start > timezone.now():
        raise UsageError("future", f"{period.title}还没有到，没有可考核的数。")


def _why_not_ranked(unit: Unit, period: Period) -> str:
    head = heads(period.last_day)[unit.pk]
    if head.pk == unit.pk:
        return f"「{unit.name}」不在排名的分组里，请在单位名录里给它写上分组。"
    gone = next((each for each in changes_of(unit) if each.unit_id == unit.pk), None)
    merged = gone and gone.kind == "merge" and gone.on <= period.last_day
    why = f"{told(gone)}；" if gone and merged else ""
    return (
        f"{why}{period.title}「{unit.name}」的行计入「{head.name}」，"
        f"请看「{head.name}」的得分。"
    )


def _refuse_closed(
    period: Period,
    assessment: Assessment,
    as_of: datetime,
    supposing: Mapping[str, int],
) -> None:
    """Refuse to suppose what the policy says no longer counts."""
    if not supposing.get(MENDED) or as_of < period.end:
        return
    closed = [each.closed for each in assessment.items if each.closed != each.regain]
    if closed:
        raise UsageError(
            "what_if", f"{period.title}不能再假设「{MENDED}」：{closed[0]}。"
        )


def _facts(
    period: Period,
    policy: Policy,
    assessment: Assessment,
    *,
    as_of: datetime,
    counted: Mapping[int | None, Counts],
    earlier: Sequence[Mapping[int, int | None]],
) -> Iterator[UnitFacts]:
    """Gather every unit at the top of its tree that a ranking has."""
    papers = _papers(period, policy, as_of)
    cases = _cases(period, assessment, as_of)
    groups = [each.group for each in assessment.rankings]
    for unit in tops(period.last_day):
        if unit.group not in groups:
            continue
        yield UnitFacts(
            key=unit.pk,
            name=unit.name,
            group=unit.group,
            position=unit.position,
            counts=counted.get(unit.pk, Counts()),
            evidence=tuple(papers.get(unit.pk, ())),
            earlier=tuple(each.get(unit.pk) for each in earlier),
            cases=tuple(cases.get(unit.pk, ())),
        )


def _counts(
    counted: Mapping[int | None, Mapping[str, Counts]], assessment: Assessment
) -> dict[int | None, Counts]:
    return {
        unit: sum(
            (counts.get(key, Counts()) for key in assessment.categories), Counts()
        )
        for unit, counts in counted.items()
    }


def _papers(
    period: Period, policy: Policy, as_of: datetime
) -> dict[int, list[Evidence]]:
    top_of, units = heads(period.last_day), units_on(period.last_day)
    papers: dict[int, list[Evidence]] = {}
    for each in standing_evidence(policy.place, period.key, as_of):
        papers.setdefault(top_of[each.unit_id].pk, []).append(
            Evidence(
                number=each.pk,
                unit=units[each.unit_id].name,
                kind=each.kind,
                is_met=each.is_met,
                due=each.due or 0,
                concealed=each.concealed or 0,
            )
        )
    return papers


def _cases(
    period: Period, assessment: Assessment, as_of: datetime
) -> dict[int, list[str]]:
    """Find the cases that count for each unit, beside what its registers count."""
    found: dict[int, list[str]] = {}
    if assessment.cases is None:
        return found
    for each in omissions(period, as_of=as_of):
        is_scored = each.case.category in ("", *assessment.categories)
        if is_scored and not each.is_of_register:
            found.setdefault(each.head.pk, []).append(each.case.number)
    return found


def _earlier(
    period: Period, policy: Policy, assessment: Assessment
) -> list[dict[int, int | None]]:
    """Read the last places of the issued rankings before, the latest first.

    Returns:
        As many as cautions ask for, up to the first month that was not issued; units
        by id, for an issue has the names of its own day.
    """
    rankings: list[dict[int, int | None]] = []
    ids = ids_by_name()
    for _ in range(max((each.running for each in assessment.cautions), default=1) - 1):
        period = period.previous()
        issued = latest_issue(policy.place, period.key)
        if issued is None:
            break
        rankings.append({ids[name]: at for name, at in _last_places(issued.content)})
    return rankings


@lru_cache(maxsize=64)
def _last_places(content: str) -> tuple[tuple[str, int | None], ...]:
    """Read the places from the bottom out of scores that were issued."""
    units = json.loads(content)["units"]
    return tuple((each["unit"], each["from_bottom"]) for each in units)


def _running(
    period: Period,
    policy: Policy,
    assessment: Assessment,
    earlier: Sequence[Mapping[int, int | None]],
) -> Iterator[str]:
    before = period.previous()
    is_first = before.last_day < first_edition(policy.place)
    runs = any(each.running > 1 for each in assessment.cautions)
    if runs and not is_first and not earlier:
        yield f"{before.title}的得分没有印发，无从判断是否连续排名靠后。"


def _notes(
    period: Period,
    policy: Policy,
    assessment: Assessment,
    facts: Sequence[UnitFacts],
    *,
    left: int,
) -> Iterator[str]:
    groups = [each.group for each in assessment.rankings]
    yield from _missing(policy, assessment)
    yield from _draws(policy, assessment, facts)
    if left:
        yield (
            f"有 {left} 行的报送单位不在名录或没有分组，没有计入得分；"
            f"{left_out(period, groups, assessment.categories)} 可以看到。"
        )


def left_out(period: Period, groups: Iterable[str], categories: Iterable[str]) -> str:
    """Give the command that lists exactly the assessed rows outside some groups."""
    told = ("--not-group", ",".join(groups), "--category", ",".join(categories))
    outcomes = str(rows_of("assessed")["outcome"])
    return " ".join(["gongshi rows --period", period.key, *told, "--outcome", outcomes])


def _missing(policy: Policy, assessment: Assessment) -> Iterator[str]:
    """Name the units that the document lists and the register does not have."""
    register = load_register()
    titles = {each.key: each.title for each in policy.groups}
    for ranking in assessment.rankings:
        missing = [each for each in ranking.units if not register.by_name.get(each)]
        if missing:
            yield (
                f"文件列出的{titles[ranking.group]} {len(ranking.units)} 家中，"
                f"名录里没有 {len(missing)} 家：{'、'.join(missing)}。"
            )


def _draws(
    policy: Policy, assessment: Assessment, facts: Sequence[UnitFacts]
) -> Iterator[str]:
    titles = {each.key: each.title for each in policy.groups}
    drawn = Counter(
        each.group
        for each in facts
        for _ in {
            paper.unit for kind in ("drawn", "register") for paper in each.met(kind)
        }
    )
    for ranking in assessment.rankings:
        if drawn[ranking.group] < ranking.draw:
            yield (
                f"{titles[ranking.group]}本月应抽查 {ranking.draw} 家，"
                f"已登记 {drawn[ranking.group]} 家。"
            )
