"""Publishes the seed of a draw with its lists, draws from it, and repeats what was drawn."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from gongshi.actions.assess import assessment_in_force
from gongshi.actions.draws.ranges import Ranges, ranges_of, states_of
from gongshi.actions.keep_evidence import Review, keep_evidence
from gongshi.actions.registers.papers import checks_of, keep_papers
from gongshi.clocks.periods import Period, local_day, month
from gongshi.errors import UnknownName, UsageError, storable
from gongshi.identifiers import document_number
from gongshi.ledger.cases import Suspicion, raise_all
from gongshi.ledger.facts import heads
from gongshi.ledger.models import Office, Unit
from gongshi.ledger.register_models import Draw, DrawNotice
from gongshi.ledger.units import load_register
from gongshi.oversight.draws import METHOD, NUMBERS, UNITS, replay
from gongshi.people import audit
from gongshi.people.notices import notify
from gongshi.policy.assessing import Assessment, Ranking
from gongshi.policy.completeness import completeness_in_force
from gongshi.policy.policies import find_place

#: Characters of a seed.
MOST_CHARS: Final = 200
TITLES: Final = {UNITS: "抽部门", NUMBERS: "抽文书号"}


@dataclass(frozen=True)
class Wanted:
    """A draw that somebody wants."""

    kind: str
    period: Period
    seed: str
    #: Login, and what stands on papers.
    made_by: str = ""
    reviewer: str = ""
    #: Departments of a draw of numbers; None = the most that the rules name.
    units: int | None = None
    #: Key or name of the place whose rules a draw of units follows; blank = the office's.
    place: str = ""


def offered_seed(period: Period) -> str:
    """Offer a seed that nobody can have known before."""
    return f"{Office.objects.get().place} {period.key} {secrets.token_hex(12)}"


def publish(wanted: Wanted) -> DrawNotice:
    """Publish a seed and the lists; from then on it is certain what will be drawn.

    Args:
        wanted: The draw; each kind is drawn once a month.

    Returns:
        The notice; that of before where the same was published already.

    Raises:
        UsageError: It was published with another seed or number of departments, or by
            the rules of another place, or there is nothing to draw.
        UnknownName: There is no such place.
    """
    seed = _seed(wanted)
    with transaction.atomic():
        office = Office.objects.select_for_update().get()
        place = find_place(wanted.place) if wanted.place else office.place
        if known := find_notice(wanted.kind, wanted.period):
            # Only a draw of numbers chooses how many departments.
            count = known.rule["units"] if wanted.kind == NUMBERS else None
            is_same = count is None or wanted.units in (None, count)
            if is_same and (known.seed, known.place) == (seed, place):
                return known
            if not is_same:
                raise UsageError(
                    "published",
                    f"{wanted.period.title}的{TITLES[wanted.kind]}已经公布过"
                    f"（第 {known.number} 号，{count} 个部门），不能再改。",
                )
            raise UsageError(
                "published",
                f"{wanted.period.title}的{TITLES[wanted.kind]}已经公布过种子"
                f"（第 {known.number} 号），不能换一个再抽。",
            )
        now = timezone.now()
        _refuse_early(wanted.period, now)
        make = _units if wanted.kind == UNITS else _numbers
        rule, given = make(wanted, place, now)
        notice = DrawNotice.objects.create(
            number=_next_number(now),
            kind=wanted.kind,
            place=place,
            period=wanted.period.key,
            seed=seed,
            rule={"method": METHOD, **rule},
            given=given,
            made_by=wanted.made_by,
            made_at=now,
        )
        audit.record(
            "draw.publish",
            actor=wanted.made_by,
            target=notice.number,
            detail={"kind": notice.kind, "period": notice.period},
        )
    return notice


def make(notice: DrawNotice, *, made_by: str, reviewer: str) -> Draw:
    """Draw from what was published; a draw that was made already stays as it is.

    Units drawn are told, and their paper is kept, as is that of the registers that came
    before; numbers that are missing become suspected.

    Args:
        notice: The seed and the lists.
        made_by: Login.
        reviewer: Who stands on the papers.
    """
    with transaction.atomic():
        Office.objects.select_for_update().first()
        if known := Draw.objects.filter(notice=notice).first():
            return known
        now = timezone.now()
        result = replay(notice.kind, notice.seed, notice.rule, notice.given)
        if notice.kind == NUMBERS:
            ranges = ranges_of(month(notice.period).first_day.year, now)
            result["numbers"] = states_of(result["numbers"], ranges, now)
        drawn = Draw.objects.create(
            notice=notice, result=result, made_by=made_by, made_at=now
        )
        if notice.kind == UNITS:
            _tell(notice, result, reviewer, now)
        else:
            raise_all(suspicions(notice, result), now)
        audit.record("draw.make", actor=made_by, target=notice.number)
    return drawn


def find_notice(kind: str, period: Period) -> DrawNotice | None:
    """Find what was published for a month."""
    return DrawNotice.objects.filter(kind=kind, period=period.key).last()


def find_draw(number: str) -> DrawNotice:
    """Find a draw by its number.

    Raises:
        UnknownName: There is none.
    """
    found = DrawNotice.objects.select_related("draw").filter(number=number.strip())
    if (notice := found.first()) is None:
        raise UnknownName(
            "unknown_draw", f"没有「{number}」这次抽查，请用 gongshi draw show 查看。"
        )
    return notice


def suspicions(notice: DrawNotice, result: Mapping[str, Any]) -> list[Suspicion]:
    """Say of the numbers that are missing why they are suspected."""
    units = load_register()
    return [
        Suspicion(
            kind="draw",
            key=f"draw:{each['unit']}:{each['category']}:"
            f"{document_number.key(each['number'])}"[:300],
            told=f"{notice.period} 抽号（第 {notice.number} 号）抽到，平台查不到",
            found_on=local_day(timezone.now()),
            unit=units.find(each["unit"]),
            category=each["category"],
            document_number=each["number"],
            evidence={"draw": notice.number},
        )
        for each in result["numbers"]
        if each["state"] == "missing"
    ]


def _seed(wanted: Wanted) -> str:
    seed = " ".join(storable(wanted.seed).split())
    if not seed:
        raise UsageError("no_seed", "请写种子：一段事先谁也不知道的文字。")
    if len(seed) > MOST_CHARS:
        raise UsageError("long_seed", f"种子最多 {MOST_CHARS} 字，请写短些。")
    return seed


def _refuse_early(period: Period, now: datetime) -> None:
    if period.first_day > local_day(now):
        raise UsageError("future", f"{period.title}还没有到，不能抽。")


def _units(
    wanted: Wanted, place: str, now: datetime
) -> tuple[dict[str, Any], dict[str, Any]]:
    """List the units of each group that is drawn from."""
    del now
    policy, assessment = assessment_in_force(wanted.period, place)
    titles = {each.key: each.title for each in policy.groups}
    groups = [
        {
            "group": each.group,
            "title": titles[each.group],
            "count": each.draw,
            "names": _names(each, assessment, wanted.period),
        }
        for each in assessment.rankings
        if each.draw
    ]
    edition = f"{policy.place}@{policy.edition}"
    return {"edition": edition}, {"groups": groups}


def _names(ranking: Ranking, assessment: Assessment, period: Period) -> list[str]:
    """List the units of a group that decide anything, by name."""
    tree = heads(period.last_day)
    units = Unit.objects.in_bulk(list(tree))
    inside = [units[pk] for pk, top in tree.items() if top.group == ranking.group]
    tops = [each for each in inside if tree[each.pk].pk == each.pk]
    below = [each for each in inside if tree[each.pk].pk != each.pk]
    chosen = below if ranking.draws_below and below else tops
    deciding = set(assessment.categories)
    return sorted(
        each.name
        for each in chosen
        if not each.functions or deciding & set(each.functions)
    )


def _numbers(
    wanted: Wanted, place: str, now: datetime
) -> tuple[dict[str, Any], dict[str, Any]]:
    """List the ranges of every unit that has numbers of the year."""
    del place
    terms = completeness_in_force(local_day(now))
    least, most = terms.limits["units_least"], terms.limits["units_most"]
    count = most if wanted.units is None else wanted.units
    if not least <= count <= most:
        raise UsageError("units", f"每次抽 {least} 至 {most} 个部门，请改正。")
    known: Ranges = ranges_of(wanted.period.first_day.year, now)
    ranges = [each for each in known.ranges if each["category"] in terms.numbers]
    if not ranges:
        raise UsageError(
            "no_ranges", f"{wanted.period.first_day.year} 年还没有能划定范围的文书号。"
        )
    given = {"units": sorted({each["unit"] for each in ranges}), "ranges": ranges}
    rule = {"units": count, "numbers": dict(terms.numbers), "edition": terms.edition}
    return rule, given


def _tell(
    notice: DrawNotice, result: Mapping[str, Any], reviewer: str, now: datetime
) -> None:
    """Keep that units were drawn, and tell them."""
    period = month(notice.period)
    names = [name for each in result["groups"] for name in each["drawn"]]
    if names:
        keep_evidence(
            Review(
                kind="drawn",
                units=names,
                reviewer=reviewer,
                note=f"第 {notice.number} 号抽查。",
            ),
            period,
            notice.place,
            received_at=now,
        )
    for unit in dict.fromkeys(each.unit for each in checks_of(notice.period)):
        keep_papers(unit, period, reviewer=reviewer)
    units = load_register()
    for name in names:
        notify(
            kind="drawn",
            text=f"{period.title}抽查台账，抽到了{name}，请交台账；没有产生的，请说明。",
            key=f"drawn:{notice.number}:{units.find(name).pk}",
            link=f"{reverse('register_new')}?period={notice.period}",
            unit=units.find(name),
        )


def _next_number(now: datetime) -> str:
    day = f"C{local_day(now):%Y%m%d}-"
    last = DrawNotice.objects.filter(number__startswith=day).last()
    serial = int(last.number.removeprefix(day)) + 1 if last else 1
    return f"{day}{serial:02}"
